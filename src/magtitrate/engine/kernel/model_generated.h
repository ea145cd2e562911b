// Made by scripts/generate_kernel from src/magtitrate/body: do not edit, run the script.
//
// Lanes V, one number per lane; S is the number of one lane.

constexpr int MODEL_STATES = 30;
constexpr int PARAMETERS = 66;
constexpr int INPUTS = 8;
constexpr double CLOCK_H = 24.0;  // the slope is the same one such period later
constexpr char MODEL_KEY[] = "99292e5bf87041e3";

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
//   14  fast
//   15  tissue
//   16  bone
//   17  colon_dissolved
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
constexpr int ORDER[] = {11, 21, 0, 1, 2, 6, 23, 24, 22, 3, 4, 5, 25, 26, 14, 15, 16, 10, 17, 7, 8, 9, 28, 29, 12, 13, 18, 19, 20, 27};  // place here -> row of the model
constexpr int PLACE[] = {2, 3, 4, 9, 10, 11, 5, 19, 20, 21, 17, 0, 24, 25, 14, 15, 16, 18, 26, 27, 28, 1, 8, 6, 7, 12, 13, 29, 22, 23};
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
  V c14;  // plasma.fast_exchange_l_per_h
  V c15;  // 1/plasma.volume_l
  V c16;  // plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c17;  // stores.tissue_exchange_l_per_h
  V c18;  // stores.tissue_exchange_l_per_h*plasma.reference_mmol_per_l
  V c19;  // 1/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c20;  // stores.bone_exchange_l_per_h
  V c21;  // stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c22;  // gut.secretion_colon_share
  V c23;  // gut.secretion_mmol_per_h
  V c24;  // 1/plasma.reference_mmol_per_l
  V c25;  // gut.absorption_scale
  V c26;  // gut.absorption_scale*gut.colon_leak_rate
  V c28;  // gut.carrier_share_1*gut.carrier_vmax
  V c29;  // 1/gut.phytate_half_share
  V c30;  // gut.carrier_share_1*gut.carrier_km
  V c31;  // gut.leak_rate
  V c32;  // gut.carrier_share_2*gut.carrier_vmax
  V c33;  // gut.carrier_share_2*gut.carrier_km
  V c34;  // gut.carrier_share_3*gut.carrier_vmax
  V c35;  // gut.carrier_share_3*gut.carrier_km
  V c36;  // 1 - gut.secretion_colon_share
  V c37;  // kidney.gfr_l_per_h*kidney.splay
  V c38;  // 1/kidney.splay
  V c39;  // plasma.ultrafiltrable_fraction
  V c40;  // kidney.tm
  V c41;  // kidney.circadian_amplitude
  V c42;  // kidney.circadian_peak_h
  V c43;  // -1/kidney.splay
  V c44;  // losses.skin_mmol_per_h
  V c46;  // 1/stores.red_cell_turnover_h
  V c47;  // stores.red_cell_mmol_per_l
  V c48;  // stores.red_cell_elasticity
  V c49;  // 1/stores.csf_turnover_h
  V c50;  // stores.csf_mmol_per_l
  V c51;  // stores.csf_elasticity
  V c53;  // gut.flush_per_l/gut.small_bowel_transit_h
  V c54;  // (1/gut.fed_transit_factor - 1)/gut.small_bowel_transit_h
  V c58;  // -1*-1*gut.water_uptake_per_h
  V c59;  // -1*plasma.fast_exchange_l_per_h/plasma.volume_l
  V c60;  // 2/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c61;  // -1*stores.tissue_exchange_l_per_h/plasma.volume_l
  V c62;  // -1*stores.bone_exchange_l_per_h/plasma.volume_l
  V c63;  // gut.absorption_scale*gut.colon_leak_rate + 1/gut.colon_transit_h
  V c64;  // -1*gut.secretion_mmol_per_h*gut.secretion_colon_share/(plasma.volume_l*plasma.reference...
  V c65;  // -1/gut.phytate_half_share
  V c66;  // -1*plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c67;  // -1*stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c68;  // -1*gut.absorption_scale*gut.colon_leak_rate
  V c69;  // gut.secretion_mmol_per_h*(1 - gut.secretion_colon_share)/(plasma.volume_l*plasma.refere...
  V c70;  // 1/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c72;  // kidney.gfr_l_per_h*kidney.splay*plasma.ultrafiltrable_fraction/(plasma.volume_l*kidney....
  V c76;  // -1*gut.secretion_mmol_per_h*(1 - gut.secretion_colon_share)/(plasma.volume_l*plasma.ref...
  V c77;  // -1*stores.red_cell_mmol_per_l*stores.red_cell_elasticity/(stores.red_cell_turnover_h*pl...
  V c78;  // -1*-1/stores.red_cell_turnover_h
  V c79;  // -1*stores.csf_mmol_per_l*stores.csf_elasticity/(stores.csf_turnover_h*plasma.volume_l*p...
  V c80;  // -1*-1/stores.csf_turnover_h
  V c81;  // -1*1/gut.colon_transit_h
  V c82;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c84;  // -1*gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c85;  // -0.261799*kidney.tm*kidney.circadian_amplitude/kidney.splay
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
  p.c14 = theta[44];
  const V a14 = S(1.0) / theta[42];
  p.c15 = a14;
  const V a16 = theta[44] / theta[43];
  p.c16 = a16;
  p.c17 = theta[55];
  const V a19 = theta[55] * theta[48];
  p.c18 = a19;
  const V a21 = theta[54] * theta[48];
  const V a22 = S(1.0) / a21;
  p.c19 = a22;
  p.c20 = theta[57];
  const V a25 = theta[57] / theta[56];
  p.c21 = a25;
  p.c22 = theta[18];
  p.c23 = theta[17];
  const V a29 = S(1.0) / theta[48];
  p.c24 = a29;
  p.c25 = theta[0];
  const V a32 = theta[0] * theta[7];
  p.c26 = a32;
  const V a34 = theta[3] * theta[1];
  p.c28 = a34;
  const V a36 = S(1.0) / theta[16];
  p.c29 = a36;
  const V a38 = theta[3] * theta[2];
  p.c30 = a38;
  p.c31 = theta[6];
  const V a41 = theta[4] * theta[1];
  p.c32 = a41;
  const V a43 = theta[4] * theta[2];
  p.c33 = a43;
  const V a45 = theta[5] * theta[1];
  p.c34 = a45;
  const V a47 = theta[5] * theta[2];
  p.c35 = a47;
  const V a49 = S(1.0) - theta[18];
  p.c36 = a49;
  const V a51 = theta[49] * theta[51];
  p.c37 = a51;
  const V a53 = S(1.0) / theta[51];
  p.c38 = a53;
  p.c39 = theta[45];
  p.c40 = theta[50];
  p.c41 = theta[52];
  p.c42 = theta[53];
  const V a59 = S(-1.0) / theta[51];
  p.c43 = a59;
  p.c44 = theta[64];
  const V a62 = S(1.0) / theta[60];
  p.c46 = a62;
  p.c47 = theta[58];
  p.c48 = theta[59];
  const V a66 = S(1.0) / theta[63];
  p.c49 = a66;
  p.c50 = theta[61];
  p.c51 = theta[62];
  const V a70 = theta[13] / theta[11];
  p.c53 = a70;
  const V a72 = a3 / theta[11];
  p.c54 = a72;
  const V a74 = -theta[14];
  const V a75 = -a74;
  p.c58 = a75;
  const V a77 = theta[44] / theta[42];
  const V a78 = -a77;
  p.c59 = a78;
  const V a80 = S(2.0) / a21;
  p.c60 = a80;
  const V a82 = theta[55] / theta[42];
  const V a83 = -a82;
  p.c61 = a83;
  const V a85 = theta[57] / theta[42];
  const V a86 = -a85;
  p.c62 = a86;
  const V a88 = a32 + a7;
  p.c63 = a88;
  const V a90 = theta[17] * theta[18];
  const V a91 = theta[42] * theta[48];
  const V a92 = a90 / a91;
  const V a93 = -a92;
  p.c64 = a93;
  const V a95 = S(-1.0) / theta[16];
  p.c65 = a95;
  const V a97 = -a16;
  p.c66 = a97;
  const V a99 = -a25;
  p.c67 = a99;
  const V a101 = -a32;
  p.c68 = a101;
  const V a103 = theta[17] * a49;
  const V a104 = a103 / a91;
  const V a105 = a104 + a92;
  const V a106 = a105 + a77;
  const V a107 = a106 + a82;
  const V a108 = a107 + a85;
  const V a109 = theta[64] / a91;
  const V a110 = a108 + a109;
  p.c69 = a110;
  const V a112 = S(1.0) / a91;
  p.c70 = a112;
  const V a114 = a51 * theta[45];
  const V a115 = theta[42] * theta[51];
  const V a116 = a114 / a115;
  p.c72 = a116;
  const V a118 = -a104;
  p.c76 = a118;
  const V a120 = theta[58] * theta[59];
  const V a121 = theta[60] * theta[42];
  const V a122 = a121 * theta[48];
  const V a123 = a120 / a122;
  const V a124 = -a123;
  p.c77 = a124;
  const V a126 = S(-1.0) / theta[60];
  const V a127 = -a126;
  p.c78 = a127;
  const V a129 = theta[61] * theta[62];
  const V a130 = theta[63] * theta[42];
  const V a131 = a130 * theta[48];
  const V a132 = a129 / a131;
  const V a133 = -a132;
  p.c79 = a133;
  const V a135 = S(-1.0) / theta[63];
  const V a136 = -a135;
  p.c80 = a136;
  const V a138 = -a7;
  p.c81 = a138;
  const V a140 = -a109;
  p.c82 = a140;
  const V a142 = theta[17] / a91;
  const V a143 = -a142;
  p.c84 = a143;
  const V a145 = S(-0.2617993877991494) * theta[50];
  const V a146 = a145 * theta[52];
  const V a147 = a146 / theta[51];
  p.c85 = a147;
}

template <class V> struct Steady {  // once per stretch
  V c7;  // dissolution_stomach_solid
  V c8;  // dissolution_stomach_acid_solid
  V c9;  // dissolution_stomach_slow_solid
  V c11;  // dissolution_bowel_solid
  V c12;  // dissolution_bowel_acid_solid
  V c13;  // dissolution_bowel_slow_solid
  V c27;  // infusion_mmol_per_h
  V c45;  // sweat_mmol_per_h
  V c52;  // -1*infusion_mmol_per_h
  V c55;  // -1*dissolution_stomach_solid
  V c56;  // -1*dissolution_stomach_acid_solid
  V c57;  // -1*dissolution_stomach_slow_solid
  V c71;  // gut.secretion_mmol_per_h*(1 - gut.secretion_colon_share)/(plasma.volume_l*plasma.refere...
  V c73;  // -1*dissolution_bowel_solid
  V c74;  // -1*dissolution_bowel_acid_solid
  V c75;  // -1*dissolution_bowel_slow_solid
  V c83;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + -1*1/(plasma....
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
  s.c27 = given[6];
  s.c45 = given[7];
  const V a8 = -given[6];
  s.c52 = a8;
  const V a10 = -given[0];
  s.c55 = a10;
  const V a12 = -given[2];
  s.c56 = a12;
  const V a14 = -given[4];
  s.c57 = a14;
  const V a16 = p.c70 * given[7];
  const V a17 = p.c69 + a16;
  s.c71 = a17;
  const V a19 = -given[1];
  s.c73 = a19;
  const V a21 = -given[3];
  s.c74 = a21;
  const V a23 = -given[5];
  s.c75 = a23;
  const V a25 = -a16;
  const V a26 = p.c82 + a25;
  s.c83 = a26;
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
  const V a59 = p.c15 * y[18];
  const V a60 = p.c14 * a59;
  const V a61 = p.c16 * y[14];
  const V a62 = a60 - a61;
  const V a63 = p.c17 * a59;
  const V a64 = p.c19 * y[15];
  const V a65 = a64 * a64;
  const V a66 = a65 * a64;
  const V a67 = p.c18 * a66;
  const V a68 = a63 - a67;
  const V a69 = p.c20 * a59;
  const V a70 = p.c21 * y[16];
  const V a71 = a69 - a70;
  const V a72 = S(3.0) * a8;
  const V a73 = a72 * y[21];
  const V a74 = p.c24 * a59;
  const V a75 = p.c23 * a74;
  const V a76 = p.c22 * a75;
  const V a77 = a73 + a76;
  const V a78 = p.c26 * y[17];
  const V a79 = p.c4 * y[17];
  const V a80 = a78 + a79;
  const V a81 = a77 - a80;
  const V a82 = y[12] + y[13];
  const V a83 = y[5] + y[19];
  const V a84 = a83 + y[20];
  const V a85 = a84 + y[21];
  const V a86 = a82 + a85;
  const V a87 = a86 + S(0.001);
  const V a88 = inverse<V>(a87);
  const V a89 = a82 * a88;
  const V a90 = p.c29 * a89;
  const V a91 = a90 * a90;
  const V a92 = a91 * a90;
  const V a93 = S(1.0) + a92;
  const V a94 = inverse<V>(a93);
  const V a95 = a94 * y[19];
  const V a96 = p.c30 + a95;
  const V a97 = inverse<V>(a96);
  const V a98 = a95 * a97;
  const V a99 = p.c28 * a98;
  const V a100 = p.c31 * a95;
  const V a101 = a99 + a100;
  const V a102 = p.c25 * a101;
  const V a103 = a94 * y[20];
  const V a104 = p.c33 + a103;
  const V a105 = inverse<V>(a104);
  const V a106 = a103 * a105;
  const V a107 = p.c32 * a106;
  const V a108 = p.c31 * a103;
  const V a109 = a107 + a108;
  const V a110 = p.c25 * a109;
  const V a111 = a102 + a110;
  const V a112 = a94 * y[21];
  const V a113 = p.c35 + a112;
  const V a114 = inverse<V>(a113);
  const V a115 = a112 * a114;
  const V a116 = p.c34 * a115;
  const V a117 = p.c31 * a112;
  const V a118 = a116 + a117;
  const V a119 = p.c25 * a118;
  const V a120 = a111 + a119;
  const V a121 = a120 + a78;
  const V a122 = a121 + a61;
  const V a123 = a122 + a67;
  const V a124 = a123 + a70;
  const V a125 = p.c36 * a75;
  const V a126 = a125 + a76;
  const V a127 = a126 + a60;
  const V a128 = a127 + a63;
  const V a129 = a128 + a69;
  const V a130 = p.c39 * a59;
  const V a131 = t - p.c42;
  const V a132 = S(0.2617993877991494) * a131;
  const V a133 = lane_cos(a132);
  const V a134 = p.c41 * a133;
  const V a135 = S(1.0) - a134;
  const V a136 = p.c40 * a135;
  const V a137 = a130 - a136;
  const V a138 = p.c38 * a137;
  const V a139 = decay(a138);
  const V a140 = softplus(a138, a139);
  const V a141 = p.c43 * a136;
  const V a142 = decay(a141);
  const V a143 = softplus(a141, a142);
  const V a144 = a140 - a143;
  const V a145 = p.c37 * a144;
  const V a146 = a129 + a145;
  const V a147 = p.c44 * a74;
  const V a148 = a146 + a147;
  const V a149 = s.c45 * a74;
  const V a150 = a148 + a149;
  const V a151 = a124 - a150;
  const V a152 = s.c27 + a151;
  const V a153 = a46 + a49;
  const V a154 = a153 + a52;
  const V a155 = a154 + a37;
  const V a156 = a155 + a125;
  const V a157 = a72 * y[19];
  const V a158 = a157 + a102;
  const V a159 = a156 - a158;
  const V a160 = a72 * y[20];
  const V a161 = a160 + a110;
  const V a162 = a157 - a161;
  const V a163 = a73 + a119;
  const V a164 = a160 - a163;
  const V a165 = a74 - S(1.0);
  const V a166 = p.c48 * a165;
  const V a167 = S(1.0) + a166;
  const V a168 = p.c47 * a167;
  const V a169 = a168 - y[22];
  const V a170 = p.c46 * a169;
  const V a171 = p.c51 * a165;
  const V a172 = S(1.0) + a171;
  const V a173 = p.c50 * a172;
  const V a174 = a173 - y[23];
  const V a175 = p.c49 * a174;
  const V a176 = a147 + a149;
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
  f[14] = a62;
  f[15] = a68;
  f[16] = a71;
  f[17] = a81;
  f[18] = a152;
  f[19] = a159;
  f[20] = a162;
  f[21] = a164;
  f[22] = a170;
  f[23] = a175;
  f[24] = a79;
  f[25] = a14;
  f[26] = s.c52;
  f[27] = a145;
  f[28] = a176;
  f[29] = a75;
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
  const V a59 = p.c15 * y[18];
  const V a60 = p.c14 * a59;
  const V a61 = p.c16 * y[14];
  const V a62 = a60 - a61;
  const V a63 = p.c17 * a59;
  const V a64 = p.c19 * y[15];
  const V a65 = a64 * a64;
  const V a66 = a65 * a64;
  const V a67 = p.c18 * a66;
  const V a68 = a63 - a67;
  const V a69 = p.c20 * a59;
  const V a70 = p.c21 * y[16];
  const V a71 = a69 - a70;
  const V a72 = S(3.0) * a8;
  const V a73 = a72 * y[21];
  const V a74 = p.c24 * a59;
  const V a75 = p.c23 * a74;
  const V a76 = p.c22 * a75;
  const V a77 = a73 + a76;
  const V a78 = p.c26 * y[17];
  const V a79 = p.c4 * y[17];
  const V a80 = a78 + a79;
  const V a81 = a77 - a80;
  const V a82 = y[12] + y[13];
  const V a83 = y[5] + y[19];
  const V a84 = a83 + y[20];
  const V a85 = a84 + y[21];
  const V a86 = a82 + a85;
  const V a87 = a86 + S(0.001);
  const V a88 = inverse<V>(a87);
  const V a89 = a82 * a88;
  const V a90 = p.c29 * a89;
  const V a91 = a90 * a90;
  const V a92 = a91 * a90;
  const V a93 = S(1.0) + a92;
  const V a94 = inverse<V>(a93);
  const V a95 = a94 * y[19];
  const V a96 = p.c30 + a95;
  const V a97 = inverse<V>(a96);
  const V a98 = a95 * a97;
  const V a99 = p.c28 * a98;
  const V a100 = p.c31 * a95;
  const V a101 = a99 + a100;
  const V a102 = p.c25 * a101;
  const V a103 = a94 * y[20];
  const V a104 = p.c33 + a103;
  const V a105 = inverse<V>(a104);
  const V a106 = a103 * a105;
  const V a107 = p.c32 * a106;
  const V a108 = p.c31 * a103;
  const V a109 = a107 + a108;
  const V a110 = p.c25 * a109;
  const V a111 = a102 + a110;
  const V a112 = a94 * y[21];
  const V a113 = p.c35 + a112;
  const V a114 = inverse<V>(a113);
  const V a115 = a112 * a114;
  const V a116 = p.c34 * a115;
  const V a117 = p.c31 * a112;
  const V a118 = a116 + a117;
  const V a119 = p.c25 * a118;
  const V a120 = a111 + a119;
  const V a121 = a120 + a78;
  const V a122 = a121 + a61;
  const V a123 = a122 + a67;
  const V a124 = a123 + a70;
  const V a125 = p.c36 * a75;
  const V a126 = a125 + a76;
  const V a127 = a126 + a60;
  const V a128 = a127 + a63;
  const V a129 = a128 + a69;
  const V a130 = p.c39 * a59;
  const V a131 = t - p.c42;
  const V a132 = S(0.2617993877991494) * a131;
  const V a133 = lane_cos(a132);
  const V a134 = p.c41 * a133;
  const V a135 = S(1.0) - a134;
  const V a136 = p.c40 * a135;
  const V a137 = a130 - a136;
  const V a138 = p.c38 * a137;
  const V a139 = decay(a138);
  const V a140 = softplus(a138, a139);
  const V a141 = p.c43 * a136;
  const V a142 = decay(a141);
  const V a143 = softplus(a141, a142);
  const V a144 = a140 - a143;
  const V a145 = p.c37 * a144;
  const V a146 = a129 + a145;
  const V a147 = p.c44 * a74;
  const V a148 = a146 + a147;
  const V a149 = s.c45 * a74;
  const V a150 = a148 + a149;
  const V a151 = a124 - a150;
  const V a152 = s.c27 + a151;
  const V a153 = a46 + a49;
  const V a154 = a153 + a52;
  const V a155 = a154 + a37;
  const V a156 = a155 + a125;
  const V a157 = a72 * y[19];
  const V a158 = a157 + a102;
  const V a159 = a156 - a158;
  const V a160 = a72 * y[20];
  const V a161 = a160 + a110;
  const V a162 = a157 - a161;
  const V a163 = a73 + a119;
  const V a164 = a160 - a163;
  const V a165 = a74 - S(1.0);
  const V a166 = p.c48 * a165;
  const V a167 = S(1.0) + a166;
  const V a168 = p.c47 * a167;
  const V a169 = a168 - y[22];
  const V a170 = p.c46 * a169;
  const V a171 = p.c51 * a165;
  const V a172 = S(1.0) + a171;
  const V a173 = p.c50 * a172;
  const V a174 = a173 - y[23];
  const V a175 = p.c49 * a174;
  const V a176 = a147 + a149;
  const V a177 = p.c53 * a4;
  const V a178 = a177 * y[9];
  const V a179 = a177 * y[10];
  const V a180 = a178 + a179;
  const V a181 = a177 * y[11];
  const V a182 = a180 + a181;
  const V a183 = -a182;
  const V a184 = S(1.0) - a2;
  const V a185 = a184 * a6;
  const V a186 = a185 * a1;
  const V a187 = p.c54 * a186;
  const V a188 = a187 * y[9];
  const V a189 = a187 * y[10];
  const V a190 = a188 + a189;
  const V a191 = a187 * y[11];
  const V a192 = a190 + a191;
  const V a193 = -a192;
  const V a194 = -a8;
  const V a195 = S(1.0) - a18;
  const V a196 = a195 * a17;
  const V a197 = p.c6 * a196;
  const V a198 = -a197;
  const V a199 = a198 * y[1];
  const V a200 = a199 + a21;
  const V a201 = -a200;
  const V a202 = a197 * y[2];
  const V a203 = s.c7 + a20;
  const V a204 = a197 * y[3];
  const V a205 = s.c8 + a20;
  const V a206 = a197 * y[4];
  const V a207 = s.c9 + a20;
  const V a208 = a197 * y[5];
  const V a209 = a198 * y[6];
  const V a210 = -a209;
  const V a211 = -a21;
  const V a212 = a197 * y[6];
  const V a213 = -a212;
  const V a214 = a197 * y[1];
  const V a215 = a214 + a20;
  const V a216 = -a215;
  const V a217 = a177 * y[8];
  const V a218 = -a217;
  const V a219 = -a218;
  const V a220 = a187 * y[8];
  const V a221 = a220 + a8;
  const V a222 = -a221;
  const V a223 = -a222;
  const V a224 = -a202;
  const V a225 = s.c11 + a8;
  const V a226 = -a204;
  const V a227 = s.c12 + a8;
  const V a228 = -a206;
  const V a229 = s.c13 + a8;
  const V a230 = a198 * y[12];
  const V a231 = -a230;
  const V a232 = a197 * y[12];
  const V a233 = -a232;
  const V a234 = a177 * y[13];
  const V a235 = -a234;
  const V a236 = -a235;
  const V a237 = a187 * y[13];
  const V a238 = -a237;
  const V a239 = -a238;
  const V a240 = -a194;
  const V a241 = a64 * a64;
  const V a242 = p.c60 * a241;
  const V a243 = p.c19 * a65;
  const V a244 = a242 + a243;
  const V a245 = p.c18 * a244;
  const V a246 = S(3.0) * a177;
  const V a247 = a246 * y[21];
  const V a248 = -a247;
  const V a249 = S(3.0) * a187;
  const V a250 = a249 * y[21];
  const V a251 = -a250;
  const V a252 = -a72;
  const V a253 = p.c28 - a99;
  const V a254 = a253 * a97;
  const V a255 = a254 + p.c31;
  const V a256 = p.c25 * a255;
  const V a257 = S(2.0) * a90;
  const V a258 = a89 * a88;
  const V a259 = p.c65 * a258;
  const V a260 = a257 * a259;
  const V a261 = a260 * a90;
  const V a262 = a91 * a259;
  const V a263 = a261 + a262;
  const V a264 = a94 * a263;
  const V a265 = a264 * a94;
  const V a266 = -a265;
  const V a267 = a266 * y[19];
  const V a268 = a256 * a267;
  const V a269 = p.c32 - a107;
  const V a270 = a269 * a105;
  const V a271 = a270 + p.c31;
  const V a272 = p.c25 * a271;
  const V a273 = a266 * y[20];
  const V a274 = a272 * a273;
  const V a275 = a268 + a274;
  const V a276 = p.c34 - a116;
  const V a277 = a276 * a114;
  const V a278 = a277 + p.c31;
  const V a279 = p.c25 * a278;
  const V a280 = a266 * y[21];
  const V a281 = a279 * a280;
  const V a282 = a275 + a281;
  const V a283 = -a282;
  const V a284 = S(1.0) - a89;
  const V a285 = a284 * a88;
  const V a286 = p.c29 * a285;
  const V a287 = a257 * a286;
  const V a288 = a287 * a90;
  const V a289 = a91 * a286;
  const V a290 = a288 + a289;
  const V a291 = a94 * a290;
  const V a292 = a291 * a94;
  const V a293 = -a292;
  const V a294 = a256 * a293;
  const V a295 = a294 * y[19];
  const V a296 = a272 * a293;
  const V a297 = a296 * y[20];
  const V a298 = a295 + a297;
  const V a299 = a279 * a293;
  const V a300 = a299 * y[21];
  const V a301 = a298 + a300;
  const V a302 = -a301;
  const V a303 = -a245;
  const V a304 = logistic(a138, a139);
  const V a305 = p.c72 * a304;
  const V a306 = s.c71 + a305;
  const V a307 = a267 + a94;
  const V a308 = a256 * a307;
  const V a309 = a308 + a274;
  const V a310 = a309 + a281;
  const V a311 = -a310;
  const V a312 = a273 + a94;
  const V a313 = a272 * a312;
  const V a314 = a268 + a313;
  const V a315 = a314 + a281;
  const V a316 = -a315;
  const V a317 = a280 + a94;
  const V a318 = a279 * a317;
  const V a319 = a275 + a318;
  const V a320 = -a319;
  const V a321 = -a208;
  const V a322 = a268 - a20;
  const V a323 = a246 * y[19];
  const V a324 = a249 * y[19];
  const V a325 = a72 + a308;
  const V a326 = a246 * y[20];
  const V a327 = a326 - a323;
  const V a328 = a249 * y[20];
  const V a329 = a328 - a324;
  const V a330 = a274 - a72;
  const V a331 = a72 + a313;
  const V a332 = a247 - a326;
  const V a333 = a250 - a328;
  const V a334 = a281 - a72;
  const V a335 = a72 + a318;
  const V a336 = -a305;
  const V a337 = lane_sin(a132);
  const V a338 = p.c85 * a337;
  const V a339 = a304 * a338;
  const V a340 = logistic(a141, a142);
  const V a341 = a340 * a338;
  const V a342 = a339 - a341;
  const V a343 = p.c37 * a342;
  const V a344 = -a343;
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
  f[14] = a62;
  f[15] = a68;
  f[16] = a71;
  f[17] = a81;
  f[18] = a152;
  f[19] = a159;
  f[20] = a162;
  f[21] = a164;
  f[22] = a170;
  f[23] = a175;
  f[24] = a79;
  f[25] = a14;
  f[26] = s.c52;
  f[27] = a145;
  f[28] = a176;
  f[29] = a75;
  n[0] = a183;
  n[1] = a193;
  n[2] = a194;
  n[3] = a201;
  n[4] = a202;
  n[5] = a203;
  n[6] = a204;
  n[7] = a205;
  n[8] = a206;
  n[9] = a207;
  n[10] = a208;
  n[11] = a20;
  n[12] = a210;
  n[13] = a211;
  n[14] = a213;
  n[15] = a21;
  n[16] = a216;
  n[17] = a219;
  n[18] = a223;
  n[19] = a224;
  n[20] = a178;
  n[21] = a188;
  n[22] = a225;
  n[23] = a226;
  n[24] = a179;
  n[25] = a189;
  n[26] = a227;
  n[27] = a228;
  n[28] = a181;
  n[29] = a191;
  n[30] = a229;
  n[31] = a231;
  n[32] = a233;
  n[33] = a236;
  n[34] = a239;
  n[35] = a240;
  n[36] = a245;
  n[37] = a248;
  n[38] = a251;
  n[39] = a252;
  n[40] = a283;
  n[41] = a302;
  n[42] = a303;
  n[43] = a306;
  n[44] = a311;
  n[45] = a316;
  n[46] = a320;
  n[47] = a321;
  n[48] = a322;
  n[49] = a323;
  n[50] = a324;
  n[51] = a295;
  n[52] = a325;
  n[53] = a268;
  n[54] = a274;
  n[55] = a327;
  n[56] = a329;
  n[57] = a297;
  n[58] = a330;
  n[59] = a331;
  n[60] = a281;
  n[61] = a332;
  n[62] = a333;
  n[63] = a300;
  n[64] = a334;
  n[65] = a335;
  n[66] = a336;
  drift[0] = a344;
  drift[1] = a343;
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
  u[7] = inverse<V>(g + p.c58);
  u[8] = inverse<V>(g + n[18]);
  u[9] = inverse<V>(g + n[22]);
  u[10] = inverse<V>(g + n[26]);
  u[11] = inverse<V>(g + n[30]);
  u[12] = inverse<V>(g + n[35]);
  u[13] = inverse<V>(g + p.c16);
  u[14] = p.c66 * u[13];
  u[15] = inverse<V>(g + n[36]);
  u[16] = n[42] * u[15];
  u[17] = inverse<V>(g + p.c21);
  u[18] = p.c67 * u[17];
  u[19] = inverse<V>(g + p.c63);
  u[20] = p.c68 * u[19];
  u[21] = n[46] - u[20] * n[39];
  u[22] = inverse<V>(g + n[43] - u[14] * p.c59 - u[16] * p.c61 - u[18] * p.c62 - u[20] * p.c64);
  u[23] = p.c76 * u[22];
  u[24] = n[53] - u[23] * n[45];
  u[25] = n[53] - u[23] * u[21];
  u[26] = inverse<V>(g + n[52] - u[23] * n[44]);
  u[27] = n[58] * u[26];
  u[28] = n[54] - u[27] * u[25];
  u[29] = n[60] * u[26];
  u[30] = n[64] - u[29] * u[24];
  u[31] = inverse<V>(g + n[59] - u[27] * u[24]);
  u[32] = u[30] * u[31];
  u[33] = inverse<V>(g + n[65] - u[29] * u[25] - u[32] * u[28]);
  u[34] = inverse<V>(g + p.c78);
  u[35] = inverse<V>(g + p.c80);
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
  b[5] -= s.c55 * b[2];
  b[9] -= n[15] * b[2];
  b[3] *= u[3];
  b[5] -= s.c56 * b[3];
  b[10] -= n[15] * b[3];
  b[4] *= u[4];
  b[5] -= s.c57 * b[4];
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
  b[17] -= n[37] * b[7];
  b[19] -= n[49] * b[7];
  b[20] -= n[55] * b[7];
  b[21] -= n[61] * b[7];
  b[8] *= u[8];
  b[9] -= n[21] * b[8];
  b[10] -= n[25] * b[8];
  b[11] -= n[29] * b[8];
  b[13] -= n[34] * b[8];
  b[17] -= n[38] * b[8];
  b[19] -= n[50] * b[8];
  b[20] -= n[56] * b[8];
  b[21] -= n[62] * b[8];
  b[9] *= u[9];
  b[19] -= s.c73 * b[9];
  b[10] *= u[10];
  b[19] -= s.c74 * b[10];
  b[11] *= u[11];
  b[19] -= s.c75 * b[11];
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
  b[18] -= u[16] * b[15];
  b[18] -= u[18] * b[16];
  b[18] -= u[20] * b[17];
  b[19] -= u[23] * b[18];
  b[20] -= u[27] * b[19];
  b[21] -= u[29] * b[19];
  b[21] -= u[32] * b[20];
  b[21] *= u[33];
  b[20] = u[31] * (b[20] - u[28] * b[21]);
  b[19] = u[26] * (b[19] - u[24] * b[20] - u[25] * b[21]);
  b[18] = u[22] * (b[18] - n[44] * b[19] - n[45] * b[20] - u[21] * b[21]);
  b[17] = u[19] * (b[17] - p.c64 * b[18] - n[39] * b[21]);
  b[16] = u[17] * (b[16] - p.c62 * b[18]);
  b[15] = u[15] * (b[15] - p.c61 * b[18]);
  b[14] = u[13] * (b[14] - p.c59 * b[18]);
  b[0] = u[0] * (b[0] - n[0] * b[7] - n[1] * b[8] - n[2] * b[9] - n[2] * b[10] - n[2] * b[11]);
  b[22] = u[34] * (b[22] - p.c77 * b[18]);
  b[23] = u[35] * (b[23] - p.c79 * b[18]);
  (void)s;
}

// b + J k, for the states that only count.
template <class V>
INLINE void count(const Personal<V>& p, const Steady<V>& s, const V* n, const V* k, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[24] -= p.c81 * k[17];
  b[25] -= p.c81 * k[0];
  b[27] -= n[66] * k[18];
  b[28] -= s.c83 * k[18];
  b[29] -= p.c84 * k[18];
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
//    8  fast
//    9  tissue
//   10  bone
//   11  colon_dissolved
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
constexpr int ORDER[] = {11, 21, 0, 6, 22, 3, 25, 26, 14, 15, 16, 10, 17, 7, 8, 9, 28, 29, 12, 13, 18, 19, 20, 27};  // place here -> row of the model
constexpr int PLACE[] = {2, -1, -1, 5, -1, -1, 3, 13, 14, 15, 11, 0, 18, 19, 8, 9, 10, 12, 20, 21, 22, 1, 4, -1, -1, 6, 7, 23, 16, 17};
constexpr bool LEDGER[] = {false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, true, true, true, true, true, true};
constexpr bool NEVER_NEGATIVE[] = {true, false, true, true, false, true, false, false, true, true, true, true, true, true, true, true, false, false, true, true, false, true, true, false};

template <class V> struct Personal {  // once per run
  V c0;  // 1/gut.small_bowel_transit_h
  V c1;  // 1/gut.fed_transit_factor - 1
  V c2;  // gut.food_half
  V c3;  // 1/gut.colon_transit_h
  V c4;  // gut.emptying_fasted_per_h
  V c5;  // gut.emptying_fed_per_h - gut.emptying_fasted_per_h
  V c8;  // plasma.fast_exchange_l_per_h
  V c9;  // 1/plasma.volume_l
  V c10;  // plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c11;  // stores.tissue_exchange_l_per_h
  V c12;  // stores.tissue_exchange_l_per_h*plasma.reference_mmol_per_l
  V c13;  // 1/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c14;  // stores.bone_exchange_l_per_h
  V c15;  // stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c16;  // gut.secretion_colon_share
  V c17;  // gut.secretion_mmol_per_h
  V c18;  // 1/plasma.reference_mmol_per_l
  V c19;  // gut.absorption_scale
  V c20;  // gut.absorption_scale*gut.colon_leak_rate
  V c22;  // gut.carrier_share_1*gut.carrier_vmax
  V c23;  // 1/gut.phytate_half_share
  V c24;  // gut.carrier_share_1*gut.carrier_km
  V c25;  // gut.leak_rate
  V c26;  // gut.carrier_share_2*gut.carrier_vmax
  V c27;  // gut.carrier_share_2*gut.carrier_km
  V c28;  // gut.carrier_share_3*gut.carrier_vmax
  V c29;  // gut.carrier_share_3*gut.carrier_km
  V c30;  // 1 - gut.secretion_colon_share
  V c31;  // kidney.gfr_l_per_h*kidney.splay
  V c32;  // 1/kidney.splay
  V c33;  // plasma.ultrafiltrable_fraction
  V c34;  // kidney.tm
  V c35;  // kidney.circadian_amplitude
  V c36;  // kidney.circadian_peak_h
  V c37;  // -1/kidney.splay
  V c38;  // losses.skin_mmol_per_h
  V c40;  // 1/stores.red_cell_turnover_h
  V c41;  // stores.red_cell_mmol_per_l
  V c42;  // stores.red_cell_elasticity
  V c43;  // 1/stores.csf_turnover_h
  V c44;  // stores.csf_mmol_per_l
  V c45;  // stores.csf_elasticity
  V c47;  // (1/gut.fed_transit_factor - 1)/gut.small_bowel_transit_h
  V c49;  // -1*plasma.fast_exchange_l_per_h/plasma.volume_l
  V c50;  // 2/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c51;  // -1*stores.tissue_exchange_l_per_h/plasma.volume_l
  V c52;  // -1*stores.bone_exchange_l_per_h/plasma.volume_l
  V c53;  // gut.absorption_scale*gut.colon_leak_rate + 1/gut.colon_transit_h
  V c54;  // -1*gut.secretion_mmol_per_h*gut.secretion_colon_share/(plasma.volume_l*plasma.reference...
  V c55;  // -1/gut.phytate_half_share
  V c56;  // -1*plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c57;  // -1*stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c58;  // -1*gut.absorption_scale*gut.colon_leak_rate
  V c59;  // gut.secretion_mmol_per_h*(1 - gut.secretion_colon_share)/(plasma.volume_l*plasma.refere...
  V c60;  // 1/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c62;  // kidney.gfr_l_per_h*kidney.splay*plasma.ultrafiltrable_fraction/(plasma.volume_l*kidney....
  V c64;  // -1*gut.secretion_mmol_per_h*(1 - gut.secretion_colon_share)/(plasma.volume_l*plasma.ref...
  V c65;  // -1*stores.red_cell_mmol_per_l*stores.red_cell_elasticity/(stores.red_cell_turnover_h*pl...
  V c66;  // -1*-1/stores.red_cell_turnover_h
  V c67;  // -1*stores.csf_mmol_per_l*stores.csf_elasticity/(stores.csf_turnover_h*plasma.volume_l*p...
  V c68;  // -1*-1/stores.csf_turnover_h
  V c69;  // -1*1/gut.colon_transit_h
  V c70;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c72;  // -1*gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c73;  // -0.261799*kidney.tm*kidney.circadian_amplitude/kidney.splay
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
  p.c8 = theta[44];
  const V a12 = S(1.0) / theta[42];
  p.c9 = a12;
  const V a14 = theta[44] / theta[43];
  p.c10 = a14;
  p.c11 = theta[55];
  const V a17 = theta[55] * theta[48];
  p.c12 = a17;
  const V a19 = theta[54] * theta[48];
  const V a20 = S(1.0) / a19;
  p.c13 = a20;
  p.c14 = theta[57];
  const V a23 = theta[57] / theta[56];
  p.c15 = a23;
  p.c16 = theta[18];
  p.c17 = theta[17];
  const V a27 = S(1.0) / theta[48];
  p.c18 = a27;
  p.c19 = theta[0];
  const V a30 = theta[0] * theta[7];
  p.c20 = a30;
  const V a32 = theta[3] * theta[1];
  p.c22 = a32;
  const V a34 = S(1.0) / theta[16];
  p.c23 = a34;
  const V a36 = theta[3] * theta[2];
  p.c24 = a36;
  p.c25 = theta[6];
  const V a39 = theta[4] * theta[1];
  p.c26 = a39;
  const V a41 = theta[4] * theta[2];
  p.c27 = a41;
  const V a43 = theta[5] * theta[1];
  p.c28 = a43;
  const V a45 = theta[5] * theta[2];
  p.c29 = a45;
  const V a47 = S(1.0) - theta[18];
  p.c30 = a47;
  const V a49 = theta[49] * theta[51];
  p.c31 = a49;
  const V a51 = S(1.0) / theta[51];
  p.c32 = a51;
  p.c33 = theta[45];
  p.c34 = theta[50];
  p.c35 = theta[52];
  p.c36 = theta[53];
  const V a57 = S(-1.0) / theta[51];
  p.c37 = a57;
  p.c38 = theta[64];
  const V a60 = S(1.0) / theta[60];
  p.c40 = a60;
  p.c41 = theta[58];
  p.c42 = theta[59];
  const V a64 = S(1.0) / theta[63];
  p.c43 = a64;
  p.c44 = theta[61];
  p.c45 = theta[62];
  const V a68 = a3 / theta[11];
  p.c47 = a68;
  const V a70 = theta[44] / theta[42];
  const V a71 = -a70;
  p.c49 = a71;
  const V a73 = S(2.0) / a19;
  p.c50 = a73;
  const V a75 = theta[55] / theta[42];
  const V a76 = -a75;
  p.c51 = a76;
  const V a78 = theta[57] / theta[42];
  const V a79 = -a78;
  p.c52 = a79;
  const V a81 = a30 + a6;
  p.c53 = a81;
  const V a83 = theta[17] * theta[18];
  const V a84 = theta[42] * theta[48];
  const V a85 = a83 / a84;
  const V a86 = -a85;
  p.c54 = a86;
  const V a88 = S(-1.0) / theta[16];
  p.c55 = a88;
  const V a90 = -a14;
  p.c56 = a90;
  const V a92 = -a23;
  p.c57 = a92;
  const V a94 = -a30;
  p.c58 = a94;
  const V a96 = theta[17] * a47;
  const V a97 = a96 / a84;
  const V a98 = a97 + a85;
  const V a99 = a98 + a70;
  const V a100 = a99 + a75;
  const V a101 = a100 + a78;
  const V a102 = theta[64] / a84;
  const V a103 = a101 + a102;
  p.c59 = a103;
  const V a105 = S(1.0) / a84;
  p.c60 = a105;
  const V a107 = a49 * theta[45];
  const V a108 = theta[42] * theta[51];
  const V a109 = a107 / a108;
  p.c62 = a109;
  const V a111 = -a97;
  p.c64 = a111;
  const V a113 = theta[58] * theta[59];
  const V a114 = theta[60] * theta[42];
  const V a115 = a114 * theta[48];
  const V a116 = a113 / a115;
  const V a117 = -a116;
  p.c65 = a117;
  const V a119 = S(-1.0) / theta[60];
  const V a120 = -a119;
  p.c66 = a120;
  const V a122 = theta[61] * theta[62];
  const V a123 = theta[63] * theta[42];
  const V a124 = a123 * theta[48];
  const V a125 = a122 / a124;
  const V a126 = -a125;
  p.c67 = a126;
  const V a128 = S(-1.0) / theta[63];
  const V a129 = -a128;
  p.c68 = a129;
  const V a131 = -a6;
  p.c69 = a131;
  const V a133 = -a102;
  p.c70 = a133;
  const V a135 = theta[17] / a84;
  const V a136 = -a135;
  p.c72 = a136;
  const V a138 = S(-0.2617993877991494) * theta[50];
  const V a139 = a138 * theta[52];
  const V a140 = a139 / theta[51];
  p.c73 = a140;
}

template <class V> struct Steady {  // once per stretch
  V c6;  // dissolution_stomach_solid
  V c7;  // dissolution_bowel_solid
  V c21;  // infusion_mmol_per_h
  V c39;  // sweat_mmol_per_h
  V c46;  // -1*infusion_mmol_per_h
  V c48;  // -1*dissolution_stomach_solid
  V c61;  // gut.secretion_mmol_per_h*(1 - gut.secretion_colon_share)/(plasma.volume_l*plasma.refere...
  V c63;  // -1*dissolution_bowel_solid
  V c71;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + -1*1/(plasma....
};

// What the inputs settle until the next event.
template <class V>
INLINE void steady(const Personal<V>& p, const V* given, Steady<V>& s) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  s.c6 = given[0];
  s.c7 = given[1];
  s.c21 = given[6];
  s.c39 = given[7];
  const V a4 = -given[6];
  s.c46 = a4;
  const V a6 = -given[0];
  s.c48 = a6;
  const V a8 = p.c60 * given[7];
  const V a9 = p.c59 + a8;
  s.c61 = a9;
  const V a11 = -given[1];
  s.c63 = a11;
  const V a13 = -a8;
  const V a14 = p.c70 + a13;
  s.c71 = a14;
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
  const V a32 = p.c9 * y[12];
  const V a33 = p.c8 * a32;
  const V a34 = p.c10 * y[8];
  const V a35 = a33 - a34;
  const V a36 = p.c11 * a32;
  const V a37 = p.c13 * y[9];
  const V a38 = a37 * a37;
  const V a39 = a38 * a37;
  const V a40 = p.c12 * a39;
  const V a41 = a36 - a40;
  const V a42 = p.c14 * a32;
  const V a43 = p.c15 * y[10];
  const V a44 = a42 - a43;
  const V a45 = S(3.0) * a5;
  const V a46 = a45 * y[15];
  const V a47 = p.c18 * a32;
  const V a48 = p.c17 * a47;
  const V a49 = p.c16 * a48;
  const V a50 = a46 + a49;
  const V a51 = p.c20 * y[11];
  const V a52 = p.c3 * y[11];
  const V a53 = a51 + a52;
  const V a54 = a50 - a53;
  const V a55 = y[6] + y[7];
  const V a56 = y[3] + y[13];
  const V a57 = a56 + y[14];
  const V a58 = a57 + y[15];
  const V a59 = a55 + a58;
  const V a60 = a59 + S(0.001);
  const V a61 = inverse<V>(a60);
  const V a62 = a55 * a61;
  const V a63 = p.c23 * a62;
  const V a64 = a63 * a63;
  const V a65 = a64 * a63;
  const V a66 = S(1.0) + a65;
  const V a67 = inverse<V>(a66);
  const V a68 = a67 * y[13];
  const V a69 = p.c24 + a68;
  const V a70 = inverse<V>(a69);
  const V a71 = a68 * a70;
  const V a72 = p.c22 * a71;
  const V a73 = p.c25 * a68;
  const V a74 = a72 + a73;
  const V a75 = p.c19 * a74;
  const V a76 = a67 * y[14];
  const V a77 = p.c27 + a76;
  const V a78 = inverse<V>(a77);
  const V a79 = a76 * a78;
  const V a80 = p.c26 * a79;
  const V a81 = p.c25 * a76;
  const V a82 = a80 + a81;
  const V a83 = p.c19 * a82;
  const V a84 = a75 + a83;
  const V a85 = a67 * y[15];
  const V a86 = p.c29 + a85;
  const V a87 = inverse<V>(a86);
  const V a88 = a85 * a87;
  const V a89 = p.c28 * a88;
  const V a90 = p.c25 * a85;
  const V a91 = a89 + a90;
  const V a92 = p.c19 * a91;
  const V a93 = a84 + a92;
  const V a94 = a93 + a51;
  const V a95 = a94 + a34;
  const V a96 = a95 + a40;
  const V a97 = a96 + a43;
  const V a98 = p.c30 * a48;
  const V a99 = a98 + a49;
  const V a100 = a99 + a33;
  const V a101 = a100 + a36;
  const V a102 = a101 + a42;
  const V a103 = p.c33 * a32;
  const V a104 = t - p.c36;
  const V a105 = S(0.2617993877991494) * a104;
  const V a106 = lane_cos(a105);
  const V a107 = p.c35 * a106;
  const V a108 = S(1.0) - a107;
  const V a109 = p.c34 * a108;
  const V a110 = a103 - a109;
  const V a111 = p.c32 * a110;
  const V a112 = decay(a111);
  const V a113 = softplus(a111, a112);
  const V a114 = p.c37 * a109;
  const V a115 = decay(a114);
  const V a116 = softplus(a114, a115);
  const V a117 = a113 - a116;
  const V a118 = p.c31 * a117;
  const V a119 = a102 + a118;
  const V a120 = p.c38 * a47;
  const V a121 = a119 + a120;
  const V a122 = s.c39 * a47;
  const V a123 = a121 + a122;
  const V a124 = a97 - a123;
  const V a125 = s.c21 + a124;
  const V a126 = a25 + a20;
  const V a127 = a126 + a98;
  const V a128 = a45 * y[13];
  const V a129 = a128 + a75;
  const V a130 = a127 - a129;
  const V a131 = a45 * y[14];
  const V a132 = a131 + a83;
  const V a133 = a128 - a132;
  const V a134 = a46 + a92;
  const V a135 = a131 - a134;
  const V a136 = a47 - S(1.0);
  const V a137 = p.c42 * a136;
  const V a138 = S(1.0) + a137;
  const V a139 = p.c41 * a138;
  const V a140 = a139 - y[16];
  const V a141 = p.c40 * a140;
  const V a142 = p.c45 * a136;
  const V a143 = S(1.0) + a142;
  const V a144 = p.c44 * a143;
  const V a145 = a144 - y[17];
  const V a146 = p.c43 * a145;
  const V a147 = a120 + a122;
  f[0] = a8;
  f[1] = a15;
  f[2] = a19;
  f[3] = a21;
  f[4] = a24;
  f[5] = a27;
  f[6] = a28;
  f[7] = a31;
  f[8] = a35;
  f[9] = a41;
  f[10] = a44;
  f[11] = a54;
  f[12] = a125;
  f[13] = a130;
  f[14] = a133;
  f[15] = a135;
  f[16] = a141;
  f[17] = a146;
  f[18] = a52;
  f[19] = a7;
  f[20] = s.c46;
  f[21] = a118;
  f[22] = a147;
  f[23] = a48;
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
  const V a32 = p.c9 * y[12];
  const V a33 = p.c8 * a32;
  const V a34 = p.c10 * y[8];
  const V a35 = a33 - a34;
  const V a36 = p.c11 * a32;
  const V a37 = p.c13 * y[9];
  const V a38 = a37 * a37;
  const V a39 = a38 * a37;
  const V a40 = p.c12 * a39;
  const V a41 = a36 - a40;
  const V a42 = p.c14 * a32;
  const V a43 = p.c15 * y[10];
  const V a44 = a42 - a43;
  const V a45 = S(3.0) * a5;
  const V a46 = a45 * y[15];
  const V a47 = p.c18 * a32;
  const V a48 = p.c17 * a47;
  const V a49 = p.c16 * a48;
  const V a50 = a46 + a49;
  const V a51 = p.c20 * y[11];
  const V a52 = p.c3 * y[11];
  const V a53 = a51 + a52;
  const V a54 = a50 - a53;
  const V a55 = y[6] + y[7];
  const V a56 = y[3] + y[13];
  const V a57 = a56 + y[14];
  const V a58 = a57 + y[15];
  const V a59 = a55 + a58;
  const V a60 = a59 + S(0.001);
  const V a61 = inverse<V>(a60);
  const V a62 = a55 * a61;
  const V a63 = p.c23 * a62;
  const V a64 = a63 * a63;
  const V a65 = a64 * a63;
  const V a66 = S(1.0) + a65;
  const V a67 = inverse<V>(a66);
  const V a68 = a67 * y[13];
  const V a69 = p.c24 + a68;
  const V a70 = inverse<V>(a69);
  const V a71 = a68 * a70;
  const V a72 = p.c22 * a71;
  const V a73 = p.c25 * a68;
  const V a74 = a72 + a73;
  const V a75 = p.c19 * a74;
  const V a76 = a67 * y[14];
  const V a77 = p.c27 + a76;
  const V a78 = inverse<V>(a77);
  const V a79 = a76 * a78;
  const V a80 = p.c26 * a79;
  const V a81 = p.c25 * a76;
  const V a82 = a80 + a81;
  const V a83 = p.c19 * a82;
  const V a84 = a75 + a83;
  const V a85 = a67 * y[15];
  const V a86 = p.c29 + a85;
  const V a87 = inverse<V>(a86);
  const V a88 = a85 * a87;
  const V a89 = p.c28 * a88;
  const V a90 = p.c25 * a85;
  const V a91 = a89 + a90;
  const V a92 = p.c19 * a91;
  const V a93 = a84 + a92;
  const V a94 = a93 + a51;
  const V a95 = a94 + a34;
  const V a96 = a95 + a40;
  const V a97 = a96 + a43;
  const V a98 = p.c30 * a48;
  const V a99 = a98 + a49;
  const V a100 = a99 + a33;
  const V a101 = a100 + a36;
  const V a102 = a101 + a42;
  const V a103 = p.c33 * a32;
  const V a104 = t - p.c36;
  const V a105 = S(0.2617993877991494) * a104;
  const V a106 = lane_cos(a105);
  const V a107 = p.c35 * a106;
  const V a108 = S(1.0) - a107;
  const V a109 = p.c34 * a108;
  const V a110 = a103 - a109;
  const V a111 = p.c32 * a110;
  const V a112 = decay(a111);
  const V a113 = softplus(a111, a112);
  const V a114 = p.c37 * a109;
  const V a115 = decay(a114);
  const V a116 = softplus(a114, a115);
  const V a117 = a113 - a116;
  const V a118 = p.c31 * a117;
  const V a119 = a102 + a118;
  const V a120 = p.c38 * a47;
  const V a121 = a119 + a120;
  const V a122 = s.c39 * a47;
  const V a123 = a121 + a122;
  const V a124 = a97 - a123;
  const V a125 = s.c21 + a124;
  const V a126 = a25 + a20;
  const V a127 = a126 + a98;
  const V a128 = a45 * y[13];
  const V a129 = a128 + a75;
  const V a130 = a127 - a129;
  const V a131 = a45 * y[14];
  const V a132 = a131 + a83;
  const V a133 = a128 - a132;
  const V a134 = a46 + a92;
  const V a135 = a131 - a134;
  const V a136 = a47 - S(1.0);
  const V a137 = p.c42 * a136;
  const V a138 = S(1.0) + a137;
  const V a139 = p.c41 * a138;
  const V a140 = a139 - y[16];
  const V a141 = p.c40 * a140;
  const V a142 = p.c45 * a136;
  const V a143 = S(1.0) + a142;
  const V a144 = p.c44 * a143;
  const V a145 = a144 - y[17];
  const V a146 = p.c43 * a145;
  const V a147 = a120 + a122;
  const V a148 = S(1.0) - a2;
  const V a149 = a148 * a1;
  const V a150 = p.c47 * a149;
  const V a151 = a150 * y[5];
  const V a152 = -a151;
  const V a153 = -a5;
  const V a154 = S(1.0) - a11;
  const V a155 = a154 * a10;
  const V a156 = p.c5 * a155;
  const V a157 = -a156;
  const V a158 = a157 * y[1];
  const V a159 = a158 + a14;
  const V a160 = -a159;
  const V a161 = a156 * y[2];
  const V a162 = s.c6 + a13;
  const V a163 = a156 * y[3];
  const V a164 = a156 * y[1];
  const V a165 = a164 + a13;
  const V a166 = -a165;
  const V a167 = a150 * y[4];
  const V a168 = a167 + a5;
  const V a169 = -a168;
  const V a170 = -a169;
  const V a171 = -a161;
  const V a172 = s.c7 + a5;
  const V a173 = a157 * y[6];
  const V a174 = -a173;
  const V a175 = -a14;
  const V a176 = a156 * y[6];
  const V a177 = -a176;
  const V a178 = a150 * y[7];
  const V a179 = -a178;
  const V a180 = -a179;
  const V a181 = -a153;
  const V a182 = a37 * a37;
  const V a183 = p.c50 * a182;
  const V a184 = p.c13 * a38;
  const V a185 = a183 + a184;
  const V a186 = p.c12 * a185;
  const V a187 = S(3.0) * a150;
  const V a188 = a187 * y[15];
  const V a189 = -a188;
  const V a190 = -a45;
  const V a191 = p.c22 - a72;
  const V a192 = a191 * a70;
  const V a193 = a192 + p.c25;
  const V a194 = p.c19 * a193;
  const V a195 = S(2.0) * a63;
  const V a196 = a62 * a61;
  const V a197 = p.c55 * a196;
  const V a198 = a195 * a197;
  const V a199 = a198 * a63;
  const V a200 = a64 * a197;
  const V a201 = a199 + a200;
  const V a202 = a67 * a201;
  const V a203 = a202 * a67;
  const V a204 = -a203;
  const V a205 = a204 * y[13];
  const V a206 = a194 * a205;
  const V a207 = p.c26 - a80;
  const V a208 = a207 * a78;
  const V a209 = a208 + p.c25;
  const V a210 = p.c19 * a209;
  const V a211 = a204 * y[14];
  const V a212 = a210 * a211;
  const V a213 = a206 + a212;
  const V a214 = p.c28 - a89;
  const V a215 = a214 * a87;
  const V a216 = a215 + p.c25;
  const V a217 = p.c19 * a216;
  const V a218 = a204 * y[15];
  const V a219 = a217 * a218;
  const V a220 = a213 + a219;
  const V a221 = -a220;
  const V a222 = S(1.0) - a62;
  const V a223 = a222 * a61;
  const V a224 = p.c23 * a223;
  const V a225 = a195 * a224;
  const V a226 = a225 * a63;
  const V a227 = a64 * a224;
  const V a228 = a226 + a227;
  const V a229 = a67 * a228;
  const V a230 = a229 * a67;
  const V a231 = -a230;
  const V a232 = a194 * a231;
  const V a233 = a232 * y[13];
  const V a234 = a210 * a231;
  const V a235 = a234 * y[14];
  const V a236 = a233 + a235;
  const V a237 = a217 * a231;
  const V a238 = a237 * y[15];
  const V a239 = a236 + a238;
  const V a240 = -a239;
  const V a241 = -a186;
  const V a242 = logistic(a111, a112);
  const V a243 = p.c62 * a242;
  const V a244 = s.c61 + a243;
  const V a245 = a205 + a67;
  const V a246 = a194 * a245;
  const V a247 = a246 + a212;
  const V a248 = a247 + a219;
  const V a249 = -a248;
  const V a250 = a211 + a67;
  const V a251 = a210 * a250;
  const V a252 = a206 + a251;
  const V a253 = a252 + a219;
  const V a254 = -a253;
  const V a255 = a218 + a67;
  const V a256 = a217 * a255;
  const V a257 = a213 + a256;
  const V a258 = -a257;
  const V a259 = -a163;
  const V a260 = a206 - a13;
  const V a261 = a187 * y[13];
  const V a262 = a45 + a246;
  const V a263 = a187 * y[14];
  const V a264 = a263 - a261;
  const V a265 = a212 - a45;
  const V a266 = a45 + a251;
  const V a267 = a188 - a263;
  const V a268 = a219 - a45;
  const V a269 = a45 + a256;
  const V a270 = -a243;
  const V a271 = lane_sin(a105);
  const V a272 = p.c73 * a271;
  const V a273 = a242 * a272;
  const V a274 = logistic(a114, a115);
  const V a275 = a274 * a272;
  const V a276 = a273 - a275;
  const V a277 = p.c31 * a276;
  const V a278 = -a277;
  f[0] = a8;
  f[1] = a15;
  f[2] = a19;
  f[3] = a21;
  f[4] = a24;
  f[5] = a27;
  f[6] = a28;
  f[7] = a31;
  f[8] = a35;
  f[9] = a41;
  f[10] = a44;
  f[11] = a54;
  f[12] = a125;
  f[13] = a130;
  f[14] = a133;
  f[15] = a135;
  f[16] = a141;
  f[17] = a146;
  f[18] = a52;
  f[19] = a7;
  f[20] = s.c46;
  f[21] = a118;
  f[22] = a147;
  f[23] = a48;
  n[0] = a152;
  n[1] = a153;
  n[2] = a160;
  n[3] = a161;
  n[4] = a162;
  n[5] = a163;
  n[6] = a13;
  n[7] = a166;
  n[8] = a170;
  n[9] = a171;
  n[10] = a14;
  n[11] = a151;
  n[12] = a172;
  n[13] = a174;
  n[14] = a175;
  n[15] = a177;
  n[16] = a180;
  n[17] = a181;
  n[18] = a186;
  n[19] = a189;
  n[20] = a190;
  n[21] = a221;
  n[22] = a240;
  n[23] = a241;
  n[24] = a244;
  n[25] = a249;
  n[26] = a254;
  n[27] = a258;
  n[28] = a259;
  n[29] = a260;
  n[30] = a261;
  n[31] = a233;
  n[32] = a262;
  n[33] = a206;
  n[34] = a212;
  n[35] = a264;
  n[36] = a235;
  n[37] = a265;
  n[38] = a266;
  n[39] = a219;
  n[40] = a267;
  n[41] = a238;
  n[42] = a268;
  n[43] = a269;
  n[44] = a270;
  drift[0] = a278;
  drift[1] = a277;
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
  u[8] = inverse<V>(g + p.c10);
  u[9] = p.c56 * u[8];
  u[10] = inverse<V>(g + n[18]);
  u[11] = n[23] * u[10];
  u[12] = inverse<V>(g + p.c15);
  u[13] = p.c57 * u[12];
  u[14] = inverse<V>(g + p.c53);
  u[15] = p.c58 * u[14];
  u[16] = n[27] - u[15] * n[20];
  u[17] = inverse<V>(g + n[24] - u[9] * p.c49 - u[11] * p.c51 - u[13] * p.c52 - u[15] * p.c54);
  u[18] = p.c64 * u[17];
  u[19] = n[33] - u[18] * n[26];
  u[20] = n[33] - u[18] * u[16];
  u[21] = inverse<V>(g + n[32] - u[18] * n[25]);
  u[22] = n[37] * u[21];
  u[23] = n[34] - u[22] * u[20];
  u[24] = n[39] * u[21];
  u[25] = n[42] - u[24] * u[19];
  u[26] = inverse<V>(g + n[38] - u[22] * u[19]);
  u[27] = u[25] * u[26];
  u[28] = inverse<V>(g + n[43] - u[24] * u[20] - u[27] * u[23]);
  u[29] = inverse<V>(g + p.c66);
  u[30] = inverse<V>(g + p.c68);
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
  b[3] -= s.c48 * b[2];
  b[5] -= n[10] * b[2];
  b[3] *= u[3];
  b[12] -= n[21] * b[3];
  b[13] -= n[29] * b[3];
  b[14] -= n[34] * b[3];
  b[15] -= n[39] * b[3];
  b[4] *= u[4];
  b[5] -= n[11] * b[4];
  b[7] -= n[16] * b[4];
  b[11] -= n[19] * b[4];
  b[13] -= n[30] * b[4];
  b[14] -= n[35] * b[4];
  b[15] -= n[40] * b[4];
  b[5] *= u[5];
  b[13] -= s.c63 * b[5];
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
  b[12] -= u[11] * b[9];
  b[12] -= u[13] * b[10];
  b[12] -= u[15] * b[11];
  b[13] -= u[18] * b[12];
  b[14] -= u[22] * b[13];
  b[15] -= u[24] * b[13];
  b[15] -= u[27] * b[14];
  b[15] *= u[28];
  b[14] = u[26] * (b[14] - u[23] * b[15]);
  b[13] = u[21] * (b[13] - u[19] * b[14] - u[20] * b[15]);
  b[12] = u[17] * (b[12] - n[25] * b[13] - n[26] * b[14] - u[16] * b[15]);
  b[11] = u[14] * (b[11] - p.c54 * b[12] - n[20] * b[15]);
  b[10] = u[12] * (b[10] - p.c52 * b[12]);
  b[9] = u[10] * (b[9] - p.c51 * b[12]);
  b[8] = u[8] * (b[8] - p.c49 * b[12]);
  b[0] = u[0] * (b[0] - n[0] * b[4] - n[1] * b[5]);
  b[16] = u[29] * (b[16] - p.c65 * b[12]);
  b[17] = u[30] * (b[17] - p.c67 * b[12]);
  (void)s;
}

// b + J k, for the states that only count.
template <class V>
INLINE void count(const Personal<V>& p, const Steady<V>& s, const V* n, const V* k, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[18] -= p.c69 * k[11];
  b[19] -= p.c69 * k[0];
  b[21] -= n[44] * k[12];
  b[22] -= s.c71 * k[12];
  b[23] -= p.c72 * k[12];
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
