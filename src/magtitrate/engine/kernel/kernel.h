// The kernel's face: plain C, read from Python with ctypes (engine/compiled.py mirrors it).
//
// Lane is the last axis of every array, and one lane is one person under one regimen. Every
// pointer comes with its count, and `magtitrate_run` refuses what does not fit before it reads:
// see `Trouble`. States have the order of the model, whatever the kernel does inside.

#ifndef MAGTITRATE_KERNEL_H
#define MAGTITRATE_KERNEL_H

#include <stdint.h>

#ifdef _WIN32
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

// Raised whenever a struct or the meaning of a field changes.
#define MAGTITRATE_ABI 2

// How a lane ended: engine/trajectory.py, Outcome.
enum { FINISHED = 0, STEP_LIMIT = 1, NOT_FINITE = 2, NEGATIVE = 3 };

enum { ADAPTIVE = 0, MESH = 1, MESH_FLOAT = 2 };

enum Trouble {
  NO_TROUBLE = 0,
  OTHER_ABI = 1,      // the caller was written for another kernel
  BAD_COUNT = 2,      // an array is longer or shorter than the others demand
  BAD_INDEX = 3,      // an index points outside of its table
  BAD_ORDER = 4,      // times or stretches do not ascend
  BAD_SETTING = 5,    // a setting is not a number, or outside of its range
  NO_MEMORY = 6,
  NO_LEVEL = 7        // this processor cannot run the asked level
};

// What happens, to whom, and when.
//
// A value of a table is either a lane's own or common to all: row r >= 0 is own[r * lanes + lane],
// row r < 0 is common[-1 - r].
typedef struct {
  int64_t lanes;
  int64_t stretches;
  const double* theta;       // (parameter, lane)
  int64_t theta_count;
  const double* start;       // (state, lane), at the first edge
  int64_t start_count;
  const double* own;         // (row, lane)
  int64_t own_count;
  const double* common;
  int64_t common_count;
  const int32_t* edge_row;   // hour of an edge: the value of this row + shift, (stretches + 1)
  const double* edge_shift;
  int64_t edge_count;
  const int64_t* jump_begin;  // jumps of stretch k: [jump_begin[k], jump_begin[k + 1])
  int64_t jump_begin_count;
  const int32_t* jump_state;  // row of the model
  const int32_t* jump_row;    // what is added
  int64_t jump_count;
  const int32_t* input_row;   // (stretch, input)
  int64_t input_count;
} Problem;

// How to solve it.
typedef struct {
  double rtol, floor, ledger_floor;
  double first_step_h, smallest_step_h, largest_step_h, steps_per_day, negative_mmol;
  int64_t mode;
  int64_t threads;
  int64_t level;              // -1: the best of this processor; else a row of magtitrate_levels
  const int64_t* mesh_begin;  // MESH: steps of stretch k, as shares of it
  int64_t mesh_begin_count;
  const double* mesh_share;
  int64_t mesh_count;
  int64_t splits;             // MESH: each step is taken in so many parts
} Settings;

// What is wanted. A pointer may be null where its count is zero: then it is not wanted.
typedef struct {
  // States at hours common to all lanes, before what happens at that hour: (time, state, lane).
  const double* time_h;
  int64_t times;
  double* states;
  int64_t states_count;
  // States at the last edge, (state, lane).
  double* last;
  int64_t last_count;
  // How each lane ended, (lane,), and how many steps its group took and refused, (2,).
  int8_t* outcome;
  int64_t outcome_count;
  int64_t* steps;
  // Windows: window w covers the stretches [window_begin[w], window_begin[w + 1]).
  const int64_t* window_begin;
  int64_t window_begin_count;
  // What is watched in each window: a state, and the levels below and above which time counts.
  const int32_t* watch_state;
  const int32_t* watch_low;
  const int32_t* watch_high;
  int64_t watches;
  // Results (window, watch, lane), each null or so long: in MESH_FLOAT of floats, else of doubles.
  void* trough;
  void* peak;
  void* area;
  void* hours_below;
  void* hours_above;
  int64_t watch_count;
  // What a sum of states gains in each window: weights (gain, state), results (window, gain, lane).
  const double* gain_weight;
  int64_t gains;
  void* gained;
  int64_t gained_count;
  // ADAPTIVE: the mesh that each group of lanes took, as Settings would ask for it:
  // (group, stretches + 1) and (group, mesh_room). A group without room for it has -1 in front.
  int64_t* mesh_begin;
  int64_t mesh_begin_count;
  double* mesh_share;
  int64_t mesh_share_count;
  int64_t mesh_room;
} Results;

// Where a life of the same period leads to: `start` is the guess.
typedef struct {
  double tolerance;
  int64_t limit;
  double size_floor;
  double* state;       // (state, lane)
  int64_t state_count;
  int8_t* outcome;     // (lane,)
  int64_t outcome_count;
  int64_t* periods;    // (1,): the largest number of any group
  // Null, or how these bodies come to rest: by how much more than one period moved the slow states
  // every state has still to move, in units of its content, (state, slow, lane).
  const double* push;
  int64_t push_count;
  const int64_t* slow;  // rows of the slow states, at most MOST_SLOW
  int64_t slow_count;
} Settling;

#define MOST_SLOW 8

PUBLIC int magtitrate_abi(void);
PUBLIC const char* magtitrate_model_key(void);
PUBLIC const char* magtitrate_built(void);
// Names of the levels that were built, best first, separated by spaces; lanes of a group; and
// whether this processor runs the level.
PUBLIC const char* magtitrate_levels(void);
PUBLIC int magtitrate_group_lanes(int level, int mode);
PUBLIC int magtitrate_runs_here(int level);

PUBLIC int magtitrate_run(const Problem* problem, const Settings* settings, const Results* results);
PUBLIC int magtitrate_settle(const Problem* problem, const Settings* settings,
                             const Settling* settling);

// The slope of one lane, for other solvers to compare with: (state,), (parameter,), (input,).
PUBLIC int magtitrate_slope(double time_h, const double* state, const double* theta,
                            const double* inputs, double* slope);
// One of the functions of lane_math.h, for its test. 0 exp, 1 log, 2 sqrt, 3 cos, 4 sin,
// 5 softplus, 6 logistic.
PUBLIC int magtitrate_function(int level, int which, int single, int64_t count, const double* x,
                               double* y);

#ifdef __cplusplus
}
#endif

#endif
