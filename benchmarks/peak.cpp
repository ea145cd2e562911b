// How many multiply-adds can one processor do: eight sums in registers, nothing else.
// Built for this machine with -O3 -march=native; each call returns the operations it did (two for
// each multiply-add), so that the caller can divide by its processor time.

#if defined(__AVX512F__)
#define BYTES 64
#elif defined(__AVX__)
#define BYTES 32
#else
#define BYTES 16
#endif

template <class T>
static double work(const long rounds) {
  typedef T V __attribute__((vector_size(BYTES)));
  constexpr int SUMS = 12, LANES = BYTES / sizeof(T);
  V sum[SUMS];
  for (int k = 0; k < SUMS; ++k) sum[k] = V{} + T(k);
  V a = V{} + T(0.999999), b = V{} + T(1e-6);
  for (long n = 0; n < rounds; ++n) {
    asm volatile("" : "+v"(a), "+v"(b));
#pragma GCC unroll 12
    for (int k = 0; k < SUMS; ++k) sum[k] = sum[k] * a + b;
  }
  for (int k = 0; k < SUMS; ++k) asm volatile("" : "+v"(sum[k]));
  return 2.0 * SUMS * LANES * (double)rounds;
}

extern "C" double doubles(const long rounds) { return work<double>(rounds); }
extern "C" double floats(const long rounds) { return work<float>(rounds); }
