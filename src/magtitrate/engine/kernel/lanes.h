// What one level of the kernel (one set of processor instructions) offers to kernel.cpp.

#ifndef MAGTITRATE_LANES_H
#define MAGTITRATE_LANES_H

#include <stddef.h>
#include <stdint.h>

#include "kernel.h"

struct Level {
  const char* name;
  int doubles;       // lanes of a group
  int floats;
  size_t workspace;  // bytes that a thread needs, aligned to 64
  bool (*is_lean)(const Problem&, const Results*);
  void (*run)(const Problem&, const Settings&, const Results&, bool is_lean, int64_t group,
              void* workspace, int64_t* steps);
  void (*settle)(const Problem&, const Settings&, const Settling&, bool is_lean, int64_t group,
                 void* workspace, int64_t* mesh_begin, double* mesh_share, int64_t room,
                 int64_t* periods);
  void (*function)(int which, int single, int64_t count, const double* x, double* y);
  void (*slope)(double time_h, const double* state, const double* theta, const double* inputs,
                double* slope);
};

struct Sizes {
  int states, parameters, inputs;
  const char* model_key;
};

#ifdef WITH_BASELINE
extern const Level LEVEL_BASELINE;
#endif
#ifdef WITH_AVX2
extern const Level LEVEL_AVX2;
#endif
#ifdef WITH_AVX512
extern const Level LEVEL_AVX512;
#endif
extern const Sizes SIZES;

#endif
