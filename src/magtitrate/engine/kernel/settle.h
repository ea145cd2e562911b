// Where a life of the same period leads to, lane by lane: Anderson acceleration (1965, J ACM
// 12:547; in the form of Walker & Ni 2011, SIAM J Numer Anal 49:1715), as body/baseline.py has it.
//
// The steps of the second period serve all later ones: then one period is a smooth map, and costs
// neither refused steps nor estimates of error.

constexpr int MEMORY = 6;
constexpr double DEPENDENT = 1e-9;  // of its own length: a difference that says nothing new

template <class V> class Anderson {
 public:
  using S = scalar_of<V>;

  // The next state to try, from the image of the last one and how far apart they were.
  void mixed(const V* image, const V* residual, const S trace, V* state) {
    V away[STATES];
    for (int i = 0; i < STATES; ++i) away[i] = V{}, state[i] = image[i];
    if (count_ > 0) {
      const int place = (count_ - 1) % MEMORY;
      for (int i = 0; i < STATES; ++i) {
        steps_[place][i] = residual[i] - last_residual_[i];
        moves_[place][i] = image[i] - last_image_[i];
      }
      combine(residual, away);
      V lowest = V{}, sum = V{};
      for (int i = 0; i < STATES; ++i) {
        const V there = image[i] - away[i];
        lowest = smaller<V>(lowest, there);
        state[i] = choose<V>(below<V>(there, V{}), image[i], there);
        sum += there - there;
      }
      // A step that leaves the possible is not taken: the plain map never does. But where it is a
      // trace that would fall below zero, that trace alone stays, and does not hold up the rest.
      const bits_of<V> possible = below<V>(all<V>(-trace), lowest) & equal<V>(sum, V{});
      for (int i = 0; i < STATES; ++i) state[i] = choose<V>(possible, state[i], image[i]);
    }
    for (int i = 0; i < STATES; ++i) last_residual_[i] = residual[i], last_image_[i] = image[i];
    ++count_;
  }

  void restart() { count_ = 0; }

 private:
  V steps_[MEMORY][STATES], moves_[MEMORY][STATES], last_residual_[STATES], last_image_[STATES];
  V q_[MEMORY][STATES];
  int count_;

  // Least squares by Gram-Schmidt, the newest difference first: moves * argmin |residual - steps w|.
  void combine(const V* residual, V* away) {
    const int known = count_ < MEMORY ? count_ : MEMORY;
    V r[MEMORY][MEMORY], c[MEMORY], over[MEMORY];
    V rest[STATES];
    for (int i = 0; i < STATES; ++i) rest[i] = residual[i];
    for (int n = 0; n < known; ++n) {
      const V* column = steps_[(count_ - 1 - n + MEMORY * 2) % MEMORY];
      V before = V{}, after = V{};
      for (int i = 0; i < STATES; ++i) q_[n][i] = column[i], before += column[i] * column[i];
      for (int m = 0; m < n; ++m) {
        r[m][n] = product(q_[m], q_[n]);
        for (int i = 0; i < STATES; ++i) q_[n][i] -= r[m][n] * q_[m][i];
      }
      after = product(q_[n], q_[n]);
      const bits_of<V> tells = below<V>(before * S(DEPENDENT * DEPENDENT), after);
      over[n] = choose<V>(tells, S(1) / root<V>(after), V{});
      for (int i = 0; i < STATES; ++i) q_[n][i] = choose<V>(tells, q_[n][i] * over[n], V{});
      c[n] = product(q_[n], rest);
      for (int i = 0; i < STATES; ++i) rest[i] -= c[n] * q_[n][i];
    }
    for (int n = known - 1; n >= 0; --n) {
      V weight = c[n];
      for (int m = n + 1; m < known; ++m) weight -= r[n][m] * c[m];
      c[n] = weight * over[n];
      const V* move = moves_[(count_ - 1 - n + MEMORY * 2) % MEMORY];
      for (int i = 0; i < STATES; ++i) away[i] += c[n] * move[i];
    }
  }

  static V product(const V* a, const V* b) {
    V sum = V{};
    for (int i = 0; i < STATES; ++i) sum += a[i] * b[i];
    return sum;
  }
};

template <class V> struct SettlingSpace {
  Group<V> group;
  Anderson<V> anderson;
  V push[MOST_SLOW][STATES];  // as in Settling
  int slow[MOST_SLOW];        // their places
  int slow_count;
};

template <class V>
void read_lead(SettlingSpace<V>& space, const Problem& problem, const Settling& settling) {
  const Group<V>& group = space.group;
  space.slow_count = 0;
  for (int64_t n = 0; n < settling.slow_count; ++n) {
    const int place = PLACE[settling.slow[n]];
    if (place < 0) continue;
    for (int i = 0; i < STATES; ++i)
      space.push[space.slow_count][i] =
          group.row(settling.push, ORDER[i] * settling.slow_count + n);
    space.slow[space.slow_count++] = place;
  }
}

// What is still to come of the slow states' way is taken at once, in the state and in how far it
// is from the last one; not by a lane that it would lead beyond the possible.
template <class V>
void led(const SettlingSpace<V>& space, const scalar_of<V> trace, V* image, V* residual) {
  using S = scalar_of<V>;
  V further[STATES], there[STATES], lowest = V{}, sum = V{};
  for (int i = 0; i < STATES; ++i) {
    further[i] = V{};
    for (int n = 0; n < space.slow_count; ++n)
      further[i] += space.push[n][i] * residual[space.slow[n]];
    there[i] = image[i] + further[i] * (size<V>(image[i]) + trace);
    lowest = smaller<V>(lowest, there[i]);
    sum += there[i] - there[i];
  }
  const bits_of<V> possible = below<V>(all<V>(-trace), lowest) & equal<V>(sum, V{});
  for (int i = 0; i < STATES; ++i) {
    const bits_of<V> taken = possible & ~below<V>(there[i], V{});
    image[i] = choose<V>(taken, there[i], image[i]);
    residual[i] = choose<V>(taken, residual[i] + further[i], residual[i]);
  }
}

template <class V>
void settle_group(SettlingSpace<V>& space, const Problem& problem, const Settings& settings,
                  const Settling& settling, const int64_t number, Recorder& recorder,
                  int64_t* periods) {
  using S = scalar_of<V>;
  constexpr int W = Lane<V>::COUNT;
  Group<V>& group = space.group;
  group.begin(problem, settings, nullptr, number);
  space.anderson.restart();
  read_lead<V>(space, problem, settling);
  V state[STATES], residual[STATES];
  for (int i = 0; i < STATES; ++i) state[i] = LEDGER[i] ? V{} : group.y()[i];
  bool settled[W], failed_before[W];
  for (int lane = 0; lane < W; ++lane) settled[lane] = failed_before[lane] = false;
  bool recorded = false;
  int64_t period = 0;
  while (period < settling.limit) {
    ++period;
    for (int i = 0; i < STATES; ++i) group.y()[i] = state[i];
    group.restart();
    const Mesh mesh{recorder.begin, recorder.share, 1};
    group.live(recorded ? &mesh : nullptr, recorded ? nullptr : &recorder);
    if (!recorded) recorded = period >= 2 && recorder.used <= recorder.room;
    V* image = group.y();
    V worst = V{}, sum = V{};
    for (int i = 0; i < STATES; ++i) {
      if (LEDGER[i]) image[i] = V{};
      residual[i] = (image[i] - state[i]) / (size<V>(image[i]) + (S)settling.size_floor);
      worst = larger<V>(worst, size<V>(residual[i]));
      sum += residual[i];
    }
    bool done = true;
    for (int lane = 0; lane < W; ++lane) {
      const bool failed = group.outcome(lane) != FINISHED;
      settled[lane] = !failed && at<V>(worst, lane) <= (S)settling.tolerance &&
                      at<V>(sum, lane) == at<V>(sum, lane);
      done = done && (settled[lane] || (failed && failed_before[lane]));
      failed_before[lane] = failed;
    }
    if (done) break;
    if (period >= settling.limit) break;
    if (space.slow_count) led<V>(space, (S)settling.size_floor, image, residual);
    space.anderson.mixed(image, residual, (S)settling.size_floor, state);
  }
  *periods = period;
  for (int lane = 0; lane < group.used(); ++lane) {
    const int64_t place = group.first() + lane;
    const int outcome = group.outcome(lane);
    settling.outcome[place] = (int8_t)(outcome == FINISHED && !settled[lane] ? STEP_LIMIT : outcome);
    for (int i = 0; i < STATES; ++i)
      settling.state[ORDER[i] * problem.lanes + place] = at<V>(group.y()[i], lane);
    for (int k = 0; k < ABSENT; ++k) settling.state[ABSENT_ROWS[k] * problem.lanes + place] = 0;
  }
}
