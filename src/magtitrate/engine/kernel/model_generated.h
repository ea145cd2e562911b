// Made by scripts/generate_kernel from src/magtitrate/body: do not edit, run the script.
//
// Lanes V, one number per lane; S is the number of one lane. States, in the order of elimination:
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
//   22  feces_dissolved
//   23  feces_solid
//   24  syringe
//   25  urine
//   26  skin
//   27  secreted
//   28  red_cell
//   29  csf

constexpr int STATES = 30;
constexpr int CORE = 22;  // the states from here on only follow: nothing depends on them
constexpr int PARAMETERS = 65;
constexpr int INPUTS = 8;
constexpr int MOVING = 60;   // entries of -J that move between two events
constexpr int FACTORS = 33;  // numbers that the elimination keeps
constexpr int DRIFTS = 2;
constexpr double CLOCK_H = 24.0;  // the slope is the same one such period later
constexpr char MODEL_KEY[] = "d5178297b022b84b";
constexpr int ORDER[STATES] = {11, 21, 0, 1, 2, 6, 23, 24, 22, 3, 4, 5, 25, 26, 10, 9, 8, 7, 14, 15, 16, 17, 12, 13, 18, 19, 20, 27, 28, 29};  // place here -> row of the model
constexpr bool LEDGER[STATES] = {false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, true, true, true, true, true, true, false, false};
constexpr bool NEVER_NEGATIVE[STATES] = {true, false, true, true, true, true, false, false, false, true, true, true, false, false, true, true, true, true, true, true, true, true, true, true, false, true, true, false, false, false};

template <class V> struct Personal {  // once per run
  V c0;  // 1/gut.small_bowel_transit_h
  V c1;  // 1/gut.fed_transit_factor - 1
  V c2;  // gut.food_half
  V c3;  // gut.flush_per_l
  V c4;  // 1/gut.colon_transit_h
  V c5;  // gut.emptying_fasted_per_h
  V c6;  // gut.emptying_fed_per_h - gut.emptying_fasted_per_h
  V c10;  // gut.water_uptake_per_h
  V c14;  // 3/gut.small_bowel_transit_h
  V c15;  // gut.absorption_scale
  V c16;  // gut.absorption_scale*gut.colon_leak_rate
  V c17;  // gut.carrier_share_3*gut.carrier_vmax
  V c18;  // 1/gut.phytate_half_mmol
  V c19;  // gut.carrier_share_3*gut.carrier_km
  V c20;  // gut.leak_rate
  V c21;  // gut.carrier_share_2*gut.carrier_vmax
  V c22;  // gut.carrier_share_2*gut.carrier_km
  V c23;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c24;  // gut.carrier_share_1*gut.carrier_vmax
  V c25;  // gut.carrier_share_1*gut.carrier_km
  V c26;  // plasma.fast_exchange_l_per_h/plasma.volume_l
  V c27;  // plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c28;  // stores.tissue_exchange_l_per_h/plasma.volume_l
  V c29;  // stores.tissue_exchange_l_per_h*plasma.reference_mmol_per_l
  V c30;  // 1/(stores.tissue_volume_l*plasma.reference_mmol_per_l)
  V c31;  // stores.bone_exchange_l_per_h/plasma.volume_l
  V c32;  // stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c34;  // kidney.gfr_l_per_h*kidney.splay
  V c35;  // 1/kidney.splay
  V c36;  // plasma.ultrafiltrable_fraction/plasma.volume_l
  V c37;  // kidney.tm
  V c38;  // kidney.circadian_amplitude
  V c39;  // kidney.circadian_peak_h
  V c40;  // -1*kidney.tm/kidney.splay
  V c41;  // losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c42;  // 1/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c45;  // 1/stores.red_cell_turnover_h
  V c46;  // stores.red_cell_mmol_per_l
  V c47;  // stores.red_cell_elasticity
  V c48;  // 1/stores.csf_turnover_h
  V c49;  // stores.csf_mmol_per_l
  V c50;  // stores.csf_elasticity
  V c51;  // gut.flush_per_l/gut.small_bowel_transit_h
  V c52;  // (1/gut.fed_transit_factor - 1)/gut.small_bowel_transit_h
  V c53;  // -1*(gut.emptying_fed_per_h - gut.emptying_fasted_per_h)
  V c57;  // -1*-1*gut.water_uptake_per_h
  V c58;  // -1*gut.flush_per_l/gut.small_bowel_transit_h
  V c59;  // -1*(1/gut.fed_transit_factor - 1)/gut.small_bowel_transit_h
  V c60;  // -1/gut.small_bowel_transit_h
  V c61;  // 3*gut.flush_per_l/gut.small_bowel_transit_h
  V c62;  // 3*(1/gut.fed_transit_factor - 1)/gut.small_bowel_transit_h
  V c63;  // gut.absorption_scale*gut.colon_leak_rate + 1/gut.colon_transit_h
  V c64;  // -2*gut.carrier_share_3*gut.carrier_vmax/(gut.phytate_half_mmol*gut.phytate_half_mmol)
  V c65;  // -2*gut.leak_rate/(gut.phytate_half_mmol*gut.phytate_half_mmol)
  V c66;  // -2*gut.carrier_share_2*gut.carrier_vmax/(gut.phytate_half_mmol*gut.phytate_half_mmol)
  V c70;  // -2*gut.carrier_share_1*gut.carrier_vmax/(gut.phytate_half_mmol*gut.phytate_half_mmol)
  V c71;  // -1*gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c72;  // -1*plasma.fast_exchange_l_per_h/plasma.volume_l
  V c73;  // 2*stores.tissue_exchange_l_per_h*plasma.reference_mmol_per_l/(stores.tissue_volume_l*pl...
  V c74;  // -1*stores.tissue_exchange_l_per_h/plasma.volume_l
  V c75;  // -1*stores.bone_exchange_l_per_h/plasma.volume_l
  V c76;  // -1*gut.absorption_scale*gut.colon_leak_rate
  V c77;  // -1*plasma.fast_exchange_l_per_h/plasma.fast_volume_l
  V c78;  // -1*stores.bone_exchange_l_per_h/stores.bone_volume_l
  V c79;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c81;  // kidney.gfr_l_per_h*kidney.splay*plasma.ultrafiltrable_fraction/(plasma.volume_l*kidney....
  V c82;  // -1*1/gut.colon_transit_h
  V c83;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l)
  V c85;  // -1*stores.red_cell_mmol_per_l*stores.red_cell_elasticity/(plasma.volume_l*plasma.refere...
  V c86;  // -1*-1/stores.red_cell_turnover_h
  V c87;  // -1*stores.csf_mmol_per_l*stores.csf_elasticity/(plasma.volume_l*plasma.reference_mmol_p...
  V c88;  // -1*-1/stores.csf_turnover_h
  V c89;  // -0.261799*kidney.tm*kidney.circadian_amplitude/kidney.splay
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
  const V a13 = S(3.0) / theta[11];
  p.c14 = a13;
  p.c15 = theta[0];
  const V a16 = theta[0] * theta[7];
  p.c16 = a16;
  const V a18 = theta[5] * theta[1];
  p.c17 = a18;
  const V a20 = S(1.0) / theta[16];
  p.c18 = a20;
  const V a22 = theta[5] * theta[2];
  p.c19 = a22;
  p.c20 = theta[6];
  const V a25 = theta[4] * theta[1];
  p.c21 = a25;
  const V a27 = theta[4] * theta[2];
  p.c22 = a27;
  const V a29 = theta[41] * theta[47];
  const V a30 = theta[17] / a29;
  p.c23 = a30;
  const V a32 = theta[3] * theta[1];
  p.c24 = a32;
  const V a34 = theta[3] * theta[2];
  p.c25 = a34;
  const V a36 = theta[43] / theta[41];
  p.c26 = a36;
  const V a38 = theta[43] / theta[42];
  p.c27 = a38;
  const V a40 = theta[54] / theta[41];
  p.c28 = a40;
  const V a42 = theta[54] * theta[47];
  p.c29 = a42;
  const V a44 = theta[53] * theta[47];
  const V a45 = S(1.0) / a44;
  p.c30 = a45;
  const V a47 = theta[56] / theta[41];
  p.c31 = a47;
  const V a49 = theta[56] / theta[55];
  p.c32 = a49;
  const V a51 = theta[48] * theta[50];
  p.c34 = a51;
  const V a53 = S(1.0) / theta[50];
  p.c35 = a53;
  const V a55 = theta[44] / theta[41];
  p.c36 = a55;
  p.c37 = theta[49];
  p.c38 = theta[51];
  p.c39 = theta[52];
  const V a60 = -theta[49];
  const V a61 = a60 / theta[50];
  p.c40 = a61;
  const V a63 = theta[63] / a29;
  p.c41 = a63;
  const V a65 = S(1.0) / a29;
  p.c42 = a65;
  const V a67 = S(1.0) / theta[59];
  p.c45 = a67;
  p.c46 = theta[57];
  p.c47 = theta[58];
  const V a71 = S(1.0) / theta[62];
  p.c48 = a71;
  p.c49 = theta[60];
  p.c50 = theta[61];
  const V a75 = theta[13] / theta[11];
  p.c51 = a75;
  const V a77 = a3 / theta[11];
  p.c52 = a77;
  const V a79 = -a10;
  p.c53 = a79;
  const V a81 = -theta[14];
  const V a82 = -a81;
  p.c57 = a82;
  const V a84 = -theta[13];
  const V a85 = a84 / theta[11];
  p.c58 = a85;
  const V a87 = -a3;
  const V a88 = a87 / theta[11];
  p.c59 = a88;
  const V a90 = S(-1.0) / theta[11];
  p.c60 = a90;
  const V a92 = S(3.0) * theta[13];
  const V a93 = a92 / theta[11];
  p.c61 = a93;
  const V a95 = S(3.0) * a3;
  const V a96 = a95 / theta[11];
  p.c62 = a96;
  const V a98 = a16 + a7;
  p.c63 = a98;
  const V a100 = S(-2.0) * theta[5];
  const V a101 = a100 * theta[1];
  const V a102 = theta[16] * theta[16];
  const V a103 = a101 / a102;
  p.c64 = a103;
  const V a105 = S(-2.0) * theta[6];
  const V a106 = a105 / a102;
  p.c65 = a106;
  const V a108 = S(-2.0) * theta[4];
  const V a109 = a108 * theta[1];
  const V a110 = a109 / a102;
  p.c66 = a110;
  const V a112 = S(-2.0) * theta[3];
  const V a113 = a112 * theta[1];
  const V a114 = a113 / a102;
  p.c70 = a114;
  const V a116 = -a30;
  p.c71 = a116;
  const V a118 = -a36;
  p.c72 = a118;
  const V a120 = S(2.0) * theta[54];
  const V a121 = a120 * theta[47];
  const V a122 = a44 * theta[53];
  const V a123 = a122 * theta[47];
  const V a124 = a121 / a123;
  p.c73 = a124;
  const V a126 = -a40;
  p.c74 = a126;
  const V a128 = -a47;
  p.c75 = a128;
  const V a130 = -a16;
  p.c76 = a130;
  const V a132 = -a38;
  p.c77 = a132;
  const V a134 = -a49;
  p.c78 = a134;
  const V a136 = a30 + a36;
  const V a137 = a136 + a40;
  const V a138 = a137 + a47;
  const V a139 = a138 + a63;
  p.c79 = a139;
  const V a141 = a51 * theta[44];
  const V a142 = theta[41] * theta[50];
  const V a143 = a141 / a142;
  p.c81 = a143;
  const V a145 = -a7;
  p.c82 = a145;
  const V a147 = -a63;
  p.c83 = a147;
  const V a149 = theta[57] * theta[58];
  const V a150 = a29 * theta[59];
  const V a151 = a149 / a150;
  const V a152 = -a151;
  p.c85 = a152;
  const V a154 = S(-1.0) / theta[59];
  const V a155 = -a154;
  p.c86 = a155;
  const V a157 = theta[60] * theta[61];
  const V a158 = a29 * theta[62];
  const V a159 = a157 / a158;
  const V a160 = -a159;
  p.c87 = a160;
  const V a162 = S(-1.0) / theta[62];
  const V a163 = -a162;
  p.c88 = a163;
  const V a165 = S(-0.2617993877991494) * theta[49];
  const V a166 = a165 * theta[51];
  const V a167 = a166 / theta[50];
  p.c89 = a167;
}

template <class V> struct Steady {  // once per stretch
  V c7;  // dissolution_stomach_solid
  V c8;  // dissolution_stomach_acid_solid
  V c9;  // dissolution_stomach_slow_solid
  V c11;  // dissolution_bowel_solid
  V c12;  // dissolution_bowel_acid_solid
  V c13;  // dissolution_bowel_slow_solid
  V c33;  // infusion_mmol_per_h
  V c43;  // 1/(plasma.volume_l*plasma.reference_mmol_per_l)*sweat_mmol_per_h
  V c44;  // -1*infusion_mmol_per_h
  V c54;  // -1*dissolution_stomach_solid
  V c55;  // -1*dissolution_stomach_acid_solid
  V c56;  // -1*dissolution_stomach_slow_solid
  V c67;  // -1*dissolution_bowel_solid
  V c68;  // -1*dissolution_bowel_acid_solid
  V c69;  // -1*dissolution_bowel_slow_solid
  V c80;  // gut.secretion_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + plasma.fast_ex...
  V c84;  // -1*losses.skin_mmol_per_h/(plasma.volume_l*plasma.reference_mmol_per_l) + -1*1/(plasma....
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
  s.c33 = given[6];
  const V a7 = p.c42 * given[7];
  s.c43 = a7;
  const V a9 = -given[6];
  s.c44 = a9;
  const V a11 = -given[0];
  s.c54 = a11;
  const V a13 = -given[2];
  s.c55 = a13;
  const V a15 = -given[4];
  s.c56 = a15;
  const V a17 = -given[1];
  s.c67 = a17;
  const V a19 = -given[3];
  s.c68 = a19;
  const V a21 = -given[5];
  s.c69 = a21;
  const V a23 = p.c79 + a7;
  s.c80 = a23;
  const V a25 = -a7;
  const V a26 = p.c83 + a25;
  s.c84 = a26;
}

// The change of every state per hour.
template <class V>
INLINE void slope(const Personal<V>& p, const Steady<V>& s, const V* y, const V t, V* f) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  const V a0 = y[8] + p.c2;
  const V a1 = S(1) / a0;
  const V a2 = y[8] * a1;
  const V a3 = p.c1 * a2;
  const V a4 = S(1.0) + a3;
  const V a5 = p.c3 * y[7];
  const V a6 = S(1.0) + a5;
  const V a7 = a4 * a6;
  const V a8 = a7 * y[9];
  const V a9 = p.c0 * a8;
  const V a10 = a7 * y[10];
  const V a11 = p.c0 * a10;
  const V a12 = a9 + a11;
  const V a13 = a7 * y[11];
  const V a14 = p.c0 * a13;
  const V a15 = a12 + a14;
  const V a16 = p.c4 * y[0];
  const V a17 = a15 - a16;
  const V a18 = y[1] + p.c2;
  const V a19 = S(1) / a18;
  const V a20 = y[1] * a19;
  const V a21 = p.c6 * a20;
  const V a22 = p.c5 + a21;
  const V a23 = a22 * y[1];
  const V a24 = -a23;
  const V a25 = s.c7 * y[2];
  const V a26 = a22 * y[2];
  const V a27 = a25 + a26;
  const V a28 = -a27;
  const V a29 = s.c8 * y[3];
  const V a30 = a22 * y[3];
  const V a31 = a29 + a30;
  const V a32 = -a31;
  const V a33 = s.c9 * y[4];
  const V a34 = a22 * y[4];
  const V a35 = a33 + a34;
  const V a36 = -a35;
  const V a37 = a25 + a29;
  const V a38 = a37 + a33;
  const V a39 = a22 * y[5];
  const V a40 = a38 - a39;
  const V a41 = a22 * y[6];
  const V a42 = -a41;
  const V a43 = p.c10 * y[7];
  const V a44 = a41 - a43;
  const V a45 = a7 * y[8];
  const V a46 = p.c0 * a45;
  const V a47 = a23 - a46;
  const V a48 = s.c11 * y[9];
  const V a49 = a48 + a9;
  const V a50 = a26 - a49;
  const V a51 = s.c12 * y[10];
  const V a52 = a51 + a11;
  const V a53 = a30 - a52;
  const V a54 = s.c13 * y[11];
  const V a55 = a54 + a14;
  const V a56 = a34 - a55;
  const V a57 = a22 * y[12];
  const V a58 = -a57;
  const V a59 = a7 * y[13];
  const V a60 = p.c0 * a59;
  const V a61 = a57 - a60;
  const V a62 = a7 * y[15];
  const V a63 = p.c14 * a62;
  const V a64 = p.c16 * y[14];
  const V a65 = p.c4 * y[14];
  const V a66 = a64 + a65;
  const V a67 = a63 - a66;
  const V a68 = a7 * y[16];
  const V a69 = p.c14 * a68;
  const V a70 = y[12] + y[13];
  const V a71 = p.c18 * a70;
  const V a72 = a71 * a71;
  const V a73 = S(1.0) + a72;
  const V a74 = S(1) / a73;
  const V a75 = y[15] * a74;
  const V a76 = p.c19 + a75;
  const V a78 = S(1) / a76;
  const V a79 = a74 * a78;
  const V a80 = y[15] * a79;
  const V a81 = p.c17 * a80;
  const V a82 = p.c20 * a75;
  const V a83 = a81 + a82;
  const V a84 = p.c15 * a83;
  const V a85 = a63 + a84;
  const V a86 = a69 - a85;
  const V a87 = a7 * y[17];
  const V a88 = p.c14 * a87;
  const V a89 = y[16] * a74;
  const V a90 = p.c22 + a89;
  const V a92 = S(1) / a90;
  const V a93 = a74 * a92;
  const V a94 = y[16] * a93;
  const V a95 = p.c21 * a94;
  const V a96 = p.c20 * a89;
  const V a97 = a95 + a96;
  const V a98 = p.c15 * a97;
  const V a99 = a69 + a98;
  const V a100 = a88 - a99;
  const V a101 = a48 + a51;
  const V a102 = a101 + a54;
  const V a103 = a102 + a39;
  const V a104 = p.c23 * y[21];
  const V a105 = a103 + a104;
  const V a106 = y[17] * a74;
  const V a107 = p.c25 + a106;
  const V a109 = S(1) / a107;
  const V a110 = a74 * a109;
  const V a111 = y[17] * a110;
  const V a112 = p.c24 * a111;
  const V a113 = p.c20 * a106;
  const V a114 = a112 + a113;
  const V a115 = p.c15 * a114;
  const V a116 = a88 + a115;
  const V a117 = a105 - a116;
  const V a118 = p.c26 * y[21];
  const V a119 = p.c27 * y[18];
  const V a120 = a118 - a119;
  const V a121 = p.c28 * y[21];
  const V a122 = p.c30 * y[19];
  const V a123 = a122 * a122;
  const V a124 = p.c29 * a123;
  const V a125 = a121 - a124;
  const V a126 = p.c31 * y[21];
  const V a127 = p.c32 * y[20];
  const V a128 = a126 - a127;
  const V a129 = a115 + a98;
  const V a130 = a129 + a84;
  const V a131 = a130 + a64;
  const V a132 = a131 + a119;
  const V a133 = a132 + a124;
  const V a134 = a133 + a127;
  const V a135 = a104 + a118;
  const V a136 = a135 + a121;
  const V a137 = a136 + a126;
  const V a138 = p.c36 * y[21];
  const V a139 = t - p.c39;
  const V a140 = S(0.2617993877991494) * a139;
  const V a141 = lane_cos(a140);
  const V a142 = p.c38 * a141;
  const V a143 = S(1.0) - a142;
  const V a144 = p.c37 * a143;
  const V a145 = a138 - a144;
  const V a146 = p.c35 * a145;
  const V a147 = decay(a146);
  const V a148 = softplus(a146, a147);
  const V a149 = p.c40 * a143;
  const V a150 = decay(a149);
  const V a151 = softplus(a149, a150);
  const V a152 = a148 - a151;
  const V a153 = p.c34 * a152;
  const V a154 = a137 + a153;
  const V a155 = p.c41 * y[21];
  const V a156 = a154 + a155;
  const V a157 = s.c43 * y[21];
  const V a158 = a156 + a157;
  const V a159 = a134 - a158;
  const V a160 = s.c33 + a159;
  const V a161 = a155 + a157;
  const V a162 = p.c42 * y[21];
  const V a163 = a162 - S(1.0);
  const V a164 = p.c47 * a163;
  const V a165 = S(1.0) + a164;
  const V a166 = p.c46 * a165;
  const V a167 = a166 - y[28];
  const V a168 = p.c45 * a167;
  const V a169 = p.c50 * a163;
  const V a170 = S(1.0) + a169;
  const V a171 = p.c49 * a170;
  const V a172 = a171 - y[29];
  const V a173 = p.c48 * a172;
  f[0] = a17;
  f[1] = a24;
  f[2] = a28;
  f[3] = a32;
  f[4] = a36;
  f[5] = a40;
  f[6] = a42;
  f[7] = a44;
  f[8] = a47;
  f[9] = a50;
  f[10] = a53;
  f[11] = a56;
  f[12] = a58;
  f[13] = a61;
  f[14] = a67;
  f[15] = a86;
  f[16] = a100;
  f[17] = a117;
  f[18] = a120;
  f[19] = a125;
  f[20] = a128;
  f[21] = a160;
  f[22] = a65;
  f[23] = a16;
  f[24] = s.c44;
  f[25] = a153;
  f[26] = a161;
  f[27] = a104;
  f[28] = a168;
  f[29] = a173;
}

// The slope, the moving entries of -J, and the slope's own change with time.
template <class V>
INLINE void linearize(const Personal<V>& p, const Steady<V>& s, const V* y, const V t, V* f, V* n, V* drift) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  const V a0 = y[8] + p.c2;
  const V a1 = S(1) / a0;
  const V a2 = y[8] * a1;
  const V a3 = p.c1 * a2;
  const V a4 = S(1.0) + a3;
  const V a5 = p.c3 * y[7];
  const V a6 = S(1.0) + a5;
  const V a7 = a4 * a6;
  const V a8 = a7 * y[9];
  const V a9 = p.c0 * a8;
  const V a10 = a7 * y[10];
  const V a11 = p.c0 * a10;
  const V a12 = a9 + a11;
  const V a13 = a7 * y[11];
  const V a14 = p.c0 * a13;
  const V a15 = a12 + a14;
  const V a16 = p.c4 * y[0];
  const V a17 = a15 - a16;
  const V a18 = y[1] + p.c2;
  const V a19 = S(1) / a18;
  const V a20 = y[1] * a19;
  const V a21 = p.c6 * a20;
  const V a22 = p.c5 + a21;
  const V a23 = a22 * y[1];
  const V a24 = -a23;
  const V a25 = s.c7 * y[2];
  const V a26 = a22 * y[2];
  const V a27 = a25 + a26;
  const V a28 = -a27;
  const V a29 = s.c8 * y[3];
  const V a30 = a22 * y[3];
  const V a31 = a29 + a30;
  const V a32 = -a31;
  const V a33 = s.c9 * y[4];
  const V a34 = a22 * y[4];
  const V a35 = a33 + a34;
  const V a36 = -a35;
  const V a37 = a25 + a29;
  const V a38 = a37 + a33;
  const V a39 = a22 * y[5];
  const V a40 = a38 - a39;
  const V a41 = a22 * y[6];
  const V a42 = -a41;
  const V a43 = p.c10 * y[7];
  const V a44 = a41 - a43;
  const V a45 = a7 * y[8];
  const V a46 = p.c0 * a45;
  const V a47 = a23 - a46;
  const V a48 = s.c11 * y[9];
  const V a49 = a48 + a9;
  const V a50 = a26 - a49;
  const V a51 = s.c12 * y[10];
  const V a52 = a51 + a11;
  const V a53 = a30 - a52;
  const V a54 = s.c13 * y[11];
  const V a55 = a54 + a14;
  const V a56 = a34 - a55;
  const V a57 = a22 * y[12];
  const V a58 = -a57;
  const V a59 = a7 * y[13];
  const V a60 = p.c0 * a59;
  const V a61 = a57 - a60;
  const V a62 = a7 * y[15];
  const V a63 = p.c14 * a62;
  const V a64 = p.c16 * y[14];
  const V a65 = p.c4 * y[14];
  const V a66 = a64 + a65;
  const V a67 = a63 - a66;
  const V a68 = a7 * y[16];
  const V a69 = p.c14 * a68;
  const V a70 = y[12] + y[13];
  const V a71 = p.c18 * a70;
  const V a72 = a71 * a71;
  const V a73 = S(1.0) + a72;
  const V a74 = S(1) / a73;
  const V a75 = y[15] * a74;
  const V a76 = p.c19 + a75;
  const V a78 = S(1) / a76;
  const V a79 = a74 * a78;
  const V a80 = y[15] * a79;
  const V a81 = p.c17 * a80;
  const V a82 = p.c20 * a75;
  const V a83 = a81 + a82;
  const V a84 = p.c15 * a83;
  const V a85 = a63 + a84;
  const V a86 = a69 - a85;
  const V a87 = a7 * y[17];
  const V a88 = p.c14 * a87;
  const V a89 = y[16] * a74;
  const V a90 = p.c22 + a89;
  const V a92 = S(1) / a90;
  const V a93 = a74 * a92;
  const V a94 = y[16] * a93;
  const V a95 = p.c21 * a94;
  const V a96 = p.c20 * a89;
  const V a97 = a95 + a96;
  const V a98 = p.c15 * a97;
  const V a99 = a69 + a98;
  const V a100 = a88 - a99;
  const V a101 = a48 + a51;
  const V a102 = a101 + a54;
  const V a103 = a102 + a39;
  const V a104 = p.c23 * y[21];
  const V a105 = a103 + a104;
  const V a106 = y[17] * a74;
  const V a107 = p.c25 + a106;
  const V a109 = S(1) / a107;
  const V a110 = a74 * a109;
  const V a111 = y[17] * a110;
  const V a112 = p.c24 * a111;
  const V a113 = p.c20 * a106;
  const V a114 = a112 + a113;
  const V a115 = p.c15 * a114;
  const V a116 = a88 + a115;
  const V a117 = a105 - a116;
  const V a118 = p.c26 * y[21];
  const V a119 = p.c27 * y[18];
  const V a120 = a118 - a119;
  const V a121 = p.c28 * y[21];
  const V a122 = p.c30 * y[19];
  const V a123 = a122 * a122;
  const V a124 = p.c29 * a123;
  const V a125 = a121 - a124;
  const V a126 = p.c31 * y[21];
  const V a127 = p.c32 * y[20];
  const V a128 = a126 - a127;
  const V a129 = a115 + a98;
  const V a130 = a129 + a84;
  const V a131 = a130 + a64;
  const V a132 = a131 + a119;
  const V a133 = a132 + a124;
  const V a134 = a133 + a127;
  const V a135 = a104 + a118;
  const V a136 = a135 + a121;
  const V a137 = a136 + a126;
  const V a138 = p.c36 * y[21];
  const V a139 = t - p.c39;
  const V a140 = S(0.2617993877991494) * a139;
  const V a141 = lane_cos(a140);
  const V a142 = p.c38 * a141;
  const V a143 = S(1.0) - a142;
  const V a144 = p.c37 * a143;
  const V a145 = a138 - a144;
  const V a146 = p.c35 * a145;
  const V a147 = decay(a146);
  const V a148 = softplus(a146, a147);
  const V a149 = p.c40 * a143;
  const V a150 = decay(a149);
  const V a151 = softplus(a149, a150);
  const V a152 = a148 - a151;
  const V a153 = p.c34 * a152;
  const V a154 = a137 + a153;
  const V a155 = p.c41 * y[21];
  const V a156 = a154 + a155;
  const V a157 = s.c43 * y[21];
  const V a158 = a156 + a157;
  const V a159 = a134 - a158;
  const V a160 = s.c33 + a159;
  const V a161 = a155 + a157;
  const V a162 = p.c42 * y[21];
  const V a163 = a162 - S(1.0);
  const V a164 = p.c47 * a163;
  const V a165 = S(1.0) + a164;
  const V a166 = p.c46 * a165;
  const V a167 = a166 - y[28];
  const V a168 = p.c45 * a167;
  const V a169 = p.c50 * a163;
  const V a170 = S(1.0) + a169;
  const V a171 = p.c49 * a170;
  const V a172 = a171 - y[29];
  const V a173 = p.c48 * a172;
  const V a174 = a4 * y[9];
  const V a175 = p.c51 * a174;
  const V a176 = a4 * y[10];
  const V a177 = p.c51 * a176;
  const V a178 = a175 + a177;
  const V a179 = a4 * y[11];
  const V a180 = p.c51 * a179;
  const V a181 = a178 + a180;
  const V a182 = -a181;
  const V a183 = S(1.0) - a2;
  const V a184 = a183 * a6;
  const V a185 = a184 * y[9];
  const V a186 = a185 * a1;
  const V a187 = p.c52 * a186;
  const V a188 = a184 * y[10];
  const V a189 = a188 * a1;
  const V a190 = p.c52 * a189;
  const V a191 = a187 + a190;
  const V a192 = a184 * y[11];
  const V a193 = a192 * a1;
  const V a194 = p.c52 * a193;
  const V a195 = a191 + a194;
  const V a196 = -a195;
  const V a197 = p.c0 * a7;
  const V a198 = -a197;
  const V a199 = S(1.0) - a20;
  const V a200 = a199 * y[1];
  const V a201 = a200 * a19;
  const V a202 = p.c53 * a201;
  const V a203 = -a22;
  const V a204 = a202 + a203;
  const V a205 = -a204;
  const V a206 = a199 * y[2];
  const V a207 = a206 * a19;
  const V a208 = p.c6 * a207;
  const V a209 = s.c7 + a22;
  const V a210 = a199 * y[3];
  const V a211 = a210 * a19;
  const V a212 = p.c6 * a211;
  const V a213 = s.c8 + a22;
  const V a214 = a199 * y[4];
  const V a215 = a214 * a19;
  const V a216 = p.c6 * a215;
  const V a217 = s.c9 + a22;
  const V a218 = a199 * y[5];
  const V a219 = a218 * a19;
  const V a220 = p.c6 * a219;
  const V a221 = a199 * y[6];
  const V a222 = a221 * a19;
  const V a223 = p.c53 * a222;
  const V a224 = -a223;
  const V a225 = -a203;
  const V a226 = p.c6 * a222;
  const V a227 = -a226;
  const V a228 = p.c6 * a201;
  const V a229 = a228 + a22;
  const V a230 = -a229;
  const V a231 = a4 * y[8];
  const V a232 = p.c58 * a231;
  const V a233 = -a232;
  const V a234 = a184 * y[8];
  const V a235 = a234 * a1;
  const V a236 = p.c52 * a235;
  const V a237 = a236 + a197;
  const V a238 = -a237;
  const V a239 = -a238;
  const V a240 = -a208;
  const V a241 = s.c11 + a197;
  const V a242 = -a212;
  const V a243 = s.c12 + a197;
  const V a244 = -a216;
  const V a245 = s.c13 + a197;
  const V a246 = a199 * y[12];
  const V a247 = a246 * a19;
  const V a248 = p.c53 * a247;
  const V a249 = -a248;
  const V a250 = p.c6 * a247;
  const V a251 = -a250;
  const V a252 = a4 * y[13];
  const V a253 = p.c58 * a252;
  const V a254 = -a253;
  const V a255 = a184 * y[13];
  const V a256 = a255 * a1;
  const V a257 = p.c59 * a256;
  const V a258 = -a257;
  const V a259 = p.c60 * a7;
  const V a260 = -a259;
  const V a261 = a4 * y[15];
  const V a262 = p.c61 * a261;
  const V a263 = -a262;
  const V a264 = a184 * y[15];
  const V a265 = a264 * a1;
  const V a266 = p.c62 * a265;
  const V a267 = -a266;
  const V a268 = p.c14 * a7;
  const V a269 = -a268;
  const V a270 = a4 * y[16];
  const V a271 = p.c61 * a270;
  const V a272 = a262 - a271;
  const V a273 = a184 * y[16];
  const V a274 = a273 * a1;
  const V a275 = p.c62 * a274;
  const V a276 = a266 - a275;
  const V a277 = a70 * y[15];
  const V a279 = a74 * a74;
  const V a280 = a277 * a279;
  const V a281 = p.c64 * a280;
  const V a282 = y[15] * a70;
  const V a283 = a282 * y[15];
  const V a286 = a79 * a74;
  const V a287 = a286 * a74;
  const V a288 = a283 * a287;
  const V a289 = p.c64 * a288;
  const V a290 = a281 - a289;
  const V a291 = a290 * a78;
  const V a292 = p.c65 * a280;
  const V a293 = a291 + a292;
  const V a294 = p.c15 * a293;
  const V a295 = p.c17 * a74;
  const V a296 = y[15] * a286;
  const V a297 = p.c17 * a296;
  const V a298 = a295 - a297;
  const V a299 = a298 * a78;
  const V a300 = p.c20 * a74;
  const V a301 = a299 + a300;
  const V a302 = p.c15 * a301;
  const V a303 = a268 + a302;
  const V a304 = a4 * y[17];
  const V a305 = p.c61 * a304;
  const V a306 = a271 - a305;
  const V a307 = a184 * y[17];
  const V a308 = a307 * a1;
  const V a309 = p.c62 * a308;
  const V a310 = a275 - a309;
  const V a311 = a70 * y[16];
  const V a312 = a311 * a279;
  const V a313 = p.c66 * a312;
  const V a314 = y[16] * a70;
  const V a315 = a314 * y[16];
  const V a318 = a93 * a74;
  const V a319 = a318 * a74;
  const V a320 = a315 * a319;
  const V a321 = p.c66 * a320;
  const V a322 = a313 - a321;
  const V a323 = a322 * a92;
  const V a324 = p.c65 * a312;
  const V a325 = a323 + a324;
  const V a326 = p.c15 * a325;
  const V a327 = p.c21 * a74;
  const V a328 = y[16] * a318;
  const V a329 = p.c21 * a328;
  const V a330 = a327 - a329;
  const V a331 = a330 * a92;
  const V a332 = a331 + a300;
  const V a333 = p.c15 * a332;
  const V a334 = a268 + a333;
  const V a335 = -a220;
  const V a336 = a70 * y[17];
  const V a337 = a336 * a279;
  const V a338 = p.c70 * a337;
  const V a339 = y[17] * a70;
  const V a340 = a339 * y[17];
  const V a343 = a110 * a74;
  const V a344 = a343 * a74;
  const V a345 = a340 * a344;
  const V a346 = p.c70 * a345;
  const V a347 = a338 - a346;
  const V a348 = a347 * a109;
  const V a349 = p.c65 * a337;
  const V a350 = a348 + a349;
  const V a351 = p.c15 * a350;
  const V a352 = p.c24 * a74;
  const V a353 = y[17] * a343;
  const V a354 = p.c24 * a353;
  const V a355 = a352 - a354;
  const V a356 = a355 * a109;
  const V a357 = a356 + a300;
  const V a358 = p.c15 * a357;
  const V a359 = a268 + a358;
  const V a360 = p.c73 * y[19];
  const V a361 = a351 + a326;
  const V a362 = a361 + a294;
  const V a363 = -a362;
  const V a364 = -a302;
  const V a365 = -a333;
  const V a366 = -a358;
  const V a367 = -a360;
  const V a368 = logistic(a146, a147);
  const V a369 = p.c81 * a368;
  const V a370 = s.c80 + a369;
  const V a371 = -a369;
  const V a372 = lane_sin(a140);
  const V a373 = a368 * a372;
  const V a374 = p.c89 * a373;
  const V a375 = logistic(a149, a150);
  const V a376 = a375 * a372;
  const V a377 = p.c89 * a376;
  const V a378 = a374 - a377;
  const V a379 = p.c34 * a378;
  const V a380 = -a379;
  f[0] = a17;
  f[1] = a24;
  f[2] = a28;
  f[3] = a32;
  f[4] = a36;
  f[5] = a40;
  f[6] = a42;
  f[7] = a44;
  f[8] = a47;
  f[9] = a50;
  f[10] = a53;
  f[11] = a56;
  f[12] = a58;
  f[13] = a61;
  f[14] = a67;
  f[15] = a86;
  f[16] = a100;
  f[17] = a117;
  f[18] = a120;
  f[19] = a125;
  f[20] = a128;
  f[21] = a160;
  f[22] = a65;
  f[23] = a16;
  f[24] = s.c44;
  f[25] = a153;
  f[26] = a161;
  f[27] = a104;
  f[28] = a168;
  f[29] = a173;
  n[0] = a182;
  n[1] = a196;
  n[2] = a198;
  n[3] = a205;
  n[4] = a208;
  n[5] = a209;
  n[6] = a212;
  n[7] = a213;
  n[8] = a216;
  n[9] = a217;
  n[10] = a220;
  n[11] = a22;
  n[12] = a224;
  n[13] = a225;
  n[14] = a227;
  n[15] = a203;
  n[16] = a230;
  n[17] = a233;
  n[18] = a239;
  n[19] = a240;
  n[20] = a175;
  n[21] = a187;
  n[22] = a241;
  n[23] = a242;
  n[24] = a177;
  n[25] = a190;
  n[26] = a243;
  n[27] = a244;
  n[28] = a180;
  n[29] = a194;
  n[30] = a245;
  n[31] = a249;
  n[32] = a251;
  n[33] = a254;
  n[34] = a258;
  n[35] = a260;
  n[36] = a263;
  n[37] = a267;
  n[38] = a269;
  n[39] = a272;
  n[40] = a276;
  n[41] = a294;
  n[42] = a303;
  n[43] = a306;
  n[44] = a310;
  n[45] = a326;
  n[46] = a334;
  n[47] = a335;
  n[48] = a305;
  n[49] = a309;
  n[50] = a351;
  n[51] = a359;
  n[52] = a360;
  n[53] = a363;
  n[54] = a364;
  n[55] = a365;
  n[56] = a366;
  n[57] = a367;
  n[58] = a370;
  n[59] = a371;
  drift[0] = a380;
  drift[1] = a379;
}

// Eliminate g I - J; over_g is 1/g.
template <class V>
INLINE void factor(const Personal<V>& p, const Steady<V>& s, const V* n, const V g, const V over_g, V* u) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  u[0] = S(1) / (g + p.c4);
  u[1] = S(1) / (g + n[3]);
  u[2] = S(1) / (g + n[5]);
  u[3] = S(1) / (g + n[7]);
  u[4] = S(1) / (g + n[9]);
  u[5] = S(1) / (g + n[11]);
  u[6] = S(1) / (g + n[13]);
  u[7] = S(1) / (g + p.c57);
  u[8] = S(1) / (g + n[18]);
  u[9] = S(1) / (g + n[22]);
  u[10] = S(1) / (g + n[26]);
  u[11] = S(1) / (g + n[30]);
  u[12] = S(1) / (g + n[35]);
  u[13] = S(1) / (g + p.c63);
  u[14] = p.c76 * u[13];
  u[15] = n[54] - u[14] * n[38];
  u[16] = S(1) / (g + n[42]);
  u[17] = u[15] * u[16];
  u[18] = n[55] - u[17] * n[38];
  u[19] = S(1) / (g + n[46]);
  u[20] = u[18] * u[19];
  u[21] = n[56] - u[20] * n[38];
  u[22] = S(1) / (g + n[51]);
  u[23] = u[21] * u[22];
  u[24] = S(1) / (g + p.c27);
  u[25] = p.c77 * u[24];
  u[26] = S(1) / (g + n[52]);
  u[27] = n[57] * u[26];
  u[28] = S(1) / (g + p.c32);
  u[29] = p.c78 * u[28];
  u[30] = S(1) / (g + n[58] - u[23] * p.c71 - u[25] * p.c72 - u[27] * p.c74 - u[29] * p.c75);
  u[31] = S(1) / (g + p.c86);
  u[32] = S(1) / (g + p.c88);
  (void)over_g; (void)s;
}

// Solve with what `factor` kept, in place.
template <class V>
INLINE void solve(const Personal<V>& p, const Steady<V>& s, const V* n, const V* u, const V over_g, V* b) {
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
  b[5] -= s.c54 * b[2];
  b[9] -= n[15] * b[2];
  b[3] *= u[3];
  b[5] -= s.c55 * b[3];
  b[10] -= n[15] * b[3];
  b[4] *= u[4];
  b[5] -= s.c56 * b[4];
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
  b[17] -= s.c67 * b[9];
  b[10] *= u[10];
  b[17] -= s.c68 * b[10];
  b[11] *= u[11];
  b[17] -= s.c69 * b[11];
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
  b[20] = u[28] * (b[20] - p.c75 * b[21]);
  b[19] = u[26] * (b[19] - p.c74 * b[21]);
  b[18] = u[24] * (b[18] - p.c72 * b[21]);
  b[17] = u[22] * (b[17] - p.c71 * b[21]);
  b[16] = u[19] * (b[16] - n[38] * b[17]);
  b[15] = u[16] * (b[15] - n[38] * b[16]);
  b[14] = u[13] * (b[14] - n[38] * b[15]);
  b[0] = u[0] * (b[0] - n[0] * b[7] - n[1] * b[8] - n[2] * b[9] - n[2] * b[10] - n[2] * b[11]);
  b[22] = over_g * (b[22] - p.c82 * b[14]);
  b[23] = over_g * (b[23] - p.c82 * b[0]);
  b[24] = over_g * (b[24]);
  b[25] = over_g * (b[25] - n[59] * b[21]);
  b[26] = over_g * (b[26] - s.c84 * b[21]);
  b[27] = over_g * (b[27] - p.c71 * b[21]);
  b[28] = u[31] * (b[28] - p.c85 * b[21]);
  b[29] = u[32] * (b[29] - p.c87 * b[21]);
  (void)over_g; (void)s;
}

// b + x * drift, for the states that drift.
template <class V>
INLINE void add_drift(const V* drift, const V x, V* b) {
  using S = scalar_of<V>;
  (void)sizeof(S);
  b[21] += x * drift[0];
  b[25] += x * drift[1];
}
