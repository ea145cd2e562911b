// One step of the one method, on all lanes: Kaps & Rentrop 1979 (Numer Math 33:55), order 4(3) in
// four stages, parameter set GRK4T, in the form of Press et al., Numerical Recipes, section 16.6.
// The same numbers stand in engine/reference.py.
//
//     (1/(g h) - J) k_i = f(t + A_i h, y + sum a_ij k_j) + h g_i df/dt + sum c_ij k_j / h
//     y_new = y + sum b_i k_i,    error = sum e_i k_i

constexpr double GAMMA = 0.231;
constexpr double A21 = 2.0, A31 = 4.52470820736, A32 = 4.16352878860;
constexpr double C21 = -5.07167533877, C31 = 6.02015272865, C32 = 0.159750684673;
constexpr double C41 = -1.856343618677, C42 = -8.50538085819, C43 = -2.08407513602;
constexpr double T2 = 0.462, T3 = 0.880208333333;
constexpr double D1 = 0.231, D2 = -0.0396296677520, D3 = 0.550778939579, D4 = -0.0553509845700;
constexpr double B1 = 3.95750374663, B2 = 4.62489238836, B3 = 0.617477263873, B4 = 1.282612945268;
constexpr double E1 = -2.30215540292, E2 = -3.07363448539, E3 = 0.873280801802, E4 = 1.282612945268;

constexpr double D[4] = {D1, D2, D3, D4};
constexpr double B[4] = {B1, B2, B3, B4};
constexpr double E[4] = {E1, E2, E3, E4};
constexpr double C[4][4] = {{}, {C21}, {C31, C32}, {C41, C42, C43}};

// A state that only counts has k = h M^-1 w, with M = I/g - C and w_i = f_i + h g_i df/dt + J k_i:
// what it gains is a weighted sum of the w, and the weights are M^-T b (for its error, M^-T e).
struct Weights {
  double of[4], drift;
  constexpr explicit Weights(const double* b) : of(), drift(0) {
    for (int i = 3; i >= 0; --i) {
      of[i] = b[i];
      for (int j = i + 1; j < 4; ++j) of[i] += C[j][i] * of[j];
      of[i] *= GAMMA;
      drift += of[i] * D[i];
    }
  }
};
constexpr Weights GAIN(B), GAIN_ERROR(E);

// What the counting states gain in a step, from their slopes at the stages and the stages k.
template <class V>
INLINE void gained(const Weights& weight, const Personal<V>& p, const Steady<V>& s, const V* n,
                   const V* drift, const V h, const V* f1, const V* f2, const V* f3, const V* k1,
                   const V* k2, const V* k3, const V* k4, V* gain) {
  using S = scalar_of<V>;
  V k[SOLVED];
  UNROLLED
  for (int i = 0; i < SOLVED; ++i)
    k[i] = S(weight.of[0]) * k1[i] + S(weight.of[1]) * k2[i] + S(weight.of[2]) * k3[i] +
           S(weight.of[3]) * k4[i];
  UNROLLED
  for (int i = SOLVED; i < STATES; ++i)
    gain[i] = S(weight.of[0]) * f1[i] + S(weight.of[1]) * f2[i] +
              S(weight.of[2] + weight.of[3]) * f3[i];
  add_drift_of_counters<V>(drift, h * S(weight.drift), gain);
  count<V>(p, s, n, k, gain);
}

// f, n and drift are those of `linearize` at y and t; the new state and its error are written.
template <class V, bool WITH_ERROR>
void step(const Personal<V>& p, const Steady<V>& s, const V* y, const V* f, const V* n,
          const V* drift, const V t, const V h, V* fresh, V* error) {
  using S = scalar_of<V>;
  const V over_h = inverse<V>(h);
  V u[FACTORS], k1[SOLVED], k2[SOLVED], k3[SOLVED], k4[SOLVED], there[STATES];
  V f2[STATES], f3[STATES], gain[STATES];
  factor<V>(p, s, n, over_h * S(1 / GAMMA), u);

  UNROLLED
  for (int i = 0; i < SOLVED; ++i) k1[i] = f[i];
  add_drift<V>(drift, h * S(D1), k1);
  solve<V>(p, s, n, u, k1);

  UNROLLED
  for (int i = 0; i < SOLVED; ++i) there[i] = y[i] + S(A21) * k1[i];
  slope<V>(p, s, there, t + h * S(T2), f2);
  const V c21 = over_h * S(C21);
  UNROLLED
  for (int i = 0; i < SOLVED; ++i) k2[i] = f2[i] + c21 * k1[i];
  add_drift<V>(drift, h * S(D2), k2);
  solve<V>(p, s, n, u, k2);

  UNROLLED
  for (int i = 0; i < SOLVED; ++i) there[i] = y[i] + S(A31) * k1[i] + S(A32) * k2[i];
  slope<V>(p, s, there, t + h * S(T3), f3);
  const V c31 = over_h * S(C31), c32 = over_h * S(C32);
  UNROLLED
  for (int i = 0; i < SOLVED; ++i) k3[i] = f3[i] + c31 * k1[i] + c32 * k2[i];
  add_drift<V>(drift, h * S(D3), k3);
  solve<V>(p, s, n, u, k3);

  const V c41 = over_h * S(C41), c42 = over_h * S(C42), c43 = over_h * S(C43);
  UNROLLED
  for (int i = 0; i < SOLVED; ++i) k4[i] = f3[i] + c41 * k1[i] + c42 * k2[i] + c43 * k3[i];
  add_drift<V>(drift, h * S(D4), k4);
  solve<V>(p, s, n, u, k4);

  UNROLLED
  for (int i = 0; i < SOLVED; ++i)
    fresh[i] = y[i] + (S(B1) * k1[i] + S(B2) * k2[i] + S(B3) * k3[i] + S(B4) * k4[i]);
  gained<V>(GAIN, p, s, n, drift, h, f, f2, f3, k1, k2, k3, k4, gain);
  UNROLLED
  for (int i = SOLVED; i < STATES; ++i) fresh[i] = y[i] + h * gain[i];
  if constexpr (WITH_ERROR) {
    UNROLLED
    for (int i = 0; i < SOLVED; ++i)
      error[i] = S(E1) * k1[i] + S(E2) * k2[i] + S(E3) * k3[i] + S(E4) * k4[i];
    gained<V>(GAIN_ERROR, p, s, n, drift, h, f, f2, f3, k1, k2, k3, k4, gain);
    UNROLLED
    for (int i = SOLVED; i < STATES; ++i) error[i] = h * gain[i];
  }
}
