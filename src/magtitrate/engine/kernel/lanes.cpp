// The kernel for one set of processor instructions; built once for each.
//
// LEVEL is its name (baseline, AVX2, AVX512), LANE_BYTES the width of its vectors, 0 for none.
// Everything here is local to this file, so that nothing built for one processor can be
// linked into another's path: no header of the C++ library is used.

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lanes.h"

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

#ifndef LANE_BYTES
#ifdef __GNUC__
#define LANE_BYTES 16
#else
#define LANE_BYTES 0
#endif
#endif
#ifdef _MSC_VER
#define __builtin_sqrt sqrt
#define __builtin_floor floor
#endif

namespace {

#include "lane_math.h"
#include "model_generated.h"

// The same code for both cuts of the model, which differ in their constants only.
namespace whole {
#include "method.h"
#include "group.h"
#include "settle.h"
#include "tasks.h"
}  // namespace whole

namespace lean {
#include "method.h"
#include "group.h"
#include "settle.h"
#include "tasks.h"
}  // namespace lean

// Numbers too small to count are zero: what has decayed away must not slow the rest down.
struct FlushTiny {
#if defined(__x86_64__) || defined(_M_X64)
  unsigned before = _mm_getcsr();
  FlushTiny() { _mm_setcsr(before | 0x8040); }
  ~FlushTiny() { _mm_setcsr(before); }
#endif
};

bool is_zero(const Problem& problem, const int32_t row) {
  if (row < 0) return problem.common[-1 - (int64_t)row] == 0;
  for (int64_t lane = 0; lane < problem.lanes; ++lane)
    if (problem.own[row * problem.lanes + lane] != 0) return false;
  return true;
}

// Whether nothing is in, enters or is asked of the states that the lean model leaves out.
bool is_lean(const Problem& problem, const Results* results) {
  for (int k = 0; k < lean::ABSENT; ++k)
    for (int64_t lane = 0; lane < problem.lanes; ++lane)
      if (problem.start[lean::ABSENT_ROWS[k] * problem.lanes + lane] != 0) return false;
  for (int64_t n = 0; n < problem.jump_count; ++n)
    if (lean::PLACE[problem.jump_state[n]] < 0 && !is_zero(problem, problem.jump_row[n]))
      return false;
  if (results)
    for (int64_t w = 0; w < results->watches; ++w)
      if (lean::PLACE[results->watch_state[w]] < 0) return false;
  return true;
}

void run(const Problem& problem, const Settings& settings, const Results& results,
         const bool is_lean, const int64_t number, void* workspace, int64_t* steps) {
  const FlushTiny flush;
  if (is_lean) lean::run(problem, settings, results, number, workspace, steps);
  else whole::run(problem, settings, results, number, workspace, steps);
}

void settle(const Problem& problem, const Settings& settings, const Settling& settling,
            const bool is_lean, const int64_t number, void* workspace, int64_t* mesh_begin,
            double* mesh_share, const int64_t room, int64_t* periods) {
  const FlushTiny flush;
  if (is_lean)
    lean::settle(problem, settings, settling, number, workspace, mesh_begin, mesh_share, room,
                 periods);
  else
    whole::settle(problem, settings, settling, number, workspace, mesh_begin, mesh_share, room,
                  periods);
}

template <class V>
void apply(const int which, const int64_t count, const double* x, double* y) {
  constexpr int W = Lane<V>::COUNT;
  for (int64_t first = 0; first < count; first += W) {
    V a = V{};
    for (int lane = 0; lane < W; ++lane)
      put<V>(a, lane, (scalar_of<V>)x[first + lane < count ? first + lane : count - 1]);
    V b = V{};
    switch (which) {
      case 0: b = lane_exp<V>(a); break;
      case 1: b = lane_log<V>(a); break;
      case 2: b = lane_sqrt<V>(a); break;
      case 3: b = lane_cos<V>(a); break;
      case 4: b = lane_sin<V>(a); break;
      case 5: b = softplus<V>(a, decay<V>(a)); break;
      case 6: b = logistic<V>(a, decay<V>(a)); break;
    }
    for (int lane = 0; lane < W && first + lane < count; ++lane) y[first + lane] = at<V>(b, lane);
  }
}

void function(const int which, const int single, const int64_t count, const double* x, double* y) {
  if (single) apply<Floats>(which, count, x, y);
  else apply<Doubles>(which, count, x, y);
}

void slope_of_one(const double time_h, const double* state, const double* theta,
                  const double* inputs, double* result) {
  using namespace whole;
  using V = Doubles;
  V lanes[PARAMETERS], given[INPUTS], y[STATES], f[STATES];
  for (int k = 0; k < PARAMETERS; ++k) lanes[k] = all<V>(theta[k]);
  for (int k = 0; k < INPUTS; ++k) given[k] = all<V>(inputs[k]);
  for (int i = 0; i < STATES; ++i) y[i] = all<V>(state[ORDER[i]]);
  Personal<V> p;
  Steady<V> s;
  personal<V>(lanes, p);
  steady<V>(p, given, s);
  slope<V>(p, s, y, all<V>(time_h - CLOCK_H * __builtin_floor(time_h / CLOCK_H)), f);
  for (int i = 0; i < STATES; ++i) result[ORDER[i]] = at<V>(f[i], 0);
}

}  // namespace

#define JOINED(a, b) a##b
#define NAMED(a, b) JOINED(a, b)
#define QUOTED(a) #a
#define SHOWN(a) QUOTED(a)

extern const Level NAMED(LEVEL_, LEVEL) = {
    SHOWN(LEVEL),
    Lane<Doubles>::COUNT,
    Lane<Floats>::COUNT,
    whole::SPACE,
    is_lean,
    run,
    settle,
    function,
    slope_of_one,
};

#ifdef WITH_SIZES
extern const Sizes SIZES = {MODEL_STATES, PARAMETERS, INPUTS, MODEL_KEY};
#endif
