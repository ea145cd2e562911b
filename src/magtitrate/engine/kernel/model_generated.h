// Made by scripts/generate_kernel from src/magtitrate/body: do not edit, run the script.
//
// Lanes V, one number per lane; S is the number of one lane.

constexpr int MODEL_STATES = 30;
constexpr int PARAMETERS = 65;
constexpr int INPUTS = 8;
constexpr double CLOCK_H = 24.0;  // the slope is the same one such period later
constexpr char MODEL_KEY[] = "ebd014f865452a2c";

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
//   15  fast
//   16  tissue
//   17  bone
//   18  plasma
//   19  lumen_1
//   20  lumen_2
//   21  lumen_3
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
constexpr int MOVING = 67;  // entries of -J that move between two events
constexpr int FACTORS = 36;  // numbers that the elimination keeps
constexpr int DRIFTS = 2;
constexpr int ABSENT = 0;
constexpr int ABSENT_ROWS[] = {-1};  // rows of the model that stay empty
constexpr int ORDER[] = {11, 21, 0, 1, 2, 6, 23, 24, 22, 3, 4, 5, 25, 26, 10, 14, 15, 16, 17, 7, 8, 9, 28, 29, 12, 13, 18, 19, 20, 27};  // place here -> row of the model
constexpr int PLACE[] = {2, 3, 4, 9, 10, 11, 5, 19, 20, 21, 14, 0, 24, 25, 15, 16, 17, 18, 26, 27, 28, 1, 8, 6, 7, 12, 13, 29, 22, 23};
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
  V c16;  // plasma.fast_exchange_l_per_h
  V c17;  // 1/plasma.volume_l
  V c18;  // plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c19;  // stores.tissue_exchange_l_per_h
  V c20;  // stores.tissue_exchange_l_per_h*plasma.reference_mmol_per_l
  V c21;  // 1/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c22;  // stores.bone_exchange_l_per_h
  V c23;  // stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c25;  // gut.carrier_share_1*gut.carrier_vmax
  V c26;  // 1/gut.phytate_half_share
  V c27;  // gut.carrier_share_1*gut.carrier_km
  V c28;  // gut.leak_rate
  V c29;  // gut.carrier_share_2*gut.carrier_vmax
  V c30;  // gut.carrier_share_2*gut.carrier_km
  V c31;  // gut.carrier_share_3*gut.carrier_vmax
  V c32;  // gut.carrier_share_3*gut.carrier_km
  V c33;  // gut.secretion_mmol_per_h
  V c34;  // 1/plasma.reference_mmol_per_l
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
  V c58;  // -1*plasma.fast_exchange_l_per_h/plasma.volume_l
  V c59;  // 2/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c60;  // -1*stores.tissue_exchange_l_per_h/plasma.volume_l
  V c61;  // -1*stores.bone_exchange_l_per_h/plasma.volume_l
  V c62;  // -1/gut.phytate_half_share
  V c63;  // -1*gut.absorption_scale*gut.colon_leak_rate
  V c64;  // -1*plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c65;  // -1*stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c66;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c67;  // 1/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c69;  // kidney.gfr_l_per_h*kidney.splay*plasma.ultrafiltrable_fraction/(plasma.volume_l*kidney....
  V c73;  // -1*gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c74;  // -1*stores.red_cell_mmol_per_l*stores.red_cell_elasticity/(stores.red_cell_turnover_h*pl...
  V c75;  // -1*-1/stores.red_cell_turnover_h
  V c76;  // -1*stores.csf_mmol_per_l*stores.csf_elasticity/(stores.csf_turnover_h*plasma.volume_l*p...
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
  p.c16 = theta[43];
  const V a17 = S(1.0) / theta[41];
  p.c17 = a17;
  const V a19 = theta[43] / theta[42];
  p.c18 = a19;
  p.c19 = theta[54];
  const V a22 = theta[54] * theta[47];
  p.c20 = a22;
  const V a24 = theta[53] * theta[47];
  const V a25 = S(1.0) / a24;
  p.c21 = a25;
  p.c22 = theta[56];
  const V a28 = theta[56] / theta[55];
  p.c23 = a28;
  const V a30 = theta[3] * theta[1];
  p.c25 = a30;
  const V a32 = S(1.0) / theta[16];
  p.c26 = a32;
  const V a34 = theta[3] * theta[2];
  p.c27 = a34;
  p.c28 = theta[6];
  const V a37 = theta[4] * theta[1];
  p.c29 = a37;
  const V a39 = theta[4] * theta[2];
  p.c30 = a39;
  const V a41 = theta[5] * theta[1];
  p.c31 = a41;
  const V a43 = theta[5] * theta[2];
  p.c32 = a43;
  p.c33 = theta[17];
  const V a46 = S(1.0) / theta[47];
  p.c34 = a46;
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
  const V a76 = theta[43] / theta[41];
  const V a77 = -a76;
  p.c58 = a77;
  const V a79 = S(2.0) / a24;
  p.c59 = a79;
  const V a81 = theta[54] / theta[41];
  const V a82 = -a81;
  p.c60 = a82;
  const V a84 = theta[56] / theta[41];
  const V a85 = -a84;
  p.c61 = a85;
  const V a87 = S(-1.0) / theta[16];
  p.c62 = a87;
  const V a89 = -a14;
  p.c63 = a89;
  const V a91 = -a19;
  p.c64 = a91;
  const V a93 = -a28;
  p.c65 = a93;
  const V a95 = theta[41] * theta[47];
  const V a96 = theta[17] / a95;
  const V a97 = a96 + a76;
  const V a98 = a97 + a81;
  const V a99 = a98 + a84;
  const V a100 = theta[63] / a95;
  const V a101 = a99 + a100;
  p.c66 = a101;
  const V a103 = S(1.0) / a95;
  p.c67 = a103;
  const V a105 = a48 * theta[44];
  const V a106 = theta[41] * theta[50];
  const V a107 = a105 / a106;
  p.c69 = a107;
  const V a109 = -a96;
  p.c73 = a109;
  const V a111 = theta[57] * theta[58];
  const V a112 = theta[59] * theta[41];
  const V a113 = a112 * theta[47];
  const V a114 = a111 / a113;
  const V a115 = -a114;
  p.c74 = a115;
  const V a117 = S(-1.0) / theta[59];
  const V a118 = -a117;
  p.c75 = a118;
  const V a120 = theta[60] * theta[61];
  const V a121 = theta[62] * theta[41];
  const V a122 = a121 * theta[47];
  const V a123 = a120 / a122;
  const V a124 = -a123;
  p.c76 = a124;
  const V a126 = S(-1.0) / theta[62];
  const V a127 = -a126;
  p.c77 = a127;
  const V a129 = -a7;
  p.c78 = a129;
  const V a131 = -a100;
  p.c79 = a131;
  const V a133 = S(-0.2617993877991494) * theta[49];
  const V a134 = a133 * theta[51];
  const V a135 = a134 / theta[50];
  p.c81 = a135;
}

template <class V> struct Steady {  // once per stretch
  V c7;  // dissolution_stomach_solid
  V c8;  // dissolution_stomach_acid_solid
  V c9;  // dissolution_stomach_slow_solid
  V c11;  // dissolution_bowel_solid
  V c12;  // dissolution_bowel_acid_solid
  V c13;  // dissolution_bowel_slow_solid
  V c24;  // infusion_mmol_per_h
  V c43;  // sweat_mmol_per_h
  V c50;  // -1*infusion_mmol_per_h
  V c53;  // -1*dissolution_stomach_solid
  V c54;  // -1*dissolution_stomach_acid_solid
  V c55;  // -1*dissolution_stomach_slow_solid
  V c68;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c70;  // -1*dissolution_bowel_solid
  V c71;  // -1*dissolution_bowel_acid_solid
  V c72;  // -1*dissolution_bowel_slow_solid
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
  s.c24 = given[6];
  s.c43 = given[7];
  const V a8 = -given[6];
  s.c50 = a8;
  const V a10 = -given[0];
  s.c53 = a10;
  const V a12 = -given[2];
  s.c54 = a12;
  const V a14 = -given[4];
  s.c55 = a14;
  const V a16 = p.c67 * given[7];
  const V a17 = p.c66 + a16;
  s.c68 = a17;
  const V a19 = -given[1];
  s.c70 = a19;
  const V a21 = -given[3];
  s.c71 = a21;
  const V a23 = -given[5];
  s.c72 = a23;
  const V a25 = -a16;
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
  const V a60 = a59 * y[21];
  const V a61 = p.c15 * y[14];
  const V a62 = p.c4 * y[14];
  const V a63 = a61 + a62;
  const V a64 = a60 - a63;
  const V a65 = p.c17 * y[18];
  const V a66 = p.c16 * a65;
  const V a67 = p.c18 * y[15];
  const V a68 = a66 - a67;
  const V a69 = p.c19 * a65;
  const V a70 = p.c21 * y[16];
  const V a71 = a70 * a70;
  const V a72 = a71 * a70;
  const V a73 = p.c20 * a72;
  const V a74 = a69 - a73;
  const V a75 = p.c22 * a65;
  const V a76 = p.c23 * y[17];
  const V a77 = a75 - a76;
  const V a78 = y[12] + y[13];
  const V a79 = y[5] + y[19];
  const V a80 = a79 + y[20];
  const V a81 = a80 + y[21];
  const V a82 = a78 + a81;
  const V a83 = a82 + S(0.001);
  const V a84 = inverse<V>(a83);
  const V a85 = a78 * a84;
  const V a86 = p.c26 * a85;
  const V a87 = a86 * a86;
  const V a88 = a87 * a86;
  const V a89 = S(1.0) + a88;
  const V a90 = inverse<V>(a89);
  const V a91 = a90 * y[19];
  const V a92 = p.c27 + a91;
  const V a93 = inverse<V>(a92);
  const V a94 = a91 * a93;
  const V a95 = p.c25 * a94;
  const V a96 = p.c28 * a91;
  const V a97 = a95 + a96;
  const V a98 = p.c14 * a97;
  const V a99 = a90 * y[20];
  const V a100 = p.c30 + a99;
  const V a101 = inverse<V>(a100);
  const V a102 = a99 * a101;
  const V a103 = p.c29 * a102;
  const V a104 = p.c28 * a99;
  const V a105 = a103 + a104;
  const V a106 = p.c14 * a105;
  const V a107 = a98 + a106;
  const V a108 = a90 * y[21];
  const V a109 = p.c32 + a108;
  const V a110 = inverse<V>(a109);
  const V a111 = a108 * a110;
  const V a112 = p.c31 * a111;
  const V a113 = p.c28 * a108;
  const V a114 = a112 + a113;
  const V a115 = p.c14 * a114;
  const V a116 = a107 + a115;
  const V a117 = a116 + a61;
  const V a118 = a117 + a67;
  const V a119 = a118 + a73;
  const V a120 = a119 + a76;
  const V a121 = p.c34 * a65;
  const V a122 = p.c33 * a121;
  const V a123 = a122 + a66;
  const V a124 = a123 + a69;
  const V a125 = a124 + a75;
  const V a126 = p.c37 * a65;
  const V a127 = t - p.c40;
  const V a128 = S(0.2617993877991494) * a127;
  const V a129 = lane_cos(a128);
  const V a130 = p.c39 * a129;
  const V a131 = S(1.0) - a130;
  const V a132 = p.c38 * a131;
  const V a133 = a126 - a132;
  const V a134 = p.c36 * a133;
  const V a135 = decay(a134);
  const V a136 = softplus(a134, a135);
  const V a137 = p.c41 * a132;
  const V a138 = decay(a137);
  const V a139 = softplus(a137, a138);
  const V a140 = a136 - a139;
  const V a141 = p.c35 * a140;
  const V a142 = a125 + a141;
  const V a143 = p.c42 * a121;
  const V a144 = a142 + a143;
  const V a145 = s.c43 * a121;
  const V a146 = a144 + a145;
  const V a147 = a120 - a146;
  const V a148 = s.c24 + a147;
  const V a149 = a46 + a49;
  const V a150 = a149 + a52;
  const V a151 = a150 + a37;
  const V a152 = a151 + a122;
  const V a153 = a59 * y[19];
  const V a154 = a153 + a98;
  const V a155 = a152 - a154;
  const V a156 = a59 * y[20];
  const V a157 = a156 + a106;
  const V a158 = a153 - a157;
  const V a159 = a60 + a115;
  const V a160 = a156 - a159;
  const V a161 = a121 - S(1.0);
  const V a162 = p.c46 * a161;
  const V a163 = S(1.0) + a162;
  const V a164 = p.c45 * a163;
  const V a165 = a164 - y[22];
  const V a166 = p.c44 * a165;
  const V a167 = p.c49 * a161;
  const V a168 = S(1.0) + a167;
  const V a169 = p.c48 * a168;
  const V a170 = a169 - y[23];
  const V a171 = p.c47 * a170;
  const V a172 = a143 + a145;
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
  f[15] = a68;
  f[16] = a74;
  f[17] = a77;
  f[18] = a148;
  f[19] = a155;
  f[20] = a158;
  f[21] = a160;
  f[22] = a166;
  f[23] = a171;
  f[24] = a62;
  f[25] = a14;
  f[26] = s.c50;
  f[27] = a141;
  f[28] = a172;
  f[29] = a122;
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
  const V a60 = a59 * y[21];
  const V a61 = p.c15 * y[14];
  const V a62 = p.c4 * y[14];
  const V a63 = a61 + a62;
  const V a64 = a60 - a63;
  const V a65 = p.c17 * y[18];
  const V a66 = p.c16 * a65;
  const V a67 = p.c18 * y[15];
  const V a68 = a66 - a67;
  const V a69 = p.c19 * a65;
  const V a70 = p.c21 * y[16];
  const V a71 = a70 * a70;
  const V a72 = a71 * a70;
  const V a73 = p.c20 * a72;
  const V a74 = a69 - a73;
  const V a75 = p.c22 * a65;
  const V a76 = p.c23 * y[17];
  const V a77 = a75 - a76;
  const V a78 = y[12] + y[13];
  const V a79 = y[5] + y[19];
  const V a80 = a79 + y[20];
  const V a81 = a80 + y[21];
  const V a82 = a78 + a81;
  const V a83 = a82 + S(0.001);
  const V a84 = inverse<V>(a83);
  const V a85 = a78 * a84;
  const V a86 = p.c26 * a85;
  const V a87 = a86 * a86;
  const V a88 = a87 * a86;
  const V a89 = S(1.0) + a88;
  const V a90 = inverse<V>(a89);
  const V a91 = a90 * y[19];
  const V a92 = p.c27 + a91;
  const V a93 = inverse<V>(a92);
  const V a94 = a91 * a93;
  const V a95 = p.c25 * a94;
  const V a96 = p.c28 * a91;
  const V a97 = a95 + a96;
  const V a98 = p.c14 * a97;
  const V a99 = a90 * y[20];
  const V a100 = p.c30 + a99;
  const V a101 = inverse<V>(a100);
  const V a102 = a99 * a101;
  const V a103 = p.c29 * a102;
  const V a104 = p.c28 * a99;
  const V a105 = a103 + a104;
  const V a106 = p.c14 * a105;
  const V a107 = a98 + a106;
  const V a108 = a90 * y[21];
  const V a109 = p.c32 + a108;
  const V a110 = inverse<V>(a109);
  const V a111 = a108 * a110;
  const V a112 = p.c31 * a111;
  const V a113 = p.c28 * a108;
  const V a114 = a112 + a113;
  const V a115 = p.c14 * a114;
  const V a116 = a107 + a115;
  const V a117 = a116 + a61;
  const V a118 = a117 + a67;
  const V a119 = a118 + a73;
  const V a120 = a119 + a76;
  const V a121 = p.c34 * a65;
  const V a122 = p.c33 * a121;
  const V a123 = a122 + a66;
  const V a124 = a123 + a69;
  const V a125 = a124 + a75;
  const V a126 = p.c37 * a65;
  const V a127 = t - p.c40;
  const V a128 = S(0.2617993877991494) * a127;
  const V a129 = lane_cos(a128);
  const V a130 = p.c39 * a129;
  const V a131 = S(1.0) - a130;
  const V a132 = p.c38 * a131;
  const V a133 = a126 - a132;
  const V a134 = p.c36 * a133;
  const V a135 = decay(a134);
  const V a136 = softplus(a134, a135);
  const V a137 = p.c41 * a132;
  const V a138 = decay(a137);
  const V a139 = softplus(a137, a138);
  const V a140 = a136 - a139;
  const V a141 = p.c35 * a140;
  const V a142 = a125 + a141;
  const V a143 = p.c42 * a121;
  const V a144 = a142 + a143;
  const V a145 = s.c43 * a121;
  const V a146 = a144 + a145;
  const V a147 = a120 - a146;
  const V a148 = s.c24 + a147;
  const V a149 = a46 + a49;
  const V a150 = a149 + a52;
  const V a151 = a150 + a37;
  const V a152 = a151 + a122;
  const V a153 = a59 * y[19];
  const V a154 = a153 + a98;
  const V a155 = a152 - a154;
  const V a156 = a59 * y[20];
  const V a157 = a156 + a106;
  const V a158 = a153 - a157;
  const V a159 = a60 + a115;
  const V a160 = a156 - a159;
  const V a161 = a121 - S(1.0);
  const V a162 = p.c46 * a161;
  const V a163 = S(1.0) + a162;
  const V a164 = p.c45 * a163;
  const V a165 = a164 - y[22];
  const V a166 = p.c44 * a165;
  const V a167 = p.c49 * a161;
  const V a168 = S(1.0) + a167;
  const V a169 = p.c48 * a168;
  const V a170 = a169 - y[23];
  const V a171 = p.c47 * a170;
  const V a172 = a143 + a145;
  const V a173 = p.c51 * a4;
  const V a174 = a173 * y[9];
  const V a175 = a173 * y[10];
  const V a176 = a174 + a175;
  const V a177 = a173 * y[11];
  const V a178 = a176 + a177;
  const V a179 = -a178;
  const V a180 = S(1.0) - a2;
  const V a181 = a180 * a6;
  const V a182 = a181 * a1;
  const V a183 = p.c52 * a182;
  const V a184 = a183 * y[9];
  const V a185 = a183 * y[10];
  const V a186 = a184 + a185;
  const V a187 = a183 * y[11];
  const V a188 = a186 + a187;
  const V a189 = -a188;
  const V a190 = -a8;
  const V a191 = S(1.0) - a18;
  const V a192 = a191 * a17;
  const V a193 = p.c6 * a192;
  const V a194 = -a193;
  const V a195 = a194 * y[1];
  const V a196 = a195 + a21;
  const V a197 = -a196;
  const V a198 = a193 * y[2];
  const V a199 = s.c7 + a20;
  const V a200 = a193 * y[3];
  const V a201 = s.c8 + a20;
  const V a202 = a193 * y[4];
  const V a203 = s.c9 + a20;
  const V a204 = a193 * y[5];
  const V a205 = a194 * y[6];
  const V a206 = -a205;
  const V a207 = -a21;
  const V a208 = a193 * y[6];
  const V a209 = -a208;
  const V a210 = a193 * y[1];
  const V a211 = a210 + a20;
  const V a212 = -a211;
  const V a213 = a173 * y[8];
  const V a214 = -a213;
  const V a215 = -a214;
  const V a216 = a183 * y[8];
  const V a217 = a216 + a8;
  const V a218 = -a217;
  const V a219 = -a218;
  const V a220 = -a198;
  const V a221 = s.c11 + a8;
  const V a222 = -a200;
  const V a223 = s.c12 + a8;
  const V a224 = -a202;
  const V a225 = s.c13 + a8;
  const V a226 = a194 * y[12];
  const V a227 = -a226;
  const V a228 = a193 * y[12];
  const V a229 = -a228;
  const V a230 = a173 * y[13];
  const V a231 = -a230;
  const V a232 = -a231;
  const V a233 = a183 * y[13];
  const V a234 = -a233;
  const V a235 = -a234;
  const V a236 = -a190;
  const V a237 = S(3.0) * a173;
  const V a238 = a237 * y[21];
  const V a239 = -a238;
  const V a240 = S(3.0) * a183;
  const V a241 = a240 * y[21];
  const V a242 = -a241;
  const V a243 = -a59;
  const V a244 = a70 * a70;
  const V a245 = p.c59 * a244;
  const V a246 = p.c21 * a71;
  const V a247 = a245 + a246;
  const V a248 = p.c20 * a247;
  const V a249 = p.c25 - a95;
  const V a250 = a249 * a93;
  const V a251 = a250 + p.c28;
  const V a252 = p.c14 * a251;
  const V a253 = S(2.0) * a86;
  const V a254 = a85 * a84;
  const V a255 = p.c62 * a254;
  const V a256 = a253 * a255;
  const V a257 = a256 * a86;
  const V a258 = a87 * a255;
  const V a259 = a257 + a258;
  const V a260 = a90 * a259;
  const V a261 = a260 * a90;
  const V a262 = -a261;
  const V a263 = a262 * y[19];
  const V a264 = a252 * a263;
  const V a265 = p.c29 - a103;
  const V a266 = a265 * a101;
  const V a267 = a266 + p.c28;
  const V a268 = p.c14 * a267;
  const V a269 = a262 * y[20];
  const V a270 = a268 * a269;
  const V a271 = a264 + a270;
  const V a272 = p.c31 - a112;
  const V a273 = a272 * a110;
  const V a274 = a273 + p.c28;
  const V a275 = p.c14 * a274;
  const V a276 = a262 * y[21];
  const V a277 = a275 * a276;
  const V a278 = a271 + a277;
  const V a279 = -a278;
  const V a280 = S(1.0) - a85;
  const V a281 = a280 * a84;
  const V a282 = p.c26 * a281;
  const V a283 = a253 * a282;
  const V a284 = a283 * a86;
  const V a285 = a87 * a282;
  const V a286 = a284 + a285;
  const V a287 = a90 * a286;
  const V a288 = a287 * a90;
  const V a289 = -a288;
  const V a290 = a252 * a289;
  const V a291 = a290 * y[19];
  const V a292 = a268 * a289;
  const V a293 = a292 * y[20];
  const V a294 = a291 + a293;
  const V a295 = a275 * a289;
  const V a296 = a295 * y[21];
  const V a297 = a294 + a296;
  const V a298 = -a297;
  const V a299 = -a248;
  const V a300 = logistic(a134, a135);
  const V a301 = p.c69 * a300;
  const V a302 = s.c68 + a301;
  const V a303 = a263 + a90;
  const V a304 = a252 * a303;
  const V a305 = a304 + a270;
  const V a306 = a305 + a277;
  const V a307 = -a306;
  const V a308 = a269 + a90;
  const V a309 = a268 * a308;
  const V a310 = a264 + a309;
  const V a311 = a310 + a277;
  const V a312 = -a311;
  const V a313 = a276 + a90;
  const V a314 = a275 * a313;
  const V a315 = a271 + a314;
  const V a316 = -a315;
  const V a317 = -a204;
  const V a318 = a264 - a20;
  const V a319 = a237 * y[19];
  const V a320 = a240 * y[19];
  const V a321 = a59 + a304;
  const V a322 = a237 * y[20];
  const V a323 = a322 - a319;
  const V a324 = a240 * y[20];
  const V a325 = a324 - a320;
  const V a326 = a270 - a59;
  const V a327 = a59 + a309;
  const V a328 = a238 - a322;
  const V a329 = a241 - a324;
  const V a330 = a277 - a59;
  const V a331 = a59 + a314;
  const V a332 = -a301;
  const V a333 = lane_sin(a128);
  const V a334 = p.c81 * a333;
  const V a335 = a300 * a334;
  const V a336 = logistic(a137, a138);
  const V a337 = a336 * a334;
  const V a338 = a335 - a337;
  const V a339 = p.c35 * a338;
  const V a340 = -a339;
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
  f[15] = a68;
  f[16] = a74;
  f[17] = a77;
  f[18] = a148;
  f[19] = a155;
  f[20] = a158;
  f[21] = a160;
  f[22] = a166;
  f[23] = a171;
  f[24] = a62;
  f[25] = a14;
  f[26] = s.c50;
  f[27] = a141;
  f[28] = a172;
  f[29] = a122;
  n[0] = a179;
  n[1] = a189;
  n[2] = a190;
  n[3] = a197;
  n[4] = a198;
  n[5] = a199;
  n[6] = a200;
  n[7] = a201;
  n[8] = a202;
  n[9] = a203;
  n[10] = a204;
  n[11] = a20;
  n[12] = a206;
  n[13] = a207;
  n[14] = a209;
  n[15] = a21;
  n[16] = a212;
  n[17] = a215;
  n[18] = a219;
  n[19] = a220;
  n[20] = a174;
  n[21] = a184;
  n[22] = a221;
  n[23] = a222;
  n[24] = a175;
  n[25] = a185;
  n[26] = a223;
  n[27] = a224;
  n[28] = a177;
  n[29] = a187;
  n[30] = a225;
  n[31] = a227;
  n[32] = a229;
  n[33] = a232;
  n[34] = a235;
  n[35] = a236;
  n[36] = a239;
  n[37] = a242;
  n[38] = a243;
  n[39] = a248;
  n[40] = a279;
  n[41] = a298;
  n[42] = a299;
  n[43] = a302;
  n[44] = a307;
  n[45] = a312;
  n[46] = a316;
  n[47] = a317;
  n[48] = a318;
  n[49] = a319;
  n[50] = a320;
  n[51] = a291;
  n[52] = a321;
  n[53] = a264;
  n[54] = a270;
  n[55] = a323;
  n[56] = a325;
  n[57] = a293;
  n[58] = a326;
  n[59] = a327;
  n[60] = a277;
  n[61] = a328;
  n[62] = a329;
  n[63] = a296;
  n[64] = a330;
  n[65] = a331;
  n[66] = a332;
  drift[0] = a340;
  drift[1] = a339;
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
  u[14] = p.c63 * u[13];
  u[15] = n[46] - u[14] * n[38];
  u[16] = inverse<V>(g + p.c18);
  u[17] = p.c64 * u[16];
  u[18] = inverse<V>(g + n[39]);
  u[19] = n[42] * u[18];
  u[20] = inverse<V>(g + p.c23);
  u[21] = p.c65 * u[20];
  u[22] = inverse<V>(g + n[43] - u[17] * p.c58 - u[19] * p.c60 - u[21] * p.c61);
  u[23] = p.c73 * u[22];
  u[24] = n[53] - u[23] * n[45];
  u[25] = n[53] - u[23] * u[15];
  u[26] = inverse<V>(g + n[52] - u[23] * n[44]);
  u[27] = n[58] * u[26];
  u[28] = n[54] - u[27] * u[25];
  u[29] = n[60] * u[26];
  u[30] = n[64] - u[29] * u[24];
  u[31] = inverse<V>(g + n[59] - u[27] * u[24]);
  u[32] = u[30] * u[31];
  u[33] = inverse<V>(g + n[65] - u[29] * u[25] - u[32] * u[28]);
  u[34] = inverse<V>(g + p.c75);
  u[35] = inverse<V>(g + p.c77);
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
  b[19] -= n[47] * b[1];
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
  b[18] -= n[40] * b[5];
  b[19] -= n[48] * b[5];
  b[20] -= n[54] * b[5];
  b[21] -= n[60] * b[5];
  b[6] *= u[6];
  b[7] -= n[15] * b[6];
  b[7] *= u[7];
  b[8] -= n[17] * b[7];
  b[9] -= n[20] * b[7];
  b[10] -= n[24] * b[7];
  b[11] -= n[28] * b[7];
  b[13] -= n[33] * b[7];
  b[14] -= n[36] * b[7];
  b[19] -= n[49] * b[7];
  b[20] -= n[55] * b[7];
  b[21] -= n[61] * b[7];
  b[8] *= u[8];
  b[9] -= n[21] * b[8];
  b[10] -= n[25] * b[8];
  b[11] -= n[29] * b[8];
  b[13] -= n[34] * b[8];
  b[14] -= n[37] * b[8];
  b[19] -= n[50] * b[8];
  b[20] -= n[56] * b[8];
  b[21] -= n[62] * b[8];
  b[9] *= u[9];
  b[19] -= s.c70 * b[9];
  b[10] *= u[10];
  b[19] -= s.c71 * b[10];
  b[11] *= u[11];
  b[19] -= s.c72 * b[11];
  b[12] *= u[6];
  b[13] -= n[15] * b[12];
  b[18] -= n[41] * b[12];
  b[19] -= n[51] * b[12];
  b[20] -= n[57] * b[12];
  b[21] -= n[63] * b[12];
  b[13] *= u[12];
  b[18] -= n[41] * b[13];
  b[19] -= n[51] * b[13];
  b[20] -= n[57] * b[13];
  b[21] -= n[63] * b[13];
  b[18] -= u[14] * b[14];
  b[18] -= u[17] * b[15];
  b[18] -= u[19] * b[16];
  b[18] -= u[21] * b[17];
  b[19] -= u[23] * b[18];
  b[20] -= u[27] * b[19];
  b[21] -= u[29] * b[19];
  b[21] -= u[32] * b[20];
  b[21] *= u[33];
  b[20] = u[31] * (b[20] - u[28] * b[21]);
  b[19] = u[26] * (b[19] - u[24] * b[20] - u[25] * b[21]);
  b[18] = u[22] * (b[18] - n[44] * b[19] - n[45] * b[20] - u[15] * b[21]);
  b[17] = u[20] * (b[17] - p.c61 * b[18]);
  b[16] = u[18] * (b[16] - p.c60 * b[18]);
  b[15] = u[16] * (b[15] - p.c58 * b[18]);
  b[14] = u[13] * (b[14] - n[38] * b[21]);
  b[0] = u[0] * (b[0] - n[0] * b[7] - n[1] * b[8] - n[2] * b[9] - n[2] * b[10] - n[2] * b[11]);
  b[22] = u[34] * (b[22] - p.c74 * b[18]);
  b[23] = u[35] * (b[23] - p.c76 * b[18]);
  (void)s;
}

// b + J k, for the states that only count.
template <class V>
INLINE void count(const Personal<V>& p, const Steady<V>& s, const V* n, const V* k, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[24] -= p.c78 * k[14];
  b[25] -= p.c78 * k[0];
  b[27] -= n[66] * k[18];
  b[28] -= s.c80 * k[18];
  b[29] -= p.c73 * k[18];
  (void)p; (void)s; (void)n; (void)k; (void)b;
}

// b + x * drift, for those of these states that drift.
template <class V>
INLINE void add_drift(const V* drift, const V x, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[18] += x * drift[0];
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
//    9  fast
//   10  tissue
//   11  bone
//   12  plasma
//   13  lumen_1
//   14  lumen_2
//   15  lumen_3
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
constexpr int MOVING = 45;  // entries of -J that move between two events
constexpr int FACTORS = 31;  // numbers that the elimination keeps
constexpr int DRIFTS = 2;
constexpr int ABSENT = 6;
constexpr int ABSENT_ROWS[] = {1, 2, 4, 5, 23, 24};  // rows of the model that stay empty
constexpr int ORDER[] = {11, 21, 0, 6, 22, 3, 25, 26, 10, 14, 15, 16, 17, 7, 8, 9, 28, 29, 12, 13, 18, 19, 20, 27};  // place here -> row of the model
constexpr int PLACE[] = {2, -1, -1, 5, -1, -1, 3, 13, 14, 15, 8, 0, 18, 19, 9, 10, 11, 12, 20, 21, 22, 1, 4, -1, -1, 6, 7, 23, 16, 17};
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
  V c10;  // plasma.fast_exchange_l_per_h
  V c11;  // 1/plasma.volume_l
  V c12;  // plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c13;  // stores.tissue_exchange_l_per_h
  V c14;  // stores.tissue_exchange_l_per_h*plasma.reference_mmol_per_l
  V c15;  // 1/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c16;  // stores.bone_exchange_l_per_h
  V c17;  // stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c19;  // gut.carrier_share_1*gut.carrier_vmax
  V c20;  // 1/gut.phytate_half_share
  V c21;  // gut.carrier_share_1*gut.carrier_km
  V c22;  // gut.leak_rate
  V c23;  // gut.carrier_share_2*gut.carrier_vmax
  V c24;  // gut.carrier_share_2*gut.carrier_km
  V c25;  // gut.carrier_share_3*gut.carrier_vmax
  V c26;  // gut.carrier_share_3*gut.carrier_km
  V c27;  // gut.secretion_mmol_per_h
  V c28;  // 1/plasma.reference_mmol_per_l
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
  V c48;  // -1*plasma.fast_exchange_l_per_h/plasma.volume_l
  V c49;  // 2/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c50;  // -1*stores.tissue_exchange_l_per_h/plasma.volume_l
  V c51;  // -1*stores.bone_exchange_l_per_h/plasma.volume_l
  V c52;  // -1/gut.phytate_half_share
  V c53;  // -1*gut.absorption_scale*gut.colon_leak_rate
  V c54;  // -1*plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c55;  // -1*stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c56;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c57;  // 1/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c59;  // kidney.gfr_l_per_h*kidney.splay*plasma.ultrafiltrable_fraction/(plasma.volume_l*kidney....
  V c61;  // -1*gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c62;  // -1*stores.red_cell_mmol_per_l*stores.red_cell_elasticity/(stores.red_cell_turnover_h*pl...
  V c63;  // -1*-1/stores.red_cell_turnover_h
  V c64;  // -1*stores.csf_mmol_per_l*stores.csf_elasticity/(stores.csf_turnover_h*plasma.volume_l*p...
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
  p.c10 = theta[43];
  const V a15 = S(1.0) / theta[41];
  p.c11 = a15;
  const V a17 = theta[43] / theta[42];
  p.c12 = a17;
  p.c13 = theta[54];
  const V a20 = theta[54] * theta[47];
  p.c14 = a20;
  const V a22 = theta[53] * theta[47];
  const V a23 = S(1.0) / a22;
  p.c15 = a23;
  p.c16 = theta[56];
  const V a26 = theta[56] / theta[55];
  p.c17 = a26;
  const V a28 = theta[3] * theta[1];
  p.c19 = a28;
  const V a30 = S(1.0) / theta[16];
  p.c20 = a30;
  const V a32 = theta[3] * theta[2];
  p.c21 = a32;
  p.c22 = theta[6];
  const V a35 = theta[4] * theta[1];
  p.c23 = a35;
  const V a37 = theta[4] * theta[2];
  p.c24 = a37;
  const V a39 = theta[5] * theta[1];
  p.c25 = a39;
  const V a41 = theta[5] * theta[2];
  p.c26 = a41;
  p.c27 = theta[17];
  const V a44 = S(1.0) / theta[47];
  p.c28 = a44;
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
  const V a69 = theta[43] / theta[41];
  const V a70 = -a69;
  p.c48 = a70;
  const V a72 = S(2.0) / a22;
  p.c49 = a72;
  const V a74 = theta[54] / theta[41];
  const V a75 = -a74;
  p.c50 = a75;
  const V a77 = theta[56] / theta[41];
  const V a78 = -a77;
  p.c51 = a78;
  const V a80 = S(-1.0) / theta[16];
  p.c52 = a80;
  const V a82 = -a12;
  p.c53 = a82;
  const V a84 = -a17;
  p.c54 = a84;
  const V a86 = -a26;
  p.c55 = a86;
  const V a88 = theta[41] * theta[47];
  const V a89 = theta[17] / a88;
  const V a90 = a89 + a69;
  const V a91 = a90 + a74;
  const V a92 = a91 + a77;
  const V a93 = theta[63] / a88;
  const V a94 = a92 + a93;
  p.c56 = a94;
  const V a96 = S(1.0) / a88;
  p.c57 = a96;
  const V a98 = a46 * theta[44];
  const V a99 = theta[41] * theta[50];
  const V a100 = a98 / a99;
  p.c59 = a100;
  const V a102 = -a89;
  p.c61 = a102;
  const V a104 = theta[57] * theta[58];
  const V a105 = theta[59] * theta[41];
  const V a106 = a105 * theta[47];
  const V a107 = a104 / a106;
  const V a108 = -a107;
  p.c62 = a108;
  const V a110 = S(-1.0) / theta[59];
  const V a111 = -a110;
  p.c63 = a111;
  const V a113 = theta[60] * theta[61];
  const V a114 = theta[62] * theta[41];
  const V a115 = a114 * theta[47];
  const V a116 = a113 / a115;
  const V a117 = -a116;
  p.c64 = a117;
  const V a119 = S(-1.0) / theta[62];
  const V a120 = -a119;
  p.c65 = a120;
  const V a122 = -a6;
  p.c66 = a122;
  const V a124 = -a93;
  p.c67 = a124;
  const V a126 = S(-0.2617993877991494) * theta[49];
  const V a127 = a126 * theta[51];
  const V a128 = a127 / theta[50];
  p.c69 = a128;
}

template <class V> struct Steady {  // once per stretch
  V c6;  // dissolution_stomach_solid
  V c7;  // dissolution_bowel_solid
  V c18;  // infusion_mmol_per_h
  V c37;  // sweat_mmol_per_h
  V c44;  // -1*infusion_mmol_per_h
  V c46;  // -1*dissolution_stomach_solid
  V c58;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c60;  // -1*dissolution_bowel_solid
  V c68;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + -1*1/(plasma....
};

// What the inputs settle until the next event.
template <class V>
INLINE void steady(const Personal<V>& p, const V* given, Steady<V>& s) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  s.c6 = given[0];
  s.c7 = given[1];
  s.c18 = given[6];
  s.c37 = given[7];
  const V a4 = -given[6];
  s.c44 = a4;
  const V a6 = -given[0];
  s.c46 = a6;
  const V a8 = p.c57 * given[7];
  const V a9 = p.c56 + a8;
  s.c58 = a9;
  const V a11 = -given[1];
  s.c60 = a11;
  const V a13 = -a8;
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
  const V a33 = a32 * y[15];
  const V a34 = p.c9 * y[8];
  const V a35 = p.c3 * y[8];
  const V a36 = a34 + a35;
  const V a37 = a33 - a36;
  const V a38 = p.c11 * y[12];
  const V a39 = p.c10 * a38;
  const V a40 = p.c12 * y[9];
  const V a41 = a39 - a40;
  const V a42 = p.c13 * a38;
  const V a43 = p.c15 * y[10];
  const V a44 = a43 * a43;
  const V a45 = a44 * a43;
  const V a46 = p.c14 * a45;
  const V a47 = a42 - a46;
  const V a48 = p.c16 * a38;
  const V a49 = p.c17 * y[11];
  const V a50 = a48 - a49;
  const V a51 = y[6] + y[7];
  const V a52 = y[3] + y[13];
  const V a53 = a52 + y[14];
  const V a54 = a53 + y[15];
  const V a55 = a51 + a54;
  const V a56 = a55 + S(0.001);
  const V a57 = inverse<V>(a56);
  const V a58 = a51 * a57;
  const V a59 = p.c20 * a58;
  const V a60 = a59 * a59;
  const V a61 = a60 * a59;
  const V a62 = S(1.0) + a61;
  const V a63 = inverse<V>(a62);
  const V a64 = a63 * y[13];
  const V a65 = p.c21 + a64;
  const V a66 = inverse<V>(a65);
  const V a67 = a64 * a66;
  const V a68 = p.c19 * a67;
  const V a69 = p.c22 * a64;
  const V a70 = a68 + a69;
  const V a71 = p.c8 * a70;
  const V a72 = a63 * y[14];
  const V a73 = p.c24 + a72;
  const V a74 = inverse<V>(a73);
  const V a75 = a72 * a74;
  const V a76 = p.c23 * a75;
  const V a77 = p.c22 * a72;
  const V a78 = a76 + a77;
  const V a79 = p.c8 * a78;
  const V a80 = a71 + a79;
  const V a81 = a63 * y[15];
  const V a82 = p.c26 + a81;
  const V a83 = inverse<V>(a82);
  const V a84 = a81 * a83;
  const V a85 = p.c25 * a84;
  const V a86 = p.c22 * a81;
  const V a87 = a85 + a86;
  const V a88 = p.c8 * a87;
  const V a89 = a80 + a88;
  const V a90 = a89 + a34;
  const V a91 = a90 + a40;
  const V a92 = a91 + a46;
  const V a93 = a92 + a49;
  const V a94 = p.c28 * a38;
  const V a95 = p.c27 * a94;
  const V a96 = a95 + a39;
  const V a97 = a96 + a42;
  const V a98 = a97 + a48;
  const V a99 = p.c31 * a38;
  const V a100 = t - p.c34;
  const V a101 = S(0.2617993877991494) * a100;
  const V a102 = lane_cos(a101);
  const V a103 = p.c33 * a102;
  const V a104 = S(1.0) - a103;
  const V a105 = p.c32 * a104;
  const V a106 = a99 - a105;
  const V a107 = p.c30 * a106;
  const V a108 = decay(a107);
  const V a109 = softplus(a107, a108);
  const V a110 = p.c35 * a105;
  const V a111 = decay(a110);
  const V a112 = softplus(a110, a111);
  const V a113 = a109 - a112;
  const V a114 = p.c29 * a113;
  const V a115 = a98 + a114;
  const V a116 = p.c36 * a94;
  const V a117 = a115 + a116;
  const V a118 = s.c37 * a94;
  const V a119 = a117 + a118;
  const V a120 = a93 - a119;
  const V a121 = s.c18 + a120;
  const V a122 = a25 + a20;
  const V a123 = a122 + a95;
  const V a124 = a32 * y[13];
  const V a125 = a124 + a71;
  const V a126 = a123 - a125;
  const V a127 = a32 * y[14];
  const V a128 = a127 + a79;
  const V a129 = a124 - a128;
  const V a130 = a33 + a88;
  const V a131 = a127 - a130;
  const V a132 = a94 - S(1.0);
  const V a133 = p.c40 * a132;
  const V a134 = S(1.0) + a133;
  const V a135 = p.c39 * a134;
  const V a136 = a135 - y[16];
  const V a137 = p.c38 * a136;
  const V a138 = p.c43 * a132;
  const V a139 = S(1.0) + a138;
  const V a140 = p.c42 * a139;
  const V a141 = a140 - y[17];
  const V a142 = p.c41 * a141;
  const V a143 = a116 + a118;
  f[0] = a8;
  f[1] = a15;
  f[2] = a19;
  f[3] = a21;
  f[4] = a24;
  f[5] = a27;
  f[6] = a28;
  f[7] = a31;
  f[8] = a37;
  f[9] = a41;
  f[10] = a47;
  f[11] = a50;
  f[12] = a121;
  f[13] = a126;
  f[14] = a129;
  f[15] = a131;
  f[16] = a137;
  f[17] = a142;
  f[18] = a35;
  f[19] = a7;
  f[20] = s.c44;
  f[21] = a114;
  f[22] = a143;
  f[23] = a95;
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
  const V a33 = a32 * y[15];
  const V a34 = p.c9 * y[8];
  const V a35 = p.c3 * y[8];
  const V a36 = a34 + a35;
  const V a37 = a33 - a36;
  const V a38 = p.c11 * y[12];
  const V a39 = p.c10 * a38;
  const V a40 = p.c12 * y[9];
  const V a41 = a39 - a40;
  const V a42 = p.c13 * a38;
  const V a43 = p.c15 * y[10];
  const V a44 = a43 * a43;
  const V a45 = a44 * a43;
  const V a46 = p.c14 * a45;
  const V a47 = a42 - a46;
  const V a48 = p.c16 * a38;
  const V a49 = p.c17 * y[11];
  const V a50 = a48 - a49;
  const V a51 = y[6] + y[7];
  const V a52 = y[3] + y[13];
  const V a53 = a52 + y[14];
  const V a54 = a53 + y[15];
  const V a55 = a51 + a54;
  const V a56 = a55 + S(0.001);
  const V a57 = inverse<V>(a56);
  const V a58 = a51 * a57;
  const V a59 = p.c20 * a58;
  const V a60 = a59 * a59;
  const V a61 = a60 * a59;
  const V a62 = S(1.0) + a61;
  const V a63 = inverse<V>(a62);
  const V a64 = a63 * y[13];
  const V a65 = p.c21 + a64;
  const V a66 = inverse<V>(a65);
  const V a67 = a64 * a66;
  const V a68 = p.c19 * a67;
  const V a69 = p.c22 * a64;
  const V a70 = a68 + a69;
  const V a71 = p.c8 * a70;
  const V a72 = a63 * y[14];
  const V a73 = p.c24 + a72;
  const V a74 = inverse<V>(a73);
  const V a75 = a72 * a74;
  const V a76 = p.c23 * a75;
  const V a77 = p.c22 * a72;
  const V a78 = a76 + a77;
  const V a79 = p.c8 * a78;
  const V a80 = a71 + a79;
  const V a81 = a63 * y[15];
  const V a82 = p.c26 + a81;
  const V a83 = inverse<V>(a82);
  const V a84 = a81 * a83;
  const V a85 = p.c25 * a84;
  const V a86 = p.c22 * a81;
  const V a87 = a85 + a86;
  const V a88 = p.c8 * a87;
  const V a89 = a80 + a88;
  const V a90 = a89 + a34;
  const V a91 = a90 + a40;
  const V a92 = a91 + a46;
  const V a93 = a92 + a49;
  const V a94 = p.c28 * a38;
  const V a95 = p.c27 * a94;
  const V a96 = a95 + a39;
  const V a97 = a96 + a42;
  const V a98 = a97 + a48;
  const V a99 = p.c31 * a38;
  const V a100 = t - p.c34;
  const V a101 = S(0.2617993877991494) * a100;
  const V a102 = lane_cos(a101);
  const V a103 = p.c33 * a102;
  const V a104 = S(1.0) - a103;
  const V a105 = p.c32 * a104;
  const V a106 = a99 - a105;
  const V a107 = p.c30 * a106;
  const V a108 = decay(a107);
  const V a109 = softplus(a107, a108);
  const V a110 = p.c35 * a105;
  const V a111 = decay(a110);
  const V a112 = softplus(a110, a111);
  const V a113 = a109 - a112;
  const V a114 = p.c29 * a113;
  const V a115 = a98 + a114;
  const V a116 = p.c36 * a94;
  const V a117 = a115 + a116;
  const V a118 = s.c37 * a94;
  const V a119 = a117 + a118;
  const V a120 = a93 - a119;
  const V a121 = s.c18 + a120;
  const V a122 = a25 + a20;
  const V a123 = a122 + a95;
  const V a124 = a32 * y[13];
  const V a125 = a124 + a71;
  const V a126 = a123 - a125;
  const V a127 = a32 * y[14];
  const V a128 = a127 + a79;
  const V a129 = a124 - a128;
  const V a130 = a33 + a88;
  const V a131 = a127 - a130;
  const V a132 = a94 - S(1.0);
  const V a133 = p.c40 * a132;
  const V a134 = S(1.0) + a133;
  const V a135 = p.c39 * a134;
  const V a136 = a135 - y[16];
  const V a137 = p.c38 * a136;
  const V a138 = p.c43 * a132;
  const V a139 = S(1.0) + a138;
  const V a140 = p.c42 * a139;
  const V a141 = a140 - y[17];
  const V a142 = p.c41 * a141;
  const V a143 = a116 + a118;
  const V a144 = S(1.0) - a2;
  const V a145 = a144 * a1;
  const V a146 = p.c45 * a145;
  const V a147 = a146 * y[5];
  const V a148 = -a147;
  const V a149 = -a5;
  const V a150 = S(1.0) - a11;
  const V a151 = a150 * a10;
  const V a152 = p.c5 * a151;
  const V a153 = -a152;
  const V a154 = a153 * y[1];
  const V a155 = a154 + a14;
  const V a156 = -a155;
  const V a157 = a152 * y[2];
  const V a158 = s.c6 + a13;
  const V a159 = a152 * y[3];
  const V a160 = a152 * y[1];
  const V a161 = a160 + a13;
  const V a162 = -a161;
  const V a163 = a146 * y[4];
  const V a164 = a163 + a5;
  const V a165 = -a164;
  const V a166 = -a165;
  const V a167 = -a157;
  const V a168 = s.c7 + a5;
  const V a169 = a153 * y[6];
  const V a170 = -a169;
  const V a171 = -a14;
  const V a172 = a152 * y[6];
  const V a173 = -a172;
  const V a174 = a146 * y[7];
  const V a175 = -a174;
  const V a176 = -a175;
  const V a177 = -a149;
  const V a178 = S(3.0) * a146;
  const V a179 = a178 * y[15];
  const V a180 = -a179;
  const V a181 = -a32;
  const V a182 = a43 * a43;
  const V a183 = p.c49 * a182;
  const V a184 = p.c15 * a44;
  const V a185 = a183 + a184;
  const V a186 = p.c14 * a185;
  const V a187 = p.c19 - a68;
  const V a188 = a187 * a66;
  const V a189 = a188 + p.c22;
  const V a190 = p.c8 * a189;
  const V a191 = S(2.0) * a59;
  const V a192 = a58 * a57;
  const V a193 = p.c52 * a192;
  const V a194 = a191 * a193;
  const V a195 = a194 * a59;
  const V a196 = a60 * a193;
  const V a197 = a195 + a196;
  const V a198 = a63 * a197;
  const V a199 = a198 * a63;
  const V a200 = -a199;
  const V a201 = a200 * y[13];
  const V a202 = a190 * a201;
  const V a203 = p.c23 - a76;
  const V a204 = a203 * a74;
  const V a205 = a204 + p.c22;
  const V a206 = p.c8 * a205;
  const V a207 = a200 * y[14];
  const V a208 = a206 * a207;
  const V a209 = a202 + a208;
  const V a210 = p.c25 - a85;
  const V a211 = a210 * a83;
  const V a212 = a211 + p.c22;
  const V a213 = p.c8 * a212;
  const V a214 = a200 * y[15];
  const V a215 = a213 * a214;
  const V a216 = a209 + a215;
  const V a217 = -a216;
  const V a218 = S(1.0) - a58;
  const V a219 = a218 * a57;
  const V a220 = p.c20 * a219;
  const V a221 = a191 * a220;
  const V a222 = a221 * a59;
  const V a223 = a60 * a220;
  const V a224 = a222 + a223;
  const V a225 = a63 * a224;
  const V a226 = a225 * a63;
  const V a227 = -a226;
  const V a228 = a190 * a227;
  const V a229 = a228 * y[13];
  const V a230 = a206 * a227;
  const V a231 = a230 * y[14];
  const V a232 = a229 + a231;
  const V a233 = a213 * a227;
  const V a234 = a233 * y[15];
  const V a235 = a232 + a234;
  const V a236 = -a235;
  const V a237 = -a186;
  const V a238 = logistic(a107, a108);
  const V a239 = p.c59 * a238;
  const V a240 = s.c58 + a239;
  const V a241 = a201 + a63;
  const V a242 = a190 * a241;
  const V a243 = a242 + a208;
  const V a244 = a243 + a215;
  const V a245 = -a244;
  const V a246 = a207 + a63;
  const V a247 = a206 * a246;
  const V a248 = a202 + a247;
  const V a249 = a248 + a215;
  const V a250 = -a249;
  const V a251 = a214 + a63;
  const V a252 = a213 * a251;
  const V a253 = a209 + a252;
  const V a254 = -a253;
  const V a255 = -a159;
  const V a256 = a202 - a13;
  const V a257 = a178 * y[13];
  const V a258 = a32 + a242;
  const V a259 = a178 * y[14];
  const V a260 = a259 - a257;
  const V a261 = a208 - a32;
  const V a262 = a32 + a247;
  const V a263 = a179 - a259;
  const V a264 = a215 - a32;
  const V a265 = a32 + a252;
  const V a266 = -a239;
  const V a267 = lane_sin(a101);
  const V a268 = p.c69 * a267;
  const V a269 = a238 * a268;
  const V a270 = logistic(a110, a111);
  const V a271 = a270 * a268;
  const V a272 = a269 - a271;
  const V a273 = p.c29 * a272;
  const V a274 = -a273;
  f[0] = a8;
  f[1] = a15;
  f[2] = a19;
  f[3] = a21;
  f[4] = a24;
  f[5] = a27;
  f[6] = a28;
  f[7] = a31;
  f[8] = a37;
  f[9] = a41;
  f[10] = a47;
  f[11] = a50;
  f[12] = a121;
  f[13] = a126;
  f[14] = a129;
  f[15] = a131;
  f[16] = a137;
  f[17] = a142;
  f[18] = a35;
  f[19] = a7;
  f[20] = s.c44;
  f[21] = a114;
  f[22] = a143;
  f[23] = a95;
  n[0] = a148;
  n[1] = a149;
  n[2] = a156;
  n[3] = a157;
  n[4] = a158;
  n[5] = a159;
  n[6] = a13;
  n[7] = a162;
  n[8] = a166;
  n[9] = a167;
  n[10] = a14;
  n[11] = a147;
  n[12] = a168;
  n[13] = a170;
  n[14] = a171;
  n[15] = a173;
  n[16] = a176;
  n[17] = a177;
  n[18] = a180;
  n[19] = a181;
  n[20] = a186;
  n[21] = a217;
  n[22] = a236;
  n[23] = a237;
  n[24] = a240;
  n[25] = a245;
  n[26] = a250;
  n[27] = a254;
  n[28] = a255;
  n[29] = a256;
  n[30] = a257;
  n[31] = a229;
  n[32] = a258;
  n[33] = a202;
  n[34] = a208;
  n[35] = a260;
  n[36] = a231;
  n[37] = a261;
  n[38] = a262;
  n[39] = a215;
  n[40] = a263;
  n[41] = a234;
  n[42] = a264;
  n[43] = a265;
  n[44] = a266;
  drift[0] = a274;
  drift[1] = a273;
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
  u[9] = p.c53 * u[8];
  u[10] = n[27] - u[9] * n[19];
  u[11] = inverse<V>(g + p.c12);
  u[12] = p.c54 * u[11];
  u[13] = inverse<V>(g + n[20]);
  u[14] = n[23] * u[13];
  u[15] = inverse<V>(g + p.c17);
  u[16] = p.c55 * u[15];
  u[17] = inverse<V>(g + n[24] - u[12] * p.c48 - u[14] * p.c50 - u[16] * p.c51);
  u[18] = p.c61 * u[17];
  u[19] = n[33] - u[18] * n[26];
  u[20] = n[33] - u[18] * u[10];
  u[21] = inverse<V>(g + n[32] - u[18] * n[25]);
  u[22] = n[37] * u[21];
  u[23] = n[34] - u[22] * u[20];
  u[24] = n[39] * u[21];
  u[25] = n[42] - u[24] * u[19];
  u[26] = inverse<V>(g + n[38] - u[22] * u[19]);
  u[27] = u[25] * u[26];
  u[28] = inverse<V>(g + n[43] - u[24] * u[20] - u[27] * u[23]);
  u[29] = inverse<V>(g + p.c63);
  u[30] = inverse<V>(g + p.c65);
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
  b[13] -= n[28] * b[1];
  b[2] *= u[2];
  b[3] -= s.c46 * b[2];
  b[5] -= n[10] * b[2];
  b[3] *= u[3];
  b[12] -= n[21] * b[3];
  b[13] -= n[29] * b[3];
  b[14] -= n[34] * b[3];
  b[15] -= n[39] * b[3];
  b[4] *= u[4];
  b[5] -= n[11] * b[4];
  b[7] -= n[16] * b[4];
  b[8] -= n[18] * b[4];
  b[13] -= n[30] * b[4];
  b[14] -= n[35] * b[4];
  b[15] -= n[40] * b[4];
  b[5] *= u[5];
  b[13] -= s.c60 * b[5];
  b[6] *= u[6];
  b[7] -= n[10] * b[6];
  b[12] -= n[22] * b[6];
  b[13] -= n[31] * b[6];
  b[14] -= n[36] * b[6];
  b[15] -= n[41] * b[6];
  b[7] *= u[7];
  b[12] -= n[22] * b[7];
  b[13] -= n[31] * b[7];
  b[14] -= n[36] * b[7];
  b[15] -= n[41] * b[7];
  b[12] -= u[9] * b[8];
  b[12] -= u[12] * b[9];
  b[12] -= u[14] * b[10];
  b[12] -= u[16] * b[11];
  b[13] -= u[18] * b[12];
  b[14] -= u[22] * b[13];
  b[15] -= u[24] * b[13];
  b[15] -= u[27] * b[14];
  b[15] *= u[28];
  b[14] = u[26] * (b[14] - u[23] * b[15]);
  b[13] = u[21] * (b[13] - u[19] * b[14] - u[20] * b[15]);
  b[12] = u[17] * (b[12] - n[25] * b[13] - n[26] * b[14] - u[10] * b[15]);
  b[11] = u[15] * (b[11] - p.c51 * b[12]);
  b[10] = u[13] * (b[10] - p.c50 * b[12]);
  b[9] = u[11] * (b[9] - p.c48 * b[12]);
  b[8] = u[8] * (b[8] - n[19] * b[15]);
  b[0] = u[0] * (b[0] - n[0] * b[4] - n[1] * b[5]);
  b[16] = u[29] * (b[16] - p.c62 * b[12]);
  b[17] = u[30] * (b[17] - p.c64 * b[12]);
  (void)s;
}

// b + J k, for the states that only count.
template <class V>
INLINE void count(const Personal<V>& p, const Steady<V>& s, const V* n, const V* k, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[18] -= p.c66 * k[8];
  b[19] -= p.c66 * k[0];
  b[21] -= n[44] * k[12];
  b[22] -= s.c68 * k[12];
  b[23] -= p.c61 * k[12];
  (void)p; (void)s; (void)n; (void)k; (void)b;
}

// b + x * drift, for those of these states that drift.
template <class V>
INLINE void add_drift(const V* drift, const V x, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[12] += x * drift[0];
}

// b + x * drift, for those of these states that drift.
template <class V>
INLINE void add_drift_of_counters(const V* drift, const V x, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[21] += x * drift[1];
}

}  // namespace lean
