// Numbers on lanes: V holds one number per lane, and every function works on all of them.
//
// GCC and Clang have vectors in the language, so no instruction is named here; elsewhere a lane
// group is one number. Accuracy (tests/engine/test_kernel_math.py): 1e-13 in double, 1e-6 in float,
// relative, or absolute where the result is near zero.

#define INLINE inline __attribute__((always_inline))
#ifdef _MSC_VER
#undef INLINE
#define INLINE __forceinline
#endif

// A loop over the states, written out: then what is known of each of them is used.
#ifdef __GNUC__
#define UNROLLED _Pragma("GCC unroll 64")
#else
#define UNROLLED
#endif

#if LANE_BYTES > 0
typedef double Doubles __attribute__((vector_size(LANE_BYTES)));
typedef float Floats __attribute__((vector_size(LANE_BYTES)));
typedef int64_t DoubleBits __attribute__((vector_size(LANE_BYTES)));
typedef int32_t FloatBits __attribute__((vector_size(LANE_BYTES)));
#else
typedef double Doubles;
typedef float Floats;
typedef int64_t DoubleBits;
typedef int32_t FloatBits;
#endif

template <class V> struct Lane;
template <> struct Lane<Doubles> {
  using Scalar = double;
  using Bits = DoubleBits;
  static constexpr int COUNT = LANE_BYTES > 0 ? LANE_BYTES / 8 : 1;
};
template <> struct Lane<Floats> {
  using Scalar = float;
  using Bits = FloatBits;
  static constexpr int COUNT = LANE_BYTES > 0 ? LANE_BYTES / 4 : 1;
};
template <class V> using scalar_of = typename Lane<V>::Scalar;
template <class V> using bits_of = typename Lane<V>::Bits;

template <class V> INLINE V all(const scalar_of<V> x) { return x - V{}; }

#if LANE_BYTES > 0
template <class V> INLINE scalar_of<V> at(const V& x, const int lane) { return x[lane]; }
template <class V> INLINE void put(V& x, const int lane, const scalar_of<V> value) { x[lane] = value; }
template <class V> INLINE bits_of<V> bits(const V x) { return (bits_of<V>)x; }
template <class V> INLINE V number(const bits_of<V> x) { return (V)x; }
// The mask of a comparison: all bits set where it holds.
template <class V> INLINE bits_of<V> below(const V a, const V b) { return a < b; }
template <class V> INLINE bits_of<V> equal(const V a, const V b) { return a == b; }
template <class V> INLINE V choose(const bits_of<V> mask, const V yes, const V no) {
  return mask ? yes : no;
}
template <class V> INLINE V root(const V x) {
  V result;
  for (int lane = 0; lane < Lane<V>::COUNT; ++lane)
    result[lane] = sizeof(scalar_of<V>) == 8 ? (scalar_of<V>)__builtin_sqrt(x[lane])
                                             : (scalar_of<V>)__builtin_sqrtf((float)x[lane]);
  return result;
}
#else
template <class V> INLINE scalar_of<V> at(const V& x, int) { return x; }
template <class V> INLINE void put(V& x, int, const scalar_of<V> value) { x = value; }
template <class V> INLINE bits_of<V> bits(const V x) {
  bits_of<V> result;
  memcpy(&result, &x, sizeof x);
  return result;
}
template <class V> INLINE V number(const bits_of<V> x) {
  V result;
  memcpy(&result, &x, sizeof x);
  return result;
}
template <class V> INLINE bits_of<V> below(const V a, const V b) { return a < b ? -1 : 0; }
template <class V> INLINE bits_of<V> equal(const V a, const V b) { return a == b ? -1 : 0; }
template <class V> INLINE V choose(const bits_of<V> mask, const V yes, const V no) {
  return mask ? yes : no;
}
template <class V> INLINE V root(const V x) { return (V)sqrt(x); }
#endif

template <class V> INLINE bool any(const bits_of<V> mask) {
#if LANE_BYTES > 0
  bool found = false;
  for (int lane = 0; lane < Lane<V>::COUNT; ++lane) found |= mask[lane] != 0;
  return found;
#else
  return mask != 0;
#endif
}

template <class V> INLINE V larger(const V a, const V b) { return choose<V>(below<V>(a, b), b, a); }
template <class V> INLINE V smaller(const V a, const V b) { return choose<V>(below<V>(b, a), b, a); }
template <class V> INLINE V size(const V x) { return choose<V>(below<V>(x, V{}), -x, x); }

template <class V> INLINE scalar_of<V> largest(const V x) {
  scalar_of<V> result = at<V>(x, 0);
  for (int lane = 1; lane < Lane<V>::COUNT; ++lane)
    result = at<V>(x, lane) > result ? at<V>(x, lane) : result;
  return result;
}

// 1 / x. In float by the processor's guess and one step of Newton's method, where it has a guess:
// twice as fast as dividing, and off by one or two in the last place.
template <class V> INLINE V inverse(const V x) { return scalar_of<V>(1) / x; }
#if defined(__AVX512F__) && LANE_BYTES == 64
#define GUESS(x) ((Floats)_mm512_rcp14_ps((__m512)(x)))
#elif defined(__AVX__) && LANE_BYTES == 32
#define GUESS(x) ((Floats)_mm256_rcp_ps((__m256)(x)))
#elif defined(__SSE__) && LANE_BYTES == 16
#define GUESS(x) ((Floats)_mm_rcp_ps((__m128)(x)))
#endif
#ifdef GUESS
template <> INLINE Floats inverse<Floats>(const Floats x) {
  const Floats guess = GUESS(x);
  return guess + guess * (1.0f - x * guess);
}
#endif

// The mask of ordinary numbers: neither unbounded nor not a number.
template <class V> INLINE bits_of<V> ordinary(const V x) { return equal<V>(x - x, V{}); }

// ---------------------------------------------------------------- exp, log and waves

// Adding and taking away this number rounds to the nearest whole one, which then stands in the
// lowest bits of the sum.
template <class V> INLINE V rounder() {
  return all<V>(sizeof(scalar_of<V>) == 8 ? (scalar_of<V>)6755399441055744.0
                                          : (scalar_of<V>)12582912.0f);
}

// x * 2^n, n the whole number in the lowest bits of `sum`, where both are ordinary.
template <class V> INLINE V scaled(const V x, const V sum) {
  constexpr int MANTISSA = sizeof(scalar_of<V>) == 8 ? 52 : 23;
  return number<V>(bits<V>(x) + (bits<V>(sum) << MANTISSA));
}

template <class V> INLINE V lane_exp(const V argument) {
  using S = scalar_of<V>;
  constexpr bool DOUBLE = sizeof(S) == 8;
  const V x = smaller<V>(larger<V>(argument, all<V>(S(DOUBLE ? -708 : -87))),
                         all<V>(S(DOUBLE ? 709 : 88)));
  const V sum = x * S(1.4426950408889634) + rounder<V>();
  const V n = sum - rounder<V>();
  V r = x - n * S(DOUBLE ? 0.693147180369123816490 : 0.693145751953125);
  r = r - n * S(DOUBLE ? 1.90821492927058770002e-10 : 1.428606765330187e-06);
  V e;
  if constexpr (DOUBLE) {
    e = r * S(1.0 / 479001600) + S(1.0 / 39916800);
    e = e * r + S(1.0 / 3628800);
    e = e * r + S(1.0 / 362880);
    e = e * r + S(1.0 / 40320);
    e = e * r + S(1.0 / 5040);
    e = e * r + S(1.0 / 720);
    e = e * r + S(1.0 / 120);
  } else {
    e = r * S(1.0 / 720) + S(1.0 / 120);
  }
  e = e * r + S(1.0 / 24);
  e = e * r + S(1.0 / 6);
  e = e * r + S(0.5);
  e = e * r + S(1);
  e = e * r + S(1);
  return scaled<V>(e, sum);
}

// 2 artanh(z) for |z| <= 0.172, the logarithm of (1 + z) / (1 - z).
template <class V> INLINE V twice_artanh(const V z) {
  using S = scalar_of<V>;
  const V w = z * z;
  V e;
  if constexpr (sizeof(S) == 8) {
    e = w * S(2.0 / 19) + S(2.0 / 17);
    e = e * w + S(2.0 / 15);
    e = e * w + S(2.0 / 13);
    e = e * w + S(2.0 / 11);
    e = e * w + S(2.0 / 9);
  } else {
    e = w * S(2.0 / 11) + S(2.0 / 9);
  }
  e = e * w + S(2.0 / 7);
  e = e * w + S(2.0 / 5);
  e = e * w + S(2.0 / 3);
  return e * w * z + S(2) * z;
}

// Of a positive number; of any other it is not a number.
template <class V> INLINE V lane_log(const V x) {
  using S = scalar_of<V>;
  using B = bits_of<V>;
  constexpr int MANTISSA = sizeof(S) == 8 ? 52 : 23;
  // Take 2^e off, so that what is left lies between the root of a half and the root of two.
  const B exponent = (bits<V>(x) - bits<V>(all<V>(S(0.70710678118654752)))) >> MANTISSA;
  const V m = number<V>(bits<V>(x) - (exponent << MANTISSA));
  const V e = number<V>(exponent + bits<V>(rounder<V>())) - rounder<V>();
  const V result = e * S(0.69314718055994531) + twice_artanh<V>((m - S(1)) / (m + S(1)));
  return choose<V>(below<V>(V{}, x), result, number<V>(~B{}));
}

template <class V> INLINE V lane_sqrt(const V x) { return root<V>(x); }

// cos(x - shift turns), by the sine of what is missing to a quarter turn.
template <class V> INLINE V shifted_cos(const V radians, const scalar_of<V> shift) {
  using S = scalar_of<V>;
  constexpr S TURNS = S(0.15915494309189535);
  const V nearest = (radians * TURNS - shift + rounder<V>()) - rounder<V>();
  // Whole turns are taken off in two parts, the first of them without rounding.
  const V left = (radians - nearest * S(6.28125)) - nearest * S(0.0019353071795864769);
  const V rest = left * TURNS - shift;
  const V x = S(0.25) - size<V>(rest);  // -1/4 .. 1/4 of a turn
  const V w = x * x;
  V e;
  if constexpr (sizeof(S) == 8) {
    // (2 pi)^(2k+1) / (2k+1)!
    e = w * S(0.10422916220813984) - S(0.7181223017785003);
    e = e * w + S(3.8199525848482821);
    e = e * w - S(15.094642576822990);
    e = e * w + S(42.058693944897655);
  } else {
    e = w * S(-15.094642576822990) + S(42.058693944897655);
  }
  e = e * w - S(76.705859753061383);
  e = e * w + S(81.605249276075056);
  e = e * w - S(41.341702240399755);
  e = e * w + S(6.2831853071795865);
  return e * x;
}

template <class V> INLINE V lane_cos(const V x) { return shifted_cos<V>(x, 0); }
template <class V> INLINE V lane_sin(const V x) { return shifted_cos<V>(x, scalar_of<V>(0.25)); }

// ---------------------------------------------------------------- smooth thresholds

// e^-|x|: what softplus and logistic share.
template <class V> INLINE V decay(const V x) { return lane_exp<V>(-size<V>(x)); }

// ln(1 + e^x), with small = decay(x).
template <class V> INLINE V softplus(const V x, const V small) {
  using S = scalar_of<V>;
  // ln(1 + u), where a large u is first halved against ln 2.
  const bits_of<V> large = below<V>(all<V>(S(0.41421356)), small);
  const V above = choose<V>(large, small - S(1), small);
  const V below_it = choose<V>(large, small + S(3), small + S(2));
  const V rest = twice_artanh<V>(above * inverse<V>(below_it));
  return larger<V>(x, V{}) + choose<V>(large, rest + S(0.69314718055994531), rest);
}

// 1 / (1 + e^-x), with small = decay(x).
template <class V> INLINE V logistic(const V x, const V small) {
  using S = scalar_of<V>;
  return choose<V>(below<V>(x, V{}), small, all<V>(S(1))) * inverse<V>(S(1) + small);
}
