// The kernel's face: look at everything before anything is read, then share groups of lanes out
// over threads. Which thread solves a group changes nothing in its numbers.

#include "kernel.h"

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>
#include <thread>
#include <vector>

#include "lanes.h"

#if defined(_MSC_VER) && defined(_M_X64)
#include <intrin.h>
#endif

namespace {

// ---------------------------------------------------------------- levels

const Level* const LEVELS[] = {
#ifdef WITH_AVX512
    &LEVEL_AVX512,
#endif
#ifdef WITH_AVX2
    &LEVEL_AVX2,
#endif
#ifdef WITH_BASELINE
    &LEVEL_BASELINE,
#endif
};
constexpr int LEVEL_COUNT = sizeof LEVELS / sizeof *LEVELS;

bool runs_here(const Level& level) {
#if defined(__x86_64__) && defined(__GNUC__)
  __builtin_cpu_init();
#ifdef WITH_AVX512
  if (&level == &LEVEL_AVX512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("fma");
#endif
#ifdef WITH_AVX2
  if (&level == &LEVEL_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
#endif
  (void)level;
  return true;
}

const Level* level_of(const int64_t wanted) {
  if (wanted >= 0)
    return wanted < LEVEL_COUNT && runs_here(*LEVELS[wanted]) ? LEVELS[wanted] : nullptr;
  for (const Level* level : LEVELS)
    if (runs_here(*level)) return level;
  return nullptr;
}

// ---------------------------------------------------------------- checks

bool fits(const void* pointer, const int64_t count, const int64_t wanted) {
  return count == wanted && (pointer || count == 0);
}

bool absent_or_fits(const void* pointer, const int64_t count, const int64_t wanted) {
  return !pointer || count == wanted;
}

bool ordinary(const double x) { return std::isfinite(x); }

// Row r of the tables, if it is there.
struct Tables {
  int64_t own, common;
  bool has(const int32_t row) const { return row >= 0 ? row < own : -1 - (int64_t)row < common; }
};

constexpr int64_t MOST = std::numeric_limits<int64_t>::max() / 1024;

int trouble_of(const Problem& q) {
  if (q.lanes < 1 || q.lanes > MOST / 4096 || q.stretches < 0 || q.stretches > MOST / 4096)
    return BAD_COUNT;
  if (!fits(q.theta, q.theta_count, SIZES.parameters * q.lanes) ||
      !fits(q.start, q.start_count, SIZES.states * q.lanes) ||
      !fits(q.edge_row, q.edge_count, q.stretches + 1) || !q.edge_shift ||
      !fits(q.jump_begin, q.jump_begin_count, q.stretches + 1) ||
      !fits(q.input_row, q.input_count, q.stretches * SIZES.inputs) || q.own_count < 0 ||
      q.common_count < 0 || q.own_count % q.lanes || (q.own_count && !q.own) ||
      (q.common_count && !q.common) || q.jump_count < 0 ||
      (q.jump_count && (!q.jump_state || !q.jump_row)))
    return BAD_COUNT;
  const Tables tables{q.own_count / q.lanes, q.common_count};
  for (int64_t k = 0; k <= q.stretches; ++k)
    if (!tables.has(q.edge_row[k])) return BAD_INDEX;
  for (int64_t k = 0; k < q.stretches * SIZES.inputs; ++k)
    if (!tables.has(q.input_row[k])) return BAD_INDEX;
  if (q.jump_begin[0] != 0 || q.jump_begin[q.stretches] != q.jump_count) return BAD_INDEX;
  for (int64_t k = 0; k < q.stretches; ++k)
    if (q.jump_begin[k] > q.jump_begin[k + 1] || q.jump_begin[k] < 0) return BAD_INDEX;
  for (int64_t n = 0; n < q.jump_count; ++n)
    if (q.jump_state[n] < 0 || q.jump_state[n] >= SIZES.states || !tables.has(q.jump_row[n]))
      return BAD_INDEX;
  const auto hour = [&q](const int64_t k, const int64_t lane) {
    const int32_t row = q.edge_row[k];
    return (row < 0 ? q.common[-1 - (int64_t)row] : q.own[row * q.lanes + lane]) + q.edge_shift[k];
  };
  for (int64_t k = 0; k < q.stretches; ++k) {
    const int64_t lanes = q.edge_row[k] < 0 && q.edge_row[k + 1] < 0 ? 1 : q.lanes;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      const double from = hour(k, lane), to = hour(k + 1, lane);
      if (!ordinary(from) || !ordinary(to) || to < from || std::fabs(to) > 1e9) return BAD_ORDER;
    }
  }
  return NO_TROUBLE;
}

int trouble_of(const Settings& settings, const Problem& q) {
  const double positive[] = {settings.rtol,         settings.floor,          settings.ledger_floor,
                             settings.first_step_h, settings.smallest_step_h,
                             settings.steps_per_day};
  for (const double x : positive)
    if (!(x > 0) || !ordinary(x)) return BAD_SETTING;
  if (!(settings.largest_step_h > 0) || !(settings.negative_mmol >= 0)) return BAD_SETTING;
  if (settings.mode < ADAPTIVE || settings.mode > MESH_FLOAT || settings.threads < 1)
    return BAD_SETTING;
  if (settings.mode == ADAPTIVE) return NO_TROUBLE;
  if (settings.splits < 1 || settings.splits > 1024) return BAD_SETTING;
  if (!fits(settings.mesh_begin, settings.mesh_begin_count, q.stretches + 1) ||
      settings.mesh_count < 0 || (settings.mesh_count && !settings.mesh_share))
    return BAD_COUNT;
  const int64_t* begin = settings.mesh_begin;
  if (begin[0] != 0 || begin[q.stretches] != settings.mesh_count) return BAD_INDEX;
  for (int64_t k = 0; k < q.stretches; ++k) {
    if (begin[k] < 0 || begin[k + 1] <= begin[k] || begin[k + 1] > settings.mesh_count)
      return BAD_INDEX;
    double sum = 0;
    for (int64_t n = begin[k]; n < begin[k + 1]; ++n) {
      if (!(settings.mesh_share[n] > 0)) return BAD_SETTING;
      sum += settings.mesh_share[n];
    }
    if (!(std::fabs(sum - 1) < 1e-6)) return BAD_SETTING;
  }
  return NO_TROUBLE;
}

int trouble_of(const Results& r, const Problem& q, const Settings& settings, const Level& level) {
  if (r.times < 0 || r.watches < 0 || r.watches > 8 || r.gains < 0 || r.gains > 8)
    return BAD_COUNT;
  if (r.times > MOST / SIZES.states / q.lanes || (r.times && !r.time_h) ||
      !fits(r.states, r.states_count, r.times * SIZES.states * q.lanes) ||
      !absent_or_fits(r.last, r.last_count, SIZES.states * q.lanes) ||
      !absent_or_fits(r.outcome, r.outcome_count, q.lanes))
    return BAD_COUNT;
  for (int64_t n = 0; n < r.times; ++n)
    if (!ordinary(r.time_h[n]) || (n && r.time_h[n] < r.time_h[n - 1])) return BAD_ORDER;
  if (r.window_begin_count < 0 || (r.window_begin_count && !r.window_begin)) return BAD_COUNT;
  const int64_t windows = r.window_begin_count > 0 ? r.window_begin_count - 1 : 0;
  for (int64_t w = 0; w <= windows && r.window_begin_count; ++w) {
    if (r.window_begin[w] < 0 || r.window_begin[w] > q.stretches) return BAD_INDEX;
    if (w && r.window_begin[w] <= r.window_begin[w - 1]) return BAD_ORDER;
  }
  const Tables tables{q.own_count / q.lanes, q.common_count};
  if (r.watches && (!r.watch_state || !r.watch_low || !r.watch_high)) return BAD_COUNT;
  for (int64_t w = 0; w < r.watches; ++w)
    if (r.watch_state[w] < 0 || r.watch_state[w] >= SIZES.states ||
        !tables.has(r.watch_low[w]) || !tables.has(r.watch_high[w]))
      return BAD_INDEX;
  if (windows > MOST / 8 / q.lanes) return BAD_COUNT;
  const int64_t watched = windows * r.watches * q.lanes;
  for (const void* table : {r.trough, r.peak, r.area, r.hours_below, r.hours_above})
    if (!absent_or_fits(table, r.watch_count, watched)) return BAD_COUNT;
  if (r.gains && !r.gain_weight) return BAD_COUNT;
  if (!absent_or_fits(r.gained, r.gained_count, windows * r.gains * q.lanes)) return BAD_COUNT;
  if (!r.mesh_begin) return NO_TROUBLE;
  const int64_t groups = (q.lanes + level.doubles - 1) / level.doubles;
  if (settings.mode != ADAPTIVE || r.mesh_room < 0 || r.mesh_room > MOST / q.lanes ||
      !fits(r.mesh_begin, r.mesh_begin_count, groups * (q.stretches + 1)) ||
      !fits(r.mesh_share, r.mesh_share_count, groups * r.mesh_room))
    return BAD_COUNT;
  return NO_TROUBLE;
}

// ---------------------------------------------------------------- threads

// The space of one thread, aligned for the widest lanes.
class Workspace {
 public:
  explicit Workspace(const size_t bytes)
      : memory_(static_cast<char*>(std::malloc(bytes + 64))),
        aligned_(memory_ ? memory_ + (64 - reinterpret_cast<uintptr_t>(memory_) % 64) : nullptr) {}
  ~Workspace() { std::free(memory_); }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  void* get() const { return aligned_; }

 private:
  char* memory_;
  char* aligned_;
};

// Solve every group once; a group belongs to whoever comes first. False without memory.
template <class Solve>
bool share_out(const int64_t groups, const int64_t threads, const size_t workspace,
               const Solve& solve) {
  std::atomic<int64_t> next{0};
  std::atomic<bool> enough{true};
  const auto work = [&] {
    const Workspace space(workspace);
    if (!space.get()) {
      enough = false;
      return;
    }
    for (int64_t group = next++; group < groups && enough; group = next++)
      if (!solve(group, space.get())) enough = false;
  };
  std::vector<std::thread> others;
  try {
    for (int64_t n = 1; n < threads && n < groups; ++n) others.emplace_back(work);
  } catch (...) {  // fewer threads than wished are enough
  }
  work();
  for (std::thread& other : others) other.join();
  return enough;
}

int64_t groups_of(const Problem& problem, const int64_t lanes) {
  return (problem.lanes + lanes - 1) / lanes;
}

int run(const Problem& problem, const Settings& settings, const Results& results) {
  const Level* level = level_of(settings.level);
  if (!level) return NO_LEVEL;
  int trouble = trouble_of(problem);
  if (!trouble) trouble = trouble_of(settings, problem);
  if (!trouble) trouble = trouble_of(results, problem, settings, *level);
  if (trouble) return trouble;
  const bool lean = level->is_lean(problem, &results);
  std::atomic<int64_t> taken{0}, refused{0};
  const auto solve = [&](const int64_t group, void* space) {
    int64_t steps[2];
    level->run(problem, settings, results, lean, group, space, steps);
    taken += steps[0];
    refused += steps[1];
    return true;
  };
  const int64_t lanes = settings.mode == MESH_FLOAT ? level->floats : level->doubles;
  if (!share_out(groups_of(problem, lanes), settings.threads, level->workspace, solve))
    return NO_MEMORY;
  if (results.steps) results.steps[0] = taken, results.steps[1] = refused;
  return NO_TROUBLE;
}

int settle(const Problem& problem, const Settings& settings, const Settling& settling) {
  const Level* level = level_of(settings.level);
  if (!level) return NO_LEVEL;
  int trouble = trouble_of(problem);
  if (!trouble) trouble = trouble_of(settings, problem);
  if (trouble) return trouble;
  if (settings.mode != ADAPTIVE || !(settling.tolerance > 0) || !(settling.size_floor > 0) ||
      settling.limit < 1)
    return BAD_SETTING;
  if (!fits(settling.state, settling.state_count, SIZES.states * problem.lanes) ||
      !fits(settling.outcome, settling.outcome_count, problem.lanes) || !settling.periods)
    return BAD_COUNT;
  if (settling.push || settling.push_count || settling.slow || settling.slow_count) {
    if (!settling.slow || settling.slow_count < 1 || settling.slow_count > MOST_SLOW ||
        !fits(settling.push, settling.push_count, SIZES.states * settling.slow_count * problem.lanes))
      return BAD_COUNT;
    for (int64_t n = 0; n < settling.slow_count; ++n)
      if (settling.slow[n] < 0 || settling.slow[n] >= SIZES.states) return BAD_INDEX;
  }
  const bool lean = level->is_lean(problem, nullptr);
  const int64_t room = 4096 + 64 * problem.stretches;
  std::atomic<int64_t> longest{0};
  const auto solve = [&](const int64_t group, void* space) {
    std::vector<int64_t> begin;
    std::vector<double> share;
    try {
      begin.resize(problem.stretches + 1);
      share.resize(room);
    } catch (const std::bad_alloc&) {
      return false;
    }
    int64_t periods = 0;
    level->settle(problem, settings, settling, lean, group, space, begin.data(), share.data(), room,
                  &periods);
    int64_t seen = longest;
    while (periods > seen && !longest.compare_exchange_weak(seen, periods)) {
    }
    return true;
  };
  if (!share_out(groups_of(problem, level->doubles), settings.threads, level->workspace, solve))
    return NO_MEMORY;
  *settling.periods = longest;
  return NO_TROUBLE;
}

}  // namespace

// ---------------------------------------------------------------- the face

extern "C" {

int magtitrate_abi(void) { return MAGTITRATE_ABI; }

const char* magtitrate_model_key(void) { return SIZES.model_key; }

const char* magtitrate_built(void) {
#if defined(__clang__)
#define COMPILER "Clang " __clang_version__
#elif defined(__GNUC__)
#define COMPILER "GCC " __VERSION__
#elif defined(_MSC_VER)
#define COMPILER "MSVC"
#else
#define COMPILER "a C++ compiler"
#endif
#ifndef FLAGS
#define FLAGS "unknown flags"
#endif
  return COMPILER ", " FLAGS;
}

const char* magtitrate_levels(void) {
  return
#ifdef WITH_AVX512
      "AVX512 "
#endif
#ifdef WITH_AVX2
      "AVX2 "
#endif
#ifdef WITH_BASELINE
      "BASELINE"
#endif
      "";
}

int magtitrate_group_lanes(const int level, const int mode) {
  if (level < 0 || level >= LEVEL_COUNT) return 0;
  return mode == MESH_FLOAT ? LEVELS[level]->floats : LEVELS[level]->doubles;
}

int magtitrate_runs_here(const int level) {
  return level >= 0 && level < LEVEL_COUNT && runs_here(*LEVELS[level]);
}

int magtitrate_run(const Problem* problem, const Settings* settings, const Results* results) {
  if (!problem || !settings || !results) return BAD_COUNT;
  return run(*problem, *settings, *results);
}

int magtitrate_settle(const Problem* problem, const Settings* settings, const Settling* settling) {
  if (!problem || !settings || !settling) return BAD_COUNT;
  return settle(*problem, *settings, *settling);
}

int magtitrate_slope(const double time_h, const double* state, const double* theta,
                     const double* inputs, double* slope) {
  if (!state || !theta || !inputs || !slope) return BAD_COUNT;
  const Level* level = level_of(-1);
  if (!level) return NO_LEVEL;
  level->slope(time_h, state, theta, inputs, slope);
  return NO_TROUBLE;
}

int magtitrate_function(const int level, const int which, const int single, const int64_t count,
                        const double* x, double* y) {
  const Level* chosen = level_of(level);
  if (!chosen) return NO_LEVEL;
  if (count < 0 || (count && (!x || !y))) return BAD_COUNT;
  if (which < 0 || which > 6) return BAD_INDEX;
  chosen->function(which, single, count, x, y);
  return NO_TROUBLE;
}

}  // extern "C"
