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

// f, n and drift are those of `linearize` at y and t; the new state and its error are written.
template <class V, bool WITH_ERROR>
void step(const Personal<V>& p, const Steady<V>& s, const V* y, const V* f, const V* n,
          const V* drift, const V t, const V h, V* fresh, V* error) {
  using S = scalar_of<V>;
  const V over_h = S(1) / h;
  const V g = over_h * S(1 / GAMMA);
  const V over_g = h * S(GAMMA);
  V u[FACTORS], k1[STATES], k2[STATES], k3[STATES], k4[STATES], there[STATES], slope_there[STATES];
  factor<V>(p, s, n, g, over_g, u);

  for (int i = 0; i < STATES; ++i) k1[i] = f[i];
  add_drift<V>(drift, h * S(D1), k1);
  solve<V>(p, s, n, u, over_g, k1);

  for (int i = 0; i < STATES; ++i) there[i] = y[i] + S(A21) * k1[i];
  slope<V>(p, s, there, t + h * S(T2), slope_there);
  const V c21 = over_h * S(C21);
  for (int i = 0; i < STATES; ++i) k2[i] = slope_there[i] + c21 * k1[i];
  add_drift<V>(drift, h * S(D2), k2);
  solve<V>(p, s, n, u, over_g, k2);

  for (int i = 0; i < STATES; ++i) there[i] = y[i] + S(A31) * k1[i] + S(A32) * k2[i];
  slope<V>(p, s, there, t + h * S(T3), slope_there);
  const V c31 = over_h * S(C31), c32 = over_h * S(C32);
  for (int i = 0; i < STATES; ++i) k3[i] = slope_there[i] + c31 * k1[i] + c32 * k2[i];
  add_drift<V>(drift, h * S(D3), k3);
  solve<V>(p, s, n, u, over_g, k3);

  const V c41 = over_h * S(C41), c42 = over_h * S(C42), c43 = over_h * S(C43);
  for (int i = 0; i < STATES; ++i)
    k4[i] = slope_there[i] + c41 * k1[i] + c42 * k2[i] + c43 * k3[i];
  add_drift<V>(drift, h * S(D4), k4);
  solve<V>(p, s, n, u, over_g, k4);

  for (int i = 0; i < STATES; ++i)
    fresh[i] = y[i] + (S(B1) * k1[i] + S(B2) * k2[i] + S(B3) * k3[i] + S(B4) * k4[i]);
  if constexpr (WITH_ERROR)
    for (int i = 0; i < STATES; ++i)
      error[i] = S(E1) * k1[i] + S(E2) * k2[i] + S(E3) * k3[i] + S(E4) * k4[i];
}
