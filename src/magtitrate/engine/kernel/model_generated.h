// Made by scripts/generate_kernel from src/magtitrate/body: do not edit, run the script.
//
// Lanes V, one number per lane; S is the number of one lane.

constexpr int MODEL_STATES = 30;
constexpr int PARAMETERS = 65;
constexpr int INPUTS = 8;
constexpr double CLOCK_H = 24.0;  // the slope is the same one such period later
constexpr char MODEL_KEY[] = "b82abffc92342b46";

namespace whole {  // every state

// In the order of elimination:
//    0  colon_solid
//    1  food
//    2  stomach_solid
//    3  stomach_acid_solid
//    4  stomach_slow_solid
//    5  stomach_dissolved
//    6  water_stomach
//    7  water_bowel
//    8  food_bowel
//    9  bowel_solid
//   10  bowel_acid_solid
//   11  bowel_slow_solid
//   12  phytate_stomach
//   13  phytate_bowel
//   14  colon_dissolved
//   15  lumen_3
//   16  lumen_2
//   17  lumen_1
//   18  fast
//   19  tissue
//   20  bone
//   21  plasma
//   22  red_cell
//   23  csf
//   24  feces_dissolved
//   25  feces_solid
//   26  syringe
//   27  urine
//   28  skin
//   29  secreted

constexpr int STATES = 30;
constexpr int SOLVED = 24;  // the states from here on only count what the others do
constexpr int MOVING = 60;  // entries of -J that move between two events
constexpr int FACTORS = 33;  // numbers that the elimination keeps
constexpr int DRIFTS = 2;
constexpr int ABSENT = 0;
constexpr int ABSENT_ROWS[] = {-1};  // rows of the model that stay empty
constexpr int ORDER[] = {11, 21, 0, 1, 2, 6, 23, 24, 22, 3, 4, 5, 25, 26, 10, 9, 8, 7, 14, 15, 16, 17, 28, 29, 12, 13, 18, 19, 20, 27};  // place here -> row of the model
constexpr int PLACE[] = {2, 3, 4, 9, 10, 11, 5, 17, 16, 15, 14, 0, 24, 25, 18, 19, 20, 21, 26, 27, 28, 1, 8, 6, 7, 12, 13, 29, 22, 23};
constexpr bool LEDGER[] = {false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, true, true, true, true, true, true};
constexpr bool NEVER_NEGATIVE[] = {true, false, true, true, true, true, false, false, false, true, true, true, false, false, true, true, true, true, true, true, true, true, false, false, true, true, false, true, true, false};

template <class V> struct Personal {  // once per run
  V c0;  // 1/gut.small_bowel_transit_h
  V c1;  // 1/gut.fed_transit_factor - 1
  V c2;  // gut.food_half
  V c3;  // gut.flush_per_l
  V c4;  // 1/gut.colon_transit_h
  V c5;  // gut.emptying_fasted_per_h
  V c6;  // gut.emptying_fed_per_h - gut.emptying_fasted_per_h
  V c10;  // gut.water_uptake_per_h
  V c14;  // gut.absorption_scale
  V c15;  // gut.absorption_scale*gut.colon_leak_rate
  V c16;  // gut.carrier_share_3*gut.carrier_vmax
  V c17;  // 1/gut.phytate_half_mmol
  V c18;  // gut.carrier_share_3*gut.carrier_km
  V c19;  // gut.leak_rate
  V c20;  // gut.carrier_share_2*gut.carrier_vmax
  V c21;  // gut.carrier_share_2*gut.carrier_km
  V c22;  // gut.secretion_mmol_per_h
  V c23;  // 1/plasma.reference_mmol_per_l
  V c24;  // 1/plasma.volume_l
  V c25;  // gut.carrier_share_1*gut.carrier_vmax
  V c26;  // gut.carrier_share_1*gut.carrier_km
  V c27;  // plasma.fast_exchange_l_per_h
  V c28;  // plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c29;  // stores.tissue_exchange_l_per_h
  V c30;  // stores.tissue_exchange_l_per_h*plasma.reference_mmol_per_l
  V c31;  // 1/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c32;  // stores.bone_exchange_l_per_h
  V c33;  // stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c35;  // kidney.gfr_l_per_h*kidney.splay
  V c36;  // 1/kidney.splay
  V c37;  // plasma.ultrafiltrable_fraction
  V c38;  // kidney.tm
  V c39;  // kidney.circadian_amplitude
  V c40;  // kidney.circadian_peak_h
  V c41;  // -1/kidney.splay
  V c42;  // losses.skin_mmol_per_h
  V c44;  // 1/stores.red_cell_turnover_h
  V c45;  // stores.red_cell_mmol_per_l
  V c46;  // stores.red_cell_elasticity
  V c47;  // 1/stores.csf_turnover_h
  V c48;  // stores.csf_mmol_per_l
  V c49;  // stores.csf_elasticity
  V c51;  // gut.flush_per_l/gut.small_bowel_transit_h
  V c52;  // (1/gut.fed_transit_factor - 1)/gut.small_bowel_transit_h
  V c56;  // -1*-1*gut.water_uptake_per_h
  V c57;  // gut.absorption_scale*gut.colon_leak_rate + 1/gut.colon_transit_h
  V c58;  // 2/gut.phytate_half_mmol
  V c62;  // -1*gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c63;  // -1*plasma.fast_exchange_l_per_h/plasma.volume_l
  V c64;  // 2/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c65;  // -1*stores.tissue_exchange_l_per_h/plasma.volume_l
  V c66;  // -1*stores.bone_exchange_l_per_h/plasma.volume_l
  V c67;  // -1*gut.absorption_scale*gut.colon_leak_rate
  V c68;  // -1*plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c69;  // -1*stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c70;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c71;  // 1/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c73;  // kidney.gfr_l_per_h*kidney.splay*plasma.ultrafiltrable_fraction/(plasma.volume_l*kidney....
  V c74;  // -1*stores.red_cell_mmol_per_l*stores.red_cell_elasticity/(plasma.volume_l*plasma.refere...
  V c75;  // -1*-1/stores.red_cell_turnover_h
  V c76;  // -1*stores.csf_mmol_per_l*stores.csf_elasticity/(plasma.volume_l*plasma.reference_mmol_p...
  V c77;  // -1*-1/stores.csf_turnover_h
  V c78;  // -1*1/gut.colon_transit_h
  V c79;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c81;  // -0.261799*kidney.tm*kidney.circadian_amplitude/kidney.splay
};

// What a person's parameters settle for the whole run.
template <class V>
INLINE void personal(const V* theta, Personal<V>& p) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  const V a0 = S(1.0) / theta[11];
  p.c0 = a0;
  const V a2 = S(1.0) / theta[12];
  const V a3 = a2 - S(1.0);
  p.c1 = a3;
  p.c2 = theta[10];
  p.c3 = theta[13];
  const V a7 = S(1.0) / theta[15];
  p.c4 = a7;
  p.c5 = theta[9];
  const V a10 = theta[8] - theta[9];
  p.c6 = a10;
  p.c10 = theta[14];
  p.c14 = theta[0];
  const V a14 = theta[0] * theta[7];
  p.c15 = a14;
  const V a16 = theta[5] * theta[1];
  p.c16 = a16;
  const V a18 = S(1.0) / theta[16];
  p.c17 = a18;
  const V a20 = theta[5] * theta[2];
  p.c18 = a20;
  p.c19 = theta[6];
  const V a23 = theta[4] * theta[1];
  p.c20 = a23;
  const V a25 = theta[4] * theta[2];
  p.c21 = a25;
  p.c22 = theta[17];
  const V a28 = S(1.0) / theta[47];
  p.c23 = a28;
  const V a30 = S(1.0) / theta[41];
  p.c24 = a30;
  const V a32 = theta[3] * theta[1];
  p.c25 = a32;
  const V a34 = theta[3] * theta[2];
  p.c26 = a34;
  p.c27 = theta[43];
  const V a37 = theta[43] / theta[42];
  p.c28 = a37;
  p.c29 = theta[54];
  const V a40 = theta[54] * theta[47];
  p.c30 = a40;
  const V a42 = theta[53] * theta[47];
  const V a43 = S(1.0) / a42;
  p.c31 = a43;
  p.c32 = theta[56];
  const V a46 = theta[56] / theta[55];
  p.c33 = a46;
  const V a48 = theta[48] * theta[50];
  p.c35 = a48;
  const V a50 = S(1.0) / theta[50];
  p.c36 = a50;
  p.c37 = theta[44];
  p.c38 = theta[49];
  p.c39 = theta[51];
  p.c40 = theta[52];
  const V a56 = S(-1.0) / theta[50];
  p.c41 = a56;
  p.c42 = theta[63];
  const V a59 = S(1.0) / theta[59];
  p.c44 = a59;
  p.c45 = theta[57];
  p.c46 = theta[58];
  const V a63 = S(1.0) / theta[62];
  p.c47 = a63;
  p.c48 = theta[60];
  p.c49 = theta[61];
  const V a67 = theta[13] / theta[11];
  p.c51 = a67;
  const V a69 = a3 / theta[11];
  p.c52 = a69;
  const V a71 = -theta[14];
  const V a72 = -a71;
  p.c56 = a72;
  const V a74 = a14 + a7;
  p.c57 = a74;
  const V a76 = S(2.0) / theta[16];
  p.c58 = a76;
  const V a78 = theta[41] * theta[47];
  const V a79 = theta[17] / a78;
  const V a80 = -a79;
  p.c62 = a80;
  const V a82 = theta[43] / theta[41];
  const V a83 = -a82;
  p.c63 = a83;
  const V a85 = S(2.0) / a42;
  p.c64 = a85;
  const V a87 = theta[54] / theta[41];
  const V a88 = -a87;
  p.c65 = a88;
  const V a90 = theta[56] / theta[41];
  const V a91 = -a90;
  p.c66 = a91;
  const V a93 = -a14;
  p.c67 = a93;
  const V a95 = -a37;
  p.c68 = a95;
  const V a97 = -a46;
  p.c69 = a97;
  const V a99 = a79 + a82;
  const V a100 = a99 + a87;
  const V a101 = a100 + a90;
  const V a102 = theta[63] / a78;
  const V a103 = a101 + a102;
  p.c70 = a103;
  const V a105 = S(1.0) / a78;
  p.c71 = a105;
  const V a107 = a48 * theta[44];
  const V a108 = theta[41] * theta[50];
  const V a109 = a107 / a108;
  p.c73 = a109;
  const V a111 = theta[57] * theta[58];
  const V a112 = a78 * theta[59];
  const V a113 = a111 / a112;
  const V a114 = -a113;
  p.c74 = a114;
  const V a116 = S(-1.0) / theta[59];
  const V a117 = -a116;
  p.c75 = a117;
  const V a119 = theta[60] * theta[61];
  const V a120 = a78 * theta[62];
  const V a121 = a119 / a120;
  const V a122 = -a121;
  p.c76 = a122;
  const V a124 = S(-1.0) / theta[62];
  const V a125 = -a124;
  p.c77 = a125;
  const V a127 = -a7;
  p.c78 = a127;
  const V a129 = -a102;
  p.c79 = a129;
  const V a131 = S(-0.2617993877991494) * theta[49];
  const V a132 = a131 * theta[51];
  const V a133 = a132 / theta[50];
  p.c81 = a133;
}

template <class V> struct Steady {  // once per stretch
  V c7;  // dissolution_stomach_solid
  V c8;  // dissolution_stomach_acid_solid
  V c9;  // dissolution_stomach_slow_solid
  V c11;  // dissolution_bowel_solid
  V c12;  // dissolution_bowel_acid_solid
  V c13;  // dissolution_bowel_slow_solid
  V c34;  // infusion_mmol_per_h
  V c43;  // sweat_mmol_per_h
  V c50;  // -1*infusion_mmol_per_h
  V c53;  // -1*dissolution_stomach_solid
  V c54;  // -1*dissolution_stomach_acid_solid
  V c55;  // -1*dissolution_stomach_slow_solid
  V c59;  // -1*dissolution_bowel_solid
  V c60;  // -1*dissolution_bowel_acid_solid
  V c61;  // -1*dissolution_bowel_slow_solid
  V c72;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c80;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + -1*1/(plasma....
};

// What the inputs settle until the next event.
template <class V>
INLINE void steady(const Personal<V>& p, const V* given, Steady<V>& s) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  s.c7 = given[0];
  s.c8 = given[2];
  s.c9 = given[4];
  s.c11 = given[1];
  s.c12 = given[3];
  s.c13 = given[5];
  s.c34 = given[6];
  s.c43 = given[7];
  const V a8 = -given[6];
  s.c50 = a8;
  const V a10 = -given[0];
  s.c53 = a10;
  const V a12 = -given[2];
  s.c54 = a12;
  const V a14 = -given[4];
  s.c55 = a14;
  const V a16 = -given[1];
  s.c59 = a16;
  const V a18 = -given[3];
  s.c60 = a18;
  const V a20 = -given[5];
  s.c61 = a20;
  const V a22 = p.c71 * given[7];
  const V a23 = p.c70 + a22;
  s.c72 = a23;
  const V a25 = -a22;
  const V a26 = p.c79 + a25;
  s.c80 = a26;
}

// The change of every state per hour.
template <class V>
INLINE void slope(const Personal<V>& p, const Steady<V>& s, const V* y, const V t, V* f) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  const V a0 = y[8] + p.c2;
  const V a1 = inverse<V>(a0);
  const V a2 = y[8] * a1;
  const V a3 = p.c1 * a2;
  const V a4 = S(1.0) + a3;
  const V a5 = p.c3 * y[7];
  const V a6 = S(1.0) + a5;
  const V a7 = a4 * a6;
  const V a8 = p.c0 * a7;
  const V a9 = a8 * y[9];
  const V a10 = a8 * y[10];
  const V a11 = a9 + a10;
  const V a12 = a8 * y[11];
  const V a13 = a11 + a12;
  const V a14 = p.c4 * y[0];
  const V a15 = a13 - a14;
  const V a16 = y[1] + p.c2;
  const V a17 = inverse<V>(a16);
  const V a18 = y[1] * a17;
  const V a19 = p.c6 * a18;
  const V a20 = p.c5 + a19;
  const V a21 = -a20;
  const V a22 = a21 * y[1];
  const V a23 = s.c7 * y[2];
  const V a24 = a20 * y[2];
  const V a25 = a23 + a24;
  const V a26 = -a25;
  const V a27 = s.c8 * y[3];
  const V a28 = a20 * y[3];
  const V a29 = a27 + a28;
  const V a30 = -a29;
  const V a31 = s.c9 * y[4];
  const V a32 = a20 * y[4];
  const V a33 = a31 + a32;
  const V a34 = -a33;
  const V a35 = a23 + a27;
  const V a36 = a35 + a31;
  const V a37 = a20 * y[5];
  const V a38 = a36 - a37;
  const V a39 = a21 * y[6];
  const V a40 = a20 * y[6];
  const V a41 = p.c10 * y[7];
  const V a42 = a40 - a41;
  const V a43 = a20 * y[1];
  const V a44 = a8 * y[8];
  const V a45 = a43 - a44;
  const V a46 = s.c11 * y[9];
  const V a47 = a46 + a9;
  const V a48 = a24 - a47;
  const V a49 = s.c12 * y[10];
  const V a50 = a49 + a10;
  const V a51 = a28 - a50;
  const V a52 = s.c13 * y[11];
  const V a53 = a52 + a12;
  const V a54 = a32 - a53;
  const V a55 = a21 * y[12];
  const V a56 = a20 * y[12];
  const V a57 = a8 * y[13];
  const V a58 = a56 - a57;
  const V a59 = S(3.0) * a8;
  const V a60 = a59 * y[15];
  const V a61 = p.c15 * y[14];
  const V a62 = p.c4 * y[14];
  const V a63 = a61 + a62;
  const V a64 = a60 - a63;
  const V a65 = a59 * y[16];
  const V a66 = y[12] + y[13];
  const V a67 = p.c17 * a66;
  const V a68 = a67 * a67;
  const V a69 = a68 * a67;
  const V a70 = S(1.0) + a69;
  const V a71 = inverse<V>(a70);
  const V a72 = a71 * y[15];
  const V a73 = p.c18 + a72;
  const V a74 = inverse<V>(a73);
  const V a75 = a72 * a74;
  const V a76 = p.c16 * a75;
  const V a77 = p.c19 * a72;
  const V a78 = a76 + a77;
  const V a79 = p.c14 * a78;
  const V a80 = a60 + a79;
  const V a81 = a65 - a80;
  const V a82 = a59 * y[17];
  const V a83 = a71 * y[16];
  const V a84 = p.c21 + a83;
  const V a85 = inverse<V>(a84);
  const V a86 = a83 * a85;
  const V a87 = p.c20 * a86;
  const V a88 = p.c19 * a83;
  const V a89 = a87 + a88;
  const V a90 = p.c14 * a89;
  const V a91 = a65 + a90;
  const V a92 = a82 - a91;
  const V a93 = a46 + a49;
  const V a94 = a93 + a52;
  const V a95 = a94 + a37;
  const V a96 = p.c24 * y[21];
  const V a97 = p.c23 * a96;
  const V a98 = p.c22 * a97;
  const V a99 = a95 + a98;
  const V a100 = a71 * y[17];
  const V a101 = p.c26 + a100;
  const V a102 = inverse<V>(a101);
  const V a103 = a100 * a102;
  const V a104 = p.c25 * a103;
  const V a105 = p.c19 * a100;
  const V a106 = a104 + a105;
  const V a107 = p.c14 * a106;
  const V a108 = a82 + a107;
  const V a109 = a99 - a108;
  const V a110 = p.c27 * a96;
  const V a111 = p.c28 * y[18];
  const V a112 = a110 - a111;
  const V a113 = p.c29 * a96;
  const V a114 = p.c31 * y[19];
  const V a115 = a114 * a114;
  const V a116 = a115 * a114;
  const V a117 = p.c30 * a116;
  const V a118 = a113 - a117;
  const V a119 = p.c32 * a96;
  const V a120 = p.c33 * y[20];
  const V a121 = a119 - a120;
  const V a122 = a107 + a90;
  const V a123 = a122 + a79;
  const V a124 = a123 + a61;
  const V a125 = a124 + a111;
  const V a126 = a125 + a117;
  const V a127 = a126 + a120;
  const V a128 = a98 + a110;
  const V a129 = a128 + a113;
  const V a130 = a129 + a119;
  const V a131 = p.c37 * a96;
  const V a132 = t - p.c40;
  const V a133 = S(0.2617993877991494) * a132;
  const V a134 = lane_cos(a133);
  const V a135 = p.c39 * a134;
  const V a136 = S(1.0) - a135;
  const V a137 = p.c38 * a136;
  const V a138 = a131 - a137;
  const V a139 = p.c36 * a138;
  const V a140 = decay(a139);
  const V a141 = softplus(a139, a140);
  const V a142 = p.c41 * a137;
  const V a143 = decay(a142);
  const V a144 = softplus(a142, a143);
  const V a145 = a141 - a144;
  const V a146 = p.c35 * a145;
  const V a147 = a130 + a146;
  const V a148 = p.c42 * a97;
  const V a149 = a147 + a148;
  const V a150 = s.c43 * a97;
  const V a151 = a149 + a150;
  const V a152 = a127 - a151;
  const V a153 = s.c34 + a152;
  const V a154 = a97 - S(1.0);
  const V a155 = p.c46 * a154;
  const V a156 = S(1.0) + a155;
  const V a157 = p.c45 * a156;
  const V a158 = a157 - y[22];
  const V a159 = p.c44 * a158;
  const V a160 = p.c49 * a154;
  const V a161 = S(1.0) + a160;
  const V a162 = p.c48 * a161;
  const V a163 = a162 - y[23];
  const V a164 = p.c47 * a163;
  const V a165 = a148 + a150;
  f[0] = a15;
  f[1] = a22;
  f[2] = a26;
  f[3] = a30;
  f[4] = a34;
  f[5] = a38;
  f[6] = a39;
  f[7] = a42;
  f[8] = a45;
  f[9] = a48;
  f[10] = a51;
  f[11] = a54;
  f[12] = a55;
  f[13] = a58;
  f[14] = a64;
  f[15] = a81;
  f[16] = a92;
  f[17] = a109;
  f[18] = a112;
  f[19] = a118;
  f[20] = a121;
  f[21] = a153;
  f[22] = a159;
  f[23] = a164;
  f[24] = a62;
  f[25] = a14;
  f[26] = s.c50;
  f[27] = a146;
  f[28] = a165;
  f[29] = a98;
}

// The slope, the moving entries of -J, and the slope's own change with time.
template <class V>
INLINE void linearize(const Personal<V>& p, const Steady<V>& s, const V* y, const V t, V* f, V* n, V* drift) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  const V a0 = y[8] + p.c2;
  const V a1 = inverse<V>(a0);
  const V a2 = y[8] * a1;
  const V a3 = p.c1 * a2;
  const V a4 = S(1.0) + a3;
  const V a5 = p.c3 * y[7];
  const V a6 = S(1.0) + a5;
  const V a7 = a4 * a6;
  const V a8 = p.c0 * a7;
  const V a9 = a8 * y[9];
  const V a10 = a8 * y[10];
  const V a11 = a9 + a10;
  const V a12 = a8 * y[11];
  const V a13 = a11 + a12;
  const V a14 = p.c4 * y[0];
  const V a15 = a13 - a14;
  const V a16 = y[1] + p.c2;
  const V a17 = inverse<V>(a16);
  const V a18 = y[1] * a17;
  const V a19 = p.c6 * a18;
  const V a20 = p.c5 + a19;
  const V a21 = -a20;
  const V a22 = a21 * y[1];
  const V a23 = s.c7 * y[2];
  const V a24 = a20 * y[2];
  const V a25 = a23 + a24;
  const V a26 = -a25;
  const V a27 = s.c8 * y[3];
  const V a28 = a20 * y[3];
  const V a29 = a27 + a28;
  const V a30 = -a29;
  const V a31 = s.c9 * y[4];
  const V a32 = a20 * y[4];
  const V a33 = a31 + a32;
  const V a34 = -a33;
  const V a35 = a23 + a27;
  const V a36 = a35 + a31;
  const V a37 = a20 * y[5];
  const V a38 = a36 - a37;
  const V a39 = a21 * y[6];
  const V a40 = a20 * y[6];
  const V a41 = p.c10 * y[7];
  const V a42 = a40 - a41;
  const V a43 = a20 * y[1];
  const V a44 = a8 * y[8];
  const V a45 = a43 - a44;
  const V a46 = s.c11 * y[9];
  const V a47 = a46 + a9;
  const V a48 = a24 - a47;
  const V a49 = s.c12 * y[10];
  const V a50 = a49 + a10;
  const V a51 = a28 - a50;
  const V a52 = s.c13 * y[11];
  const V a53 = a52 + a12;
  const V a54 = a32 - a53;
  const V a55 = a21 * y[12];
  const V a56 = a20 * y[12];
  const V a57 = a8 * y[13];
  const V a58 = a56 - a57;
  const V a59 = S(3.0) * a8;
  const V a60 = a59 * y[15];
  const V a61 = p.c15 * y[14];
  const V a62 = p.c4 * y[14];
  const V a63 = a61 + a62;
  const V a64 = a60 - a63;
  const V a65 = a59 * y[16];
  const V a66 = y[12] + y[13];
  const V a67 = p.c17 * a66;
  const V a68 = a67 * a67;
  const V a69 = a68 * a67;
  const V a70 = S(1.0) + a69;
  const V a71 = inverse<V>(a70);
  const V a72 = a71 * y[15];
  const V a73 = p.c18 + a72;
  const V a74 = inverse<V>(a73);
  const V a75 = a72 * a74;
  const V a76 = p.c16 * a75;
  const V a77 = p.c19 * a72;
  const V a78 = a76 + a77;
  const V a79 = p.c14 * a78;
  const V a80 = a60 + a79;
  const V a81 = a65 - a80;
  const V a82 = a59 * y[17];
  const V a83 = a71 * y[16];
  const V a84 = p.c21 + a83;
  const V a85 = inverse<V>(a84);
  const V a86 = a83 * a85;
  const V a87 = p.c20 * a86;
  const V a88 = p.c19 * a83;
  const V a89 = a87 + a88;
  const V a90 = p.c14 * a89;
  const V a91 = a65 + a90;
  const V a92 = a82 - a91;
  const V a93 = a46 + a49;
  const V a94 = a93 + a52;
  const V a95 = a94 + a37;
  const V a96 = p.c24 * y[21];
  const V a97 = p.c23 * a96;
  const V a98 = p.c22 * a97;
  const V a99 = a95 + a98;
  const V a100 = a71 * y[17];
  const V a101 = p.c26 + a100;
  const V a102 = inverse<V>(a101);
  const V a103 = a100 * a102;
  const V a104 = p.c25 * a103;
  const V a105 = p.c19 * a100;
  const V a106 = a104 + a105;
  const V a107 = p.c14 * a106;
  const V a108 = a82 + a107;
  const V a109 = a99 - a108;
  const V a110 = p.c27 * a96;
  const V a111 = p.c28 * y[18];
  const V a112 = a110 - a111;
  const V a113 = p.c29 * a96;
  const V a114 = p.c31 * y[19];
  const V a115 = a114 * a114;
  const V a116 = a115 * a114;
  const V a117 = p.c30 * a116;
  const V a118 = a113 - a117;
  const V a119 = p.c32 * a96;
  const V a120 = p.c33 * y[20];
  const V a121 = a119 - a120;
  const V a122 = a107 + a90;
  const V a123 = a122 + a79;
  const V a124 = a123 + a61;
  const V a125 = a124 + a111;
  const V a126 = a125 + a117;
  const V a127 = a126 + a120;
  const V a128 = a98 + a110;
  const V a129 = a128 + a113;
  const V a130 = a129 + a119;
  const V a131 = p.c37 * a96;
  const V a132 = t - p.c40;
  const V a133 = S(0.2617993877991494) * a132;
  const V a134 = lane_cos(a133);
  const V a135 = p.c39 * a134;
  const V a136 = S(1.0) - a135;
  const V a137 = p.c38 * a136;
  const V a138 = a131 - a137;
  const V a139 = p.c36 * a138;
  const V a140 = decay(a139);
  const V a141 = softplus(a139, a140);
  const V a142 = p.c41 * a137;
  const V a143 = decay(a142);
  const V a144 = softplus(a142, a143);
  const V a145 = a141 - a144;
  const V a146 = p.c35 * a145;
  const V a147 = a130 + a146;
  const V a148 = p.c42 * a97;
  const V a149 = a147 + a148;
  const V a150 = s.c43 * a97;
  const V a151 = a149 + a150;
  const V a152 = a127 - a151;
  const V a153 = s.c34 + a152;
  const V a154 = a97 - S(1.0);
  const V a155 = p.c46 * a154;
  const V a156 = S(1.0) + a155;
  const V a157 = p.c45 * a156;
  const V a158 = a157 - y[22];
  const V a159 = p.c44 * a158;
  const V a160 = p.c49 * a154;
  const V a161 = S(1.0) + a160;
  const V a162 = p.c48 * a161;
  const V a163 = a162 - y[23];
  const V a164 = p.c47 * a163;
  const V a165 = a148 + a150;
  const V a166 = p.c51 * a4;
  const V a167 = a166 * y[9];
  const V a168 = a166 * y[10];
  const V a169 = a167 + a168;
  const V a170 = a166 * y[11];
  const V a171 = a169 + a170;
  const V a172 = -a171;
  const V a173 = S(1.0) - a2;
  const V a174 = a173 * a6;
  const V a175 = a174 * a1;
  const V a176 = p.c52 * a175;
  const V a177 = a176 * y[9];
  const V a178 = a176 * y[10];
  const V a179 = a177 + a178;
  const V a180 = a176 * y[11];
  const V a181 = a179 + a180;
  const V a182 = -a181;
  const V a183 = -a8;
  const V a184 = S(1.0) - a18;
  const V a185 = a184 * a17;
  const V a186 = p.c6 * a185;
  const V a187 = -a186;
  const V a188 = a187 * y[1];
  const V a189 = a188 + a21;
  const V a190 = -a189;
  const V a191 = a186 * y[2];
  const V a192 = s.c7 + a20;
  const V a193 = a186 * y[3];
  const V a194 = s.c8 + a20;
  const V a195 = a186 * y[4];
  const V a196 = s.c9 + a20;
  const V a197 = a186 * y[5];
  const V a198 = a187 * y[6];
  const V a199 = -a198;
  const V a200 = -a21;
  const V a201 = a186 * y[6];
  const V a202 = -a201;
  const V a203 = a186 * y[1];
  const V a204 = a203 + a20;
  const V a205 = -a204;
  const V a206 = a166 * y[8];
  const V a207 = -a206;
  const V a208 = -a207;
  const V a209 = a176 * y[8];
  const V a210 = a209 + a8;
  const V a211 = -a210;
  const V a212 = -a211;
  const V a213 = -a191;
  const V a214 = s.c11 + a8;
  const V a215 = -a193;
  const V a216 = s.c12 + a8;
  const V a217 = -a195;
  const V a218 = s.c13 + a8;
  const V a219 = a187 * y[12];
  const V a220 = -a219;
  const V a221 = a186 * y[12];
  const V a222 = -a221;
  const V a223 = a166 * y[13];
  const V a224 = -a223;
  const V a225 = -a224;
  const V a226 = a176 * y[13];
  const V a227 = -a226;
  const V a228 = -a227;
  const V a229 = -a183;
  const V a230 = S(3.0) * a166;
  const V a231 = a230 * y[15];
  const V a232 = -a231;
  const V a233 = S(3.0) * a176;
  const V a234 = a233 * y[15];
  const V a235 = -a234;
  const V a236 = -a59;
  const V a237 = a230 * y[16];
  const V a238 = a231 - a237;
  const V a239 = a233 * y[16];
  const V a240 = a234 - a239;
  const V a241 = a67 * a67;
  const V a242 = p.c58 * a241;
  const V a243 = p.c17 * a68;
  const V a244 = a242 + a243;
  const V a245 = a71 * a244;
  const V a246 = a245 * a71;
  const V a247 = -a246;
  const V a248 = a247 * y[15];
  const V a249 = p.c16 * a248;
  const V a250 = a76 * a248;
  const V a251 = a249 - a250;
  const V a252 = a251 * a74;
  const V a253 = p.c19 * a248;
  const V a254 = a252 + a253;
  const V a255 = p.c14 * a254;
  const V a256 = p.c16 * a71;
  const V a257 = a76 * a71;
  const V a258 = a256 - a257;
  const V a259 = a258 * a74;
  const V a260 = p.c19 * a71;
  const V a261 = a259 + a260;
  const V a262 = p.c14 * a261;
  const V a263 = a59 + a262;
  const V a264 = a230 * y[17];
  const V a265 = a237 - a264;
  const V a266 = a233 * y[17];
  const V a267 = a239 - a266;
  const V a268 = a247 * y[16];
  const V a269 = p.c20 * a268;
  const V a270 = a87 * a268;
  const V a271 = a269 - a270;
  const V a272 = a271 * a85;
  const V a273 = p.c19 * a268;
  const V a274 = a272 + a273;
  const V a275 = p.c14 * a274;
  const V a276 = p.c20 * a71;
  const V a277 = a87 * a71;
  const V a278 = a276 - a277;
  const V a279 = a278 * a85;
  const V a280 = a279 + a260;
  const V a281 = p.c14 * a280;
  const V a282 = a59 + a281;
  const V a283 = -a197;
  const V a284 = a247 * y[17];
  const V a285 = p.c25 * a284;
  const V a286 = a104 * a284;
  const V a287 = a285 - a286;
  const V a288 = a287 * a102;
  const V a289 = p.c19 * a284;
  const V a290 = a288 + a289;
  const V a291 = p.c14 * a290;
  const V a292 = p.c25 * a71;
  const V a293 = a104 * a71;
  const V a294 = a292 - a293;
  const V a295 = a294 * a102;
  const V a296 = a295 + a260;
  const V a297 = p.c14 * a296;
  const V a298 = a59 + a297;
  const V a299 = a114 * a114;
  const V a300 = p.c64 * a299;
  const V a301 = p.c31 * a115;
  const V a302 = a300 + a301;
  const V a303 = p.c30 * a302;
  const V a304 = a291 + a275;
  const V a305 = a304 + a255;
  const V a306 = -a305;
  const V a307 = -a262;
  const V a308 = -a281;
  const V a309 = -a297;
  const V a310 = -a303;
  const V a311 = logistic(a139, a140);
  const V a312 = p.c73 * a311;
  const V a313 = s.c72 + a312;
  const V a314 = -a312;
  const V a315 = lane_sin(a133);
  const V a316 = p.c81 * a315;
  const V a317 = a311 * a316;
  const V a318 = logistic(a142, a143);
  const V a319 = a318 * a316;
  const V a320 = a317 - a319;
  const V a321 = p.c35 * a320;
  const V a322 = -a321;
  f[0] = a15;
  f[1] = a22;
  f[2] = a26;
  f[3] = a30;
  f[4] = a34;
  f[5] = a38;
  f[6] = a39;
  f[7] = a42;
  f[8] = a45;
  f[9] = a48;
  f[10] = a51;
  f[11] = a54;
  f[12] = a55;
  f[13] = a58;
  f[14] = a64;
  f[15] = a81;
  f[16] = a92;
  f[17] = a109;
  f[18] = a112;
  f[19] = a118;
  f[20] = a121;
  f[21] = a153;
  f[22] = a159;
  f[23] = a164;
  f[24] = a62;
  f[25] = a14;
  f[26] = s.c50;
  f[27] = a146;
  f[28] = a165;
  f[29] = a98;
  n[0] = a172;
  n[1] = a182;
  n[2] = a183;
  n[3] = a190;
  n[4] = a191;
  n[5] = a192;
  n[6] = a193;
  n[7] = a194;
  n[8] = a195;
  n[9] = a196;
  n[10] = a197;
  n[11] = a20;
  n[12] = a199;
  n[13] = a200;
  n[14] = a202;
  n[15] = a21;
  n[16] = a205;
  n[17] = a208;
  n[18] = a212;
  n[19] = a213;
  n[20] = a167;
  n[21] = a177;
  n[22] = a214;
  n[23] = a215;
  n[24] = a168;
  n[25] = a178;
  n[26] = a216;
  n[27] = a217;
  n[28] = a170;
  n[29] = a180;
  n[30] = a218;
  n[31] = a220;
  n[32] = a222;
  n[33] = a225;
  n[34] = a228;
  n[35] = a229;
  n[36] = a232;
  n[37] = a235;
  n[38] = a236;
  n[39] = a238;
  n[40] = a240;
  n[41] = a255;
  n[42] = a263;
  n[43] = a265;
  n[44] = a267;
  n[45] = a275;
  n[46] = a282;
  n[47] = a283;
  n[48] = a264;
  n[49] = a266;
  n[50] = a291;
  n[51] = a298;
  n[52] = a303;
  n[53] = a306;
  n[54] = a307;
  n[55] = a308;
  n[56] = a309;
  n[57] = a310;
  n[58] = a313;
  n[59] = a314;
  drift[0] = a322;
  drift[1] = a321;
}

// Eliminate g I - J.
template <class V>
INLINE void factor(const Personal<V>& p, const Steady<V>& s, const V* n, const V g, V* u) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  u[0] = inverse<V>(g + p.c4);
  u[1] = inverse<V>(g + n[3]);
  u[2] = inverse<V>(g + n[5]);
  u[3] = inverse<V>(g + n[7]);
  u[4] = inverse<V>(g + n[9]);
  u[5] = inverse<V>(g + n[11]);
  u[6] = inverse<V>(g + n[13]);
  u[7] = inverse<V>(g + p.c56);
  u[8] = inverse<V>(g + n[18]);
  u[9] = inverse<V>(g + n[22]);
  u[10] = inverse<V>(g + n[26]);
  u[11] = inverse<V>(g + n[30]);
  u[12] = inverse<V>(g + n[35]);
  u[13] = inverse<V>(g + p.c57);
  u[14] = p.c67 * u[13];
  u[15] = n[54] - u[14] * n[38];
  u[16] = inverse<V>(g + n[42]);
  u[17] = u[15] * u[16];
  u[18] = n[55] - u[17] * n[38];
  u[19] = inverse<V>(g + n[46]);
  u[20] = u[18] * u[19];
  u[21] = n[56] - u[20] * n[38];
  u[22] = inverse<V>(g + n[51]);
  u[23] = u[21] * u[22];
  u[24] = inverse<V>(g + p.c28);
  u[25] = p.c68 * u[24];
  u[26] = inverse<V>(g + n[52]);
  u[27] = n[57] * u[26];
  u[28] = inverse<V>(g + p.c33);
  u[29] = p.c69 * u[28];
  u[30] = inverse<V>(g + n[58] - u[23] * p.c62 - u[25] * p.c63 - u[27] * p.c65 - u[29] * p.c66);
  u[31] = inverse<V>(g + p.c75);
  u[32] = inverse<V>(g + p.c77);
  (void)s;
}

// Solve with what `factor` kept, in place.
template <class V>
INLINE void solve(const Personal<V>& p, const Steady<V>& s, const V* n, const V* u, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[1] *= u[1];
  b[2] -= n[4] * b[1];
  b[3] -= n[6] * b[1];
  b[4] -= n[8] * b[1];
  b[5] -= n[10] * b[1];
  b[6] -= n[12] * b[1];
  b[7] -= n[14] * b[1];
  b[8] -= n[16] * b[1];
  b[9] -= n[19] * b[1];
  b[10] -= n[23] * b[1];
  b[11] -= n[27] * b[1];
  b[12] -= n[31] * b[1];
  b[13] -= n[32] * b[1];
  b[17] -= n[47] * b[1];
  b[2] *= u[2];
  b[5] -= s.c53 * b[2];
  b[9] -= n[15] * b[2];
  b[3] *= u[3];
  b[5] -= s.c54 * b[3];
  b[10] -= n[15] * b[3];
  b[4] *= u[4];
  b[5] -= s.c55 * b[4];
  b[11] -= n[15] * b[4];
  b[5] *= u[5];
  b[17] -= n[15] * b[5];
  b[6] *= u[6];
  b[7] -= n[15] * b[6];
  b[7] *= u[7];
  b[8] -= n[17] * b[7];
  b[9] -= n[20] * b[7];
  b[10] -= n[24] * b[7];
  b[11] -= n[28] * b[7];
  b[13] -= n[33] * b[7];
  b[14] -= n[36] * b[7];
  b[15] -= n[39] * b[7];
  b[16] -= n[43] * b[7];
  b[17] -= n[48] * b[7];
  b[8] *= u[8];
  b[9] -= n[21] * b[8];
  b[10] -= n[25] * b[8];
  b[11] -= n[29] * b[8];
  b[13] -= n[34] * b[8];
  b[14] -= n[37] * b[8];
  b[15] -= n[40] * b[8];
  b[16] -= n[44] * b[8];
  b[17] -= n[49] * b[8];
  b[9] *= u[9];
  b[17] -= s.c59 * b[9];
  b[10] *= u[10];
  b[17] -= s.c60 * b[10];
  b[11] *= u[11];
  b[17] -= s.c61 * b[11];
  b[12] *= u[6];
  b[13] -= n[15] * b[12];
  b[15] -= n[41] * b[12];
  b[16] -= n[45] * b[12];
  b[17] -= n[50] * b[12];
  b[21] -= n[53] * b[12];
  b[13] *= u[12];
  b[15] -= n[41] * b[13];
  b[16] -= n[45] * b[13];
  b[17] -= n[50] * b[13];
  b[21] -= n[53] * b[13];
  b[21] -= u[14] * b[14];
  b[21] -= u[17] * b[15];
  b[21] -= u[20] * b[16];
  b[21] -= u[23] * b[17];
  b[21] -= u[25] * b[18];
  b[21] -= u[27] * b[19];
  b[21] -= u[29] * b[20];
  b[21] *= u[30];
  b[20] = u[28] * (b[20] - p.c66 * b[21]);
  b[19] = u[26] * (b[19] - p.c65 * b[21]);
  b[18] = u[24] * (b[18] - p.c63 * b[21]);
  b[17] = u[22] * (b[17] - p.c62 * b[21]);
  b[16] = u[19] * (b[16] - n[38] * b[17]);
  b[15] = u[16] * (b[15] - n[38] * b[16]);
  b[14] = u[13] * (b[14] - n[38] * b[15]);
  b[0] = u[0] * (b[0] - n[0] * b[7] - n[1] * b[8] - n[2] * b[9] - n[2] * b[10] - n[2] * b[11]);
  b[22] = u[31] * (b[22] - p.c74 * b[21]);
  b[23] = u[32] * (b[23] - p.c76 * b[21]);
  (void)s;
}

// b + J k, for the states that only count.
template <class V>
INLINE void count(const Personal<V>& p, const Steady<V>& s, const V* n, const V* k, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[24] -= p.c78 * k[14];
  b[25] -= p.c78 * k[0];
  b[27] -= n[59] * k[21];
  b[28] -= s.c80 * k[21];
  b[29] -= p.c62 * k[21];
  (void)p; (void)s; (void)n; (void)k; (void)b;
}

// b + x * drift, for those of these states that drift.
template <class V>
INLINE void add_drift(const V* drift, const V x, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[21] += x * drift[0];
}

// b + x * drift, for those of these states that drift.
template <class V>
INLINE void add_drift_of_counters(const V* drift, const V x, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[27] += x * drift[1];
}

}  // namespace whole

namespace lean {  // without the states that this run never fills

// In the order of elimination:
//    0  colon_solid
//    1  food
//    2  stomach_solid
//    3  stomach_dissolved
//    4  food_bowel
//    5  bowel_solid
//    6  phytate_stomach
//    7  phytate_bowel
//    8  colon_dissolved
//    9  lumen_3
//   10  lumen_2
//   11  lumen_1
//   12  fast
//   13  tissue
//   14  bone
//   15  plasma
//   16  red_cell
//   17  csf
//   18  feces_dissolved
//   19  feces_solid
//   20  syringe
//   21  urine
//   22  skin
//   23  secreted

constexpr int STATES = 24;
constexpr int SOLVED = 18;  // the states from here on only count what the others do
constexpr int MOVING = 38;  // entries of -J that move between two events
constexpr int FACTORS = 28;  // numbers that the elimination keeps
constexpr int DRIFTS = 2;
constexpr int ABSENT = 6;
constexpr int ABSENT_ROWS[] = {1, 2, 4, 5, 23, 24};  // rows of the model that stay empty
constexpr int ORDER[] = {11, 21, 0, 6, 22, 3, 25, 26, 10, 9, 8, 7, 14, 15, 16, 17, 28, 29, 12, 13, 18, 19, 20, 27};  // place here -> row of the model
constexpr int PLACE[] = {2, -1, -1, 5, -1, -1, 3, 11, 10, 9, 8, 0, 18, 19, 12, 13, 14, 15, 20, 21, 22, 1, 4, -1, -1, 6, 7, 23, 16, 17};
constexpr bool LEDGER[] = {false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, true, true, true, true, true, true};
constexpr bool NEVER_NEGATIVE[] = {true, false, true, true, false, true, false, false, true, true, true, true, true, true, true, true, false, false, true, true, false, true, true, false};

template <class V> struct Personal {  // once per run
  V c0;  // 1/gut.small_bowel_transit_h
  V c1;  // 1/gut.fed_transit_factor - 1
  V c2;  // gut.food_half
  V c3;  // 1/gut.colon_transit_h
  V c4;  // gut.emptying_fasted_per_h
  V c5;  // gut.emptying_fed_per_h - gut.emptying_fasted_per_h
  V c8;  // gut.absorption_scale
  V c9;  // gut.absorption_scale*gut.colon_leak_rate
  V c10;  // gut.carrier_share_3*gut.carrier_vmax
  V c11;  // 1/gut.phytate_half_mmol
  V c12;  // gut.carrier_share_3*gut.carrier_km
  V c13;  // gut.leak_rate
  V c14;  // gut.carrier_share_2*gut.carrier_vmax
  V c15;  // gut.carrier_share_2*gut.carrier_km
  V c16;  // gut.secretion_mmol_per_h
  V c17;  // 1/plasma.reference_mmol_per_l
  V c18;  // 1/plasma.volume_l
  V c19;  // gut.carrier_share_1*gut.carrier_vmax
  V c20;  // gut.carrier_share_1*gut.carrier_km
  V c21;  // plasma.fast_exchange_l_per_h
  V c22;  // plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c23;  // stores.tissue_exchange_l_per_h
  V c24;  // stores.tissue_exchange_l_per_h*plasma.reference_mmol_per_l
  V c25;  // 1/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c26;  // stores.bone_exchange_l_per_h
  V c27;  // stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c29;  // kidney.gfr_l_per_h*kidney.splay
  V c30;  // 1/kidney.splay
  V c31;  // plasma.ultrafiltrable_fraction
  V c32;  // kidney.tm
  V c33;  // kidney.circadian_amplitude
  V c34;  // kidney.circadian_peak_h
  V c35;  // -1/kidney.splay
  V c36;  // losses.skin_mmol_per_h
  V c38;  // 1/stores.red_cell_turnover_h
  V c39;  // stores.red_cell_mmol_per_l
  V c40;  // stores.red_cell_elasticity
  V c41;  // 1/stores.csf_turnover_h
  V c42;  // stores.csf_mmol_per_l
  V c43;  // stores.csf_elasticity
  V c45;  // (1/gut.fed_transit_factor - 1)/gut.small_bowel_transit_h
  V c47;  // gut.absorption_scale*gut.colon_leak_rate + 1/gut.colon_transit_h
  V c48;  // 2/gut.phytate_half_mmol
  V c50;  // -1*gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c51;  // -1*plasma.fast_exchange_l_per_h/plasma.volume_l
  V c52;  // 2/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c53;  // -1*stores.tissue_exchange_l_per_h/plasma.volume_l
  V c54;  // -1*stores.bone_exchange_l_per_h/plasma.volume_l
  V c55;  // -1*gut.absorption_scale*gut.colon_leak_rate
  V c56;  // -1*plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c57;  // -1*stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c58;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c59;  // 1/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c61;  // kidney.gfr_l_per_h*kidney.splay*plasma.ultrafiltrable_fraction/(plasma.volume_l*kidney....
  V c62;  // -1*stores.red_cell_mmol_per_l*stores.red_cell_elasticity/(plasma.volume_l*plasma.refere...
  V c63;  // -1*-1/stores.red_cell_turnover_h
  V c64;  // -1*stores.csf_mmol_per_l*stores.csf_elasticity/(plasma.volume_l*plasma.reference_mmol_p...
  V c65;  // -1*-1/stores.csf_turnover_h
  V c66;  // -1*1/gut.colon_transit_h
  V c67;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c69;  // -0.261799*kidney.tm*kidney.circadian_amplitude/kidney.splay
};

// What a person's parameters settle for the whole run.
template <class V>
INLINE void personal(const V* theta, Personal<V>& p) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  const V a0 = S(1.0) / theta[11];
  p.c0 = a0;
  const V a2 = S(1.0) / theta[12];
  const V a3 = a2 - S(1.0);
  p.c1 = a3;
  p.c2 = theta[10];
  const V a6 = S(1.0) / theta[15];
  p.c3 = a6;
  p.c4 = theta[9];
  const V a9 = theta[8] - theta[9];
  p.c5 = a9;
  p.c8 = theta[0];
  const V a12 = theta[0] * theta[7];
  p.c9 = a12;
  const V a14 = theta[5] * theta[1];
  p.c10 = a14;
  const V a16 = S(1.0) / theta[16];
  p.c11 = a16;
  const V a18 = theta[5] * theta[2];
  p.c12 = a18;
  p.c13 = theta[6];
  const V a21 = theta[4] * theta[1];
  p.c14 = a21;
  const V a23 = theta[4] * theta[2];
  p.c15 = a23;
  p.c16 = theta[17];
  const V a26 = S(1.0) / theta[47];
  p.c17 = a26;
  const V a28 = S(1.0) / theta[41];
  p.c18 = a28;
  const V a30 = theta[3] * theta[1];
  p.c19 = a30;
  const V a32 = theta[3] * theta[2];
  p.c20 = a32;
  p.c21 = theta[43];
  const V a35 = theta[43] / theta[42];
  p.c22 = a35;
  p.c23 = theta[54];
  const V a38 = theta[54] * theta[47];
  p.c24 = a38;
  const V a40 = theta[53] * theta[47];
  const V a41 = S(1.0) / a40;
  p.c25 = a41;
  p.c26 = theta[56];
  const V a44 = theta[56] / theta[55];
  p.c27 = a44;
  const V a46 = theta[48] * theta[50];
  p.c29 = a46;
  const V a48 = S(1.0) / theta[50];
  p.c30 = a48;
  p.c31 = theta[44];
  p.c32 = theta[49];
  p.c33 = theta[51];
  p.c34 = theta[52];
  const V a54 = S(-1.0) / theta[50];
  p.c35 = a54;
  p.c36 = theta[63];
  const V a57 = S(1.0) / theta[59];
  p.c38 = a57;
  p.c39 = theta[57];
  p.c40 = theta[58];
  const V a61 = S(1.0) / theta[62];
  p.c41 = a61;
  p.c42 = theta[60];
  p.c43 = theta[61];
  const V a65 = a3 / theta[11];
  p.c45 = a65;
  const V a67 = a12 + a6;
  p.c47 = a67;
  const V a69 = S(2.0) / theta[16];
  p.c48 = a69;
  const V a71 = theta[41] * theta[47];
  const V a72 = theta[17] / a71;
  const V a73 = -a72;
  p.c50 = a73;
  const V a75 = theta[43] / theta[41];
  const V a76 = -a75;
  p.c51 = a76;
  const V a78 = S(2.0) / a40;
  p.c52 = a78;
  const V a80 = theta[54] / theta[41];
  const V a81 = -a80;
  p.c53 = a81;
  const V a83 = theta[56] / theta[41];
  const V a84 = -a83;
  p.c54 = a84;
  const V a86 = -a12;
  p.c55 = a86;
  const V a88 = -a35;
  p.c56 = a88;
  const V a90 = -a44;
  p.c57 = a90;
  const V a92 = a72 + a75;
  const V a93 = a92 + a80;
  const V a94 = a93 + a83;
  const V a95 = theta[63] / a71;
  const V a96 = a94 + a95;
  p.c58 = a96;
  const V a98 = S(1.0) / a71;
  p.c59 = a98;
  const V a100 = a46 * theta[44];
  const V a101 = theta[41] * theta[50];
  const V a102 = a100 / a101;
  p.c61 = a102;
  const V a104 = theta[57] * theta[58];
  const V a105 = a71 * theta[59];
  const V a106 = a104 / a105;
  const V a107 = -a106;
  p.c62 = a107;
  const V a109 = S(-1.0) / theta[59];
  const V a110 = -a109;
  p.c63 = a110;
  const V a112 = theta[60] * theta[61];
  const V a113 = a71 * theta[62];
  const V a114 = a112 / a113;
  const V a115 = -a114;
  p.c64 = a115;
  const V a117 = S(-1.0) / theta[62];
  const V a118 = -a117;
  p.c65 = a118;
  const V a120 = -a6;
  p.c66 = a120;
  const V a122 = -a95;
  p.c67 = a122;
  const V a124 = S(-0.2617993877991494) * theta[49];
  const V a125 = a124 * theta[51];
  const V a126 = a125 / theta[50];
  p.c69 = a126;
}

template <class V> struct Steady {  // once per stretch
  V c6;  // dissolution_stomach_solid
  V c7;  // dissolution_bowel_solid
  V c28;  // infusion_mmol_per_h
  V c37;  // sweat_mmol_per_h
  V c44;  // -1*infusion_mmol_per_h
  V c46;  // -1*dissolution_stomach_solid
  V c49;  // -1*dissolution_bowel_solid
  V c60;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c68;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + -1*1/(plasma....
};

// What the inputs settle until the next event.
template <class V>
INLINE void steady(const Personal<V>& p, const V* given, Steady<V>& s) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  s.c6 = given[0];
  s.c7 = given[1];
  s.c28 = given[6];
  s.c37 = given[7];
  const V a4 = -given[6];
  s.c44 = a4;
  const V a6 = -given[0];
  s.c46 = a6;
  const V a8 = -given[1];
  s.c49 = a8;
  const V a10 = p.c59 * given[7];
  const V a11 = p.c58 + a10;
  s.c60 = a11;
  const V a13 = -a10;
  const V a14 = p.c67 + a13;
  s.c68 = a14;
}

// The change of every state per hour.
template <class V>
INLINE void slope(const Personal<V>& p, const Steady<V>& s, const V* y, const V t, V* f) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  const V a0 = y[4] + p.c2;
  const V a1 = inverse<V>(a0);
  const V a2 = y[4] * a1;
  const V a3 = p.c1 * a2;
  const V a4 = S(1.0) + a3;
  const V a5 = p.c0 * a4;
  const V a6 = a5 * y[5];
  const V a7 = p.c3 * y[0];
  const V a8 = a6 - a7;
  const V a9 = y[1] + p.c2;
  const V a10 = inverse<V>(a9);
  const V a11 = y[1] * a10;
  const V a12 = p.c5 * a11;
  const V a13 = p.c4 + a12;
  const V a14 = -a13;
  const V a15 = a14 * y[1];
  const V a16 = s.c6 * y[2];
  const V a17 = a13 * y[2];
  const V a18 = a16 + a17;
  const V a19 = -a18;
  const V a20 = a13 * y[3];
  const V a21 = a16 - a20;
  const V a22 = a13 * y[1];
  const V a23 = a5 * y[4];
  const V a24 = a22 - a23;
  const V a25 = s.c7 * y[5];
  const V a26 = a25 + a6;
  const V a27 = a17 - a26;
  const V a28 = a14 * y[6];
  const V a29 = a13 * y[6];
  const V a30 = a5 * y[7];
  const V a31 = a29 - a30;
  const V a32 = S(3.0) * a5;
  const V a33 = a32 * y[9];
  const V a34 = p.c9 * y[8];
  const V a35 = p.c3 * y[8];
  const V a36 = a34 + a35;
  const V a37 = a33 - a36;
  const V a38 = a32 * y[10];
  const V a39 = y[6] + y[7];
  const V a40 = p.c11 * a39;
  const V a41 = a40 * a40;
  const V a42 = a41 * a40;
  const V a43 = S(1.0) + a42;
  const V a44 = inverse<V>(a43);
  const V a45 = a44 * y[9];
  const V a46 = p.c12 + a45;
  const V a47 = inverse<V>(a46);
  const V a48 = a45 * a47;
  const V a49 = p.c10 * a48;
  const V a50 = p.c13 * a45;
  const V a51 = a49 + a50;
  const V a52 = p.c8 * a51;
  const V a53 = a33 + a52;
  const V a54 = a38 - a53;
  const V a55 = a32 * y[11];
  const V a56 = a44 * y[10];
  const V a57 = p.c15 + a56;
  const V a58 = inverse<V>(a57);
  const V a59 = a56 * a58;
  const V a60 = p.c14 * a59;
  const V a61 = p.c13 * a56;
  const V a62 = a60 + a61;
  const V a63 = p.c8 * a62;
  const V a64 = a38 + a63;
  const V a65 = a55 - a64;
  const V a66 = a25 + a20;
  const V a67 = p.c18 * y[15];
  const V a68 = p.c17 * a67;
  const V a69 = p.c16 * a68;
  const V a70 = a66 + a69;
  const V a71 = a44 * y[11];
  const V a72 = p.c20 + a71;
  const V a73 = inverse<V>(a72);
  const V a74 = a71 * a73;
  const V a75 = p.c19 * a74;
  const V a76 = p.c13 * a71;
  const V a77 = a75 + a76;
  const V a78 = p.c8 * a77;
  const V a79 = a55 + a78;
  const V a80 = a70 - a79;
  const V a81 = p.c21 * a67;
  const V a82 = p.c22 * y[12];
  const V a83 = a81 - a82;
  const V a84 = p.c23 * a67;
  const V a85 = p.c25 * y[13];
  const V a86 = a85 * a85;
  const V a87 = a86 * a85;
  const V a88 = p.c24 * a87;
  const V a89 = a84 - a88;
  const V a90 = p.c26 * a67;
  const V a91 = p.c27 * y[14];
  const V a92 = a90 - a91;
  const V a93 = a78 + a63;
  const V a94 = a93 + a52;
  const V a95 = a94 + a34;
  const V a96 = a95 + a82;
  const V a97 = a96 + a88;
  const V a98 = a97 + a91;
  const V a99 = a69 + a81;
  const V a100 = a99 + a84;
  const V a101 = a100 + a90;
  const V a102 = p.c31 * a67;
  const V a103 = t - p.c34;
  const V a104 = S(0.2617993877991494) * a103;
  const V a105 = lane_cos(a104);
  const V a106 = p.c33 * a105;
  const V a107 = S(1.0) - a106;
  const V a108 = p.c32 * a107;
  const V a109 = a102 - a108;
  const V a110 = p.c30 * a109;
  const V a111 = decay(a110);
  const V a112 = softplus(a110, a111);
  const V a113 = p.c35 * a108;
  const V a114 = decay(a113);
  const V a115 = softplus(a113, a114);
  const V a116 = a112 - a115;
  const V a117 = p.c29 * a116;
  const V a118 = a101 + a117;
  const V a119 = p.c36 * a68;
  const V a120 = a118 + a119;
  const V a121 = s.c37 * a68;
  const V a122 = a120 + a121;
  const V a123 = a98 - a122;
  const V a124 = s.c28 + a123;
  const V a125 = a68 - S(1.0);
  const V a126 = p.c40 * a125;
  const V a127 = S(1.0) + a126;
  const V a128 = p.c39 * a127;
  const V a129 = a128 - y[16];
  const V a130 = p.c38 * a129;
  const V a131 = p.c43 * a125;
  const V a132 = S(1.0) + a131;
  const V a133 = p.c42 * a132;
  const V a134 = a133 - y[17];
  const V a135 = p.c41 * a134;
  const V a136 = a119 + a121;
  f[0] = a8;
  f[1] = a15;
  f[2] = a19;
  f[3] = a21;
  f[4] = a24;
  f[5] = a27;
  f[6] = a28;
  f[7] = a31;
  f[8] = a37;
  f[9] = a54;
  f[10] = a65;
  f[11] = a80;
  f[12] = a83;
  f[13] = a89;
  f[14] = a92;
  f[15] = a124;
  f[16] = a130;
  f[17] = a135;
  f[18] = a35;
  f[19] = a7;
  f[20] = s.c44;
  f[21] = a117;
  f[22] = a136;
  f[23] = a69;
}

// The slope, the moving entries of -J, and the slope's own change with time.
template <class V>
INLINE void linearize(const Personal<V>& p, const Steady<V>& s, const V* y, const V t, V* f, V* n, V* drift) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  const V a0 = y[4] + p.c2;
  const V a1 = inverse<V>(a0);
  const V a2 = y[4] * a1;
  const V a3 = p.c1 * a2;
  const V a4 = S(1.0) + a3;
  const V a5 = p.c0 * a4;
  const V a6 = a5 * y[5];
  const V a7 = p.c3 * y[0];
  const V a8 = a6 - a7;
  const V a9 = y[1] + p.c2;
  const V a10 = inverse<V>(a9);
  const V a11 = y[1] * a10;
  const V a12 = p.c5 * a11;
  const V a13 = p.c4 + a12;
  const V a14 = -a13;
  const V a15 = a14 * y[1];
  const V a16 = s.c6 * y[2];
  const V a17 = a13 * y[2];
  const V a18 = a16 + a17;
  const V a19 = -a18;
  const V a20 = a13 * y[3];
  const V a21 = a16 - a20;
  const V a22 = a13 * y[1];
  const V a23 = a5 * y[4];
  const V a24 = a22 - a23;
  const V a25 = s.c7 * y[5];
  const V a26 = a25 + a6;
  const V a27 = a17 - a26;
  const V a28 = a14 * y[6];
  const V a29 = a13 * y[6];
  const V a30 = a5 * y[7];
  const V a31 = a29 - a30;
  const V a32 = S(3.0) * a5;
  const V a33 = a32 * y[9];
  const V a34 = p.c9 * y[8];
  const V a35 = p.c3 * y[8];
  const V a36 = a34 + a35;
  const V a37 = a33 - a36;
  const V a38 = a32 * y[10];
  const V a39 = y[6] + y[7];
  const V a40 = p.c11 * a39;
  const V a41 = a40 * a40;
  const V a42 = a41 * a40;
  const V a43 = S(1.0) + a42;
  const V a44 = inverse<V>(a43);
  const V a45 = a44 * y[9];
  const V a46 = p.c12 + a45;
  const V a47 = inverse<V>(a46);
  const V a48 = a45 * a47;
  const V a49 = p.c10 * a48;
  const V a50 = p.c13 * a45;
  const V a51 = a49 + a50;
  const V a52 = p.c8 * a51;
  const V a53 = a33 + a52;
  const V a54 = a38 - a53;
  const V a55 = a32 * y[11];
  const V a56 = a44 * y[10];
  const V a57 = p.c15 + a56;
  const V a58 = inverse<V>(a57);
  const V a59 = a56 * a58;
  const V a60 = p.c14 * a59;
  const V a61 = p.c13 * a56;
  const V a62 = a60 + a61;
  const V a63 = p.c8 * a62;
  const V a64 = a38 + a63;
  const V a65 = a55 - a64;
  const V a66 = a25 + a20;
  const V a67 = p.c18 * y[15];
  const V a68 = p.c17 * a67;
  const V a69 = p.c16 * a68;
  const V a70 = a66 + a69;
  const V a71 = a44 * y[11];
  const V a72 = p.c20 + a71;
  const V a73 = inverse<V>(a72);
  const V a74 = a71 * a73;
  const V a75 = p.c19 * a74;
  const V a76 = p.c13 * a71;
  const V a77 = a75 + a76;
  const V a78 = p.c8 * a77;
  const V a79 = a55 + a78;
  const V a80 = a70 - a79;
  const V a81 = p.c21 * a67;
  const V a82 = p.c22 * y[12];
  const V a83 = a81 - a82;
  const V a84 = p.c23 * a67;
  const V a85 = p.c25 * y[13];
  const V a86 = a85 * a85;
  const V a87 = a86 * a85;
  const V a88 = p.c24 * a87;
  const V a89 = a84 - a88;
  const V a90 = p.c26 * a67;
  const V a91 = p.c27 * y[14];
  const V a92 = a90 - a91;
  const V a93 = a78 + a63;
  const V a94 = a93 + a52;
  const V a95 = a94 + a34;
  const V a96 = a95 + a82;
  const V a97 = a96 + a88;
  const V a98 = a97 + a91;
  const V a99 = a69 + a81;
  const V a100 = a99 + a84;
  const V a101 = a100 + a90;
  const V a102 = p.c31 * a67;
  const V a103 = t - p.c34;
  const V a104 = S(0.2617993877991494) * a103;
  const V a105 = lane_cos(a104);
  const V a106 = p.c33 * a105;
  const V a107 = S(1.0) - a106;
  const V a108 = p.c32 * a107;
  const V a109 = a102 - a108;
  const V a110 = p.c30 * a109;
  const V a111 = decay(a110);
  const V a112 = softplus(a110, a111);
  const V a113 = p.c35 * a108;
  const V a114 = decay(a113);
  const V a115 = softplus(a113, a114);
  const V a116 = a112 - a115;
  const V a117 = p.c29 * a116;
  const V a118 = a101 + a117;
  const V a119 = p.c36 * a68;
  const V a120 = a118 + a119;
  const V a121 = s.c37 * a68;
  const V a122 = a120 + a121;
  const V a123 = a98 - a122;
  const V a124 = s.c28 + a123;
  const V a125 = a68 - S(1.0);
  const V a126 = p.c40 * a125;
  const V a127 = S(1.0) + a126;
  const V a128 = p.c39 * a127;
  const V a129 = a128 - y[16];
  const V a130 = p.c38 * a129;
  const V a131 = p.c43 * a125;
  const V a132 = S(1.0) + a131;
  const V a133 = p.c42 * a132;
  const V a134 = a133 - y[17];
  const V a135 = p.c41 * a134;
  const V a136 = a119 + a121;
  const V a137 = S(1.0) - a2;
  const V a138 = a137 * a1;
  const V a139 = p.c45 * a138;
  const V a140 = a139 * y[5];
  const V a141 = -a140;
  const V a142 = -a5;
  const V a143 = S(1.0) - a11;
  const V a144 = a143 * a10;
  const V a145 = p.c5 * a144;
  const V a146 = -a145;
  const V a147 = a146 * y[1];
  const V a148 = a147 + a14;
  const V a149 = -a148;
  const V a150 = a145 * y[2];
  const V a151 = s.c6 + a13;
  const V a152 = a145 * y[3];
  const V a153 = a145 * y[1];
  const V a154 = a153 + a13;
  const V a155 = -a154;
  const V a156 = a139 * y[4];
  const V a157 = a156 + a5;
  const V a158 = -a157;
  const V a159 = -a158;
  const V a160 = -a150;
  const V a161 = s.c7 + a5;
  const V a162 = a146 * y[6];
  const V a163 = -a162;
  const V a164 = -a14;
  const V a165 = a145 * y[6];
  const V a166 = -a165;
  const V a167 = a139 * y[7];
  const V a168 = -a167;
  const V a169 = -a168;
  const V a170 = -a142;
  const V a171 = S(3.0) * a139;
  const V a172 = a171 * y[9];
  const V a173 = -a172;
  const V a174 = -a32;
  const V a175 = a171 * y[10];
  const V a176 = a172 - a175;
  const V a177 = a40 * a40;
  const V a178 = p.c48 * a177;
  const V a179 = p.c11 * a41;
  const V a180 = a178 + a179;
  const V a181 = a44 * a180;
  const V a182 = a181 * a44;
  const V a183 = -a182;
  const V a184 = a183 * y[9];
  const V a185 = p.c10 * a184;
  const V a186 = a49 * a184;
  const V a187 = a185 - a186;
  const V a188 = a187 * a47;
  const V a189 = p.c13 * a184;
  const V a190 = a188 + a189;
  const V a191 = p.c8 * a190;
  const V a192 = p.c10 * a44;
  const V a193 = a49 * a44;
  const V a194 = a192 - a193;
  const V a195 = a194 * a47;
  const V a196 = p.c13 * a44;
  const V a197 = a195 + a196;
  const V a198 = p.c8 * a197;
  const V a199 = a32 + a198;
  const V a200 = a171 * y[11];
  const V a201 = a175 - a200;
  const V a202 = a183 * y[10];
  const V a203 = p.c14 * a202;
  const V a204 = a60 * a202;
  const V a205 = a203 - a204;
  const V a206 = a205 * a58;
  const V a207 = p.c13 * a202;
  const V a208 = a206 + a207;
  const V a209 = p.c8 * a208;
  const V a210 = p.c14 * a44;
  const V a211 = a60 * a44;
  const V a212 = a210 - a211;
  const V a213 = a212 * a58;
  const V a214 = a213 + a196;
  const V a215 = p.c8 * a214;
  const V a216 = a32 + a215;
  const V a217 = -a152;
  const V a218 = a183 * y[11];
  const V a219 = p.c19 * a218;
  const V a220 = a75 * a218;
  const V a221 = a219 - a220;
  const V a222 = a221 * a73;
  const V a223 = p.c13 * a218;
  const V a224 = a222 + a223;
  const V a225 = p.c8 * a224;
  const V a226 = p.c19 * a44;
  const V a227 = a75 * a44;
  const V a228 = a226 - a227;
  const V a229 = a228 * a73;
  const V a230 = a229 + a196;
  const V a231 = p.c8 * a230;
  const V a232 = a32 + a231;
  const V a233 = a85 * a85;
  const V a234 = p.c52 * a233;
  const V a235 = p.c25 * a86;
  const V a236 = a234 + a235;
  const V a237 = p.c24 * a236;
  const V a238 = a225 + a209;
  const V a239 = a238 + a191;
  const V a240 = -a239;
  const V a241 = -a198;
  const V a242 = -a215;
  const V a243 = -a231;
  const V a244 = -a237;
  const V a245 = logistic(a110, a111);
  const V a246 = p.c61 * a245;
  const V a247 = s.c60 + a246;
  const V a248 = -a246;
  const V a249 = lane_sin(a104);
  const V a250 = p.c69 * a249;
  const V a251 = a245 * a250;
  const V a252 = logistic(a113, a114);
  const V a253 = a252 * a250;
  const V a254 = a251 - a253;
  const V a255 = p.c29 * a254;
  const V a256 = -a255;
  f[0] = a8;
  f[1] = a15;
  f[2] = a19;
  f[3] = a21;
  f[4] = a24;
  f[5] = a27;
  f[6] = a28;
  f[7] = a31;
  f[8] = a37;
  f[9] = a54;
  f[10] = a65;
  f[11] = a80;
  f[12] = a83;
  f[13] = a89;
  f[14] = a92;
  f[15] = a124;
  f[16] = a130;
  f[17] = a135;
  f[18] = a35;
  f[19] = a7;
  f[20] = s.c44;
  f[21] = a117;
  f[22] = a136;
  f[23] = a69;
  n[0] = a141;
  n[1] = a142;
  n[2] = a149;
  n[3] = a150;
  n[4] = a151;
  n[5] = a152;
  n[6] = a13;
  n[7] = a155;
  n[8] = a159;
  n[9] = a160;
  n[10] = a14;
  n[11] = a140;
  n[12] = a161;
  n[13] = a163;
  n[14] = a164;
  n[15] = a166;
  n[16] = a169;
  n[17] = a170;
  n[18] = a173;
  n[19] = a174;
  n[20] = a176;
  n[21] = a191;
  n[22] = a199;
  n[23] = a201;
  n[24] = a209;
  n[25] = a216;
  n[26] = a217;
  n[27] = a200;
  n[28] = a225;
  n[29] = a232;
  n[30] = a237;
  n[31] = a240;
  n[32] = a241;
  n[33] = a242;
  n[34] = a243;
  n[35] = a244;
  n[36] = a247;
  n[37] = a248;
  drift[0] = a256;
  drift[1] = a255;
}

// Eliminate g I - J.
template <class V>
INLINE void factor(const Personal<V>& p, const Steady<V>& s, const V* n, const V g, V* u) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  u[0] = inverse<V>(g + p.c3);
  u[1] = inverse<V>(g + n[2]);
  u[2] = inverse<V>(g + n[4]);
  u[3] = inverse<V>(g + n[6]);
  u[4] = inverse<V>(g + n[8]);
  u[5] = inverse<V>(g + n[12]);
  u[6] = inverse<V>(g + n[14]);
  u[7] = inverse<V>(g + n[17]);
  u[8] = inverse<V>(g + p.c47);
  u[9] = p.c55 * u[8];
  u[10] = n[32] - u[9] * n[19];
  u[11] = inverse<V>(g + n[22]);
  u[12] = u[10] * u[11];
  u[13] = n[33] - u[12] * n[19];
  u[14] = inverse<V>(g + n[25]);
  u[15] = u[13] * u[14];
  u[16] = n[34] - u[15] * n[19];
  u[17] = inverse<V>(g + n[29]);
  u[18] = u[16] * u[17];
  u[19] = inverse<V>(g + p.c22);
  u[20] = p.c56 * u[19];
  u[21] = inverse<V>(g + n[30]);
  u[22] = n[35] * u[21];
  u[23] = inverse<V>(g + p.c27);
  u[24] = p.c57 * u[23];
  u[25] = inverse<V>(g + n[36] - u[18] * p.c50 - u[20] * p.c51 - u[22] * p.c53 - u[24] * p.c54);
  u[26] = inverse<V>(g + p.c63);
  u[27] = inverse<V>(g + p.c65);
  (void)s;
}

// Solve with what `factor` kept, in place.
template <class V>
INLINE void solve(const Personal<V>& p, const Steady<V>& s, const V* n, const V* u, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[1] *= u[1];
  b[2] -= n[3] * b[1];
  b[3] -= n[5] * b[1];
  b[4] -= n[7] * b[1];
  b[5] -= n[9] * b[1];
  b[6] -= n[13] * b[1];
  b[7] -= n[15] * b[1];
  b[11] -= n[26] * b[1];
  b[2] *= u[2];
  b[3] -= s.c46 * b[2];
  b[5] -= n[10] * b[2];
  b[3] *= u[3];
  b[11] -= n[10] * b[3];
  b[4] *= u[4];
  b[5] -= n[11] * b[4];
  b[7] -= n[16] * b[4];
  b[8] -= n[18] * b[4];
  b[9] -= n[20] * b[4];
  b[10] -= n[23] * b[4];
  b[11] -= n[27] * b[4];
  b[5] *= u[5];
  b[11] -= s.c49 * b[5];
  b[6] *= u[6];
  b[7] -= n[10] * b[6];
  b[9] -= n[21] * b[6];
  b[10] -= n[24] * b[6];
  b[11] -= n[28] * b[6];
  b[15] -= n[31] * b[6];
  b[7] *= u[7];
  b[9] -= n[21] * b[7];
  b[10] -= n[24] * b[7];
  b[11] -= n[28] * b[7];
  b[15] -= n[31] * b[7];
  b[15] -= u[9] * b[8];
  b[15] -= u[12] * b[9];
  b[15] -= u[15] * b[10];
  b[15] -= u[18] * b[11];
  b[15] -= u[20] * b[12];
  b[15] -= u[22] * b[13];
  b[15] -= u[24] * b[14];
  b[15] *= u[25];
  b[14] = u[23] * (b[14] - p.c54 * b[15]);
  b[13] = u[21] * (b[13] - p.c53 * b[15]);
  b[12] = u[19] * (b[12] - p.c51 * b[15]);
  b[11] = u[17] * (b[11] - p.c50 * b[15]);
  b[10] = u[14] * (b[10] - n[19] * b[11]);
  b[9] = u[11] * (b[9] - n[19] * b[10]);
  b[8] = u[8] * (b[8] - n[19] * b[9]);
  b[0] = u[0] * (b[0] - n[0] * b[4] - n[1] * b[5]);
  b[16] = u[26] * (b[16] - p.c62 * b[15]);
  b[17] = u[27] * (b[17] - p.c64 * b[15]);
  (void)s;
}

// b + J k, for the states that only count.
template <class V>
INLINE void count(const Personal<V>& p, const Steady<V>& s, const V* n, const V* k, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[18] -= p.c66 * k[8];
  b[19] -= p.c66 * k[0];
  b[21] -= n[37] * k[15];
  b[22] -= s.c68 * k[15];
  b[23] -= p.c50 * k[15];
  (void)p; (void)s; (void)n; (void)k; (void)b;
}

// b + x * drift, for those of these states that drift.
template <class V>
INLINE void add_drift(const V* drift, const V x, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[15] += x * drift[0];
}

// b + x * drift, for those of these states that drift.
template <class V>
INLINE void add_drift_of_counters(const V* drift, const V x, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[21] += x * drift[1];
}

}  // namespace lean
