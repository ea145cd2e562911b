// One group of lanes on its way through the stretches between events.
//
// All lanes of a group take the same share of their own stretch in one step, so that everybody's
// own event times keep the lockstep. The share is chosen by the error of the most demanding lane
// (adaptive) or read from a mesh. A lane that fails keeps its last good state and an outcome, and
// no longer counts.

constexpr int MOST_WATCHES = 8, MOST_GAINS = 8;
constexpr double SAFETY = 0.9, GROWTH = 4.0, CUT = 0.1;  // as in engine/reference.py
constexpr double SHORTEST_H = 1e-12;  // a stretch without length still has to be divided by

// Where the steps of an adaptive run are written down: begin (stretches + 1), share (room).
struct Recorder {
  int64_t* begin = nullptr;
  double* share = nullptr;
  int64_t room = 0, used = 0;
};

struct Mesh {
  const int64_t* begin = nullptr;
  const double* share = nullptr;
  int64_t splits = 1;
};

template <class V> class Group {
 public:
  using S = scalar_of<V>;
  using B = bits_of<V>;
  static constexpr int W = Lane<V>::COUNT;

  void begin(const Problem& problem, const Settings& settings, const Results* results,
             const int64_t group) {
    problem_ = &problem;
    settings_ = &settings;
    results_ = results;
    now_ = 0;
    first_ = group * W;
    used_ = problem.lanes - first_ < W ? (int)(problem.lanes - first_) : W;
    V theta[PARAMETERS];
    for (int k = 0; k < PARAMETERS; ++k) theta[k] = row(problem.theta, k);
    personal<V>(theta, p_);
    for (int i = 0; i < STATES; ++i) y()[i] = row(problem.start, ORDER[i]);
    restart();
    for (int i = 0; i < STATES; ++i)
      for (int lane = 0; lane < W; ++lane) counted_[i][lane] = 0;
    taken = refused = 0;
  }

  // Every lane is sound again, and the step is as at the first event.
  void restart() {
    alive_ = ~B{};
    failed_ = false;
    for (int lane = 0; lane < W; ++lane) outcome_[lane] = FINISHED, recorded_[lane] = 0;
    step_h_ = step_after_event_h_ = settings_->first_step_h;
    window_ = 0;
    watching_ = false;
    soonest_ = results_ && results_->times ? results_->time_h[0] : UNBOUNDED;
  }

  // All stretches, by a mesh or, without one, adaptively.
  void live(const Mesh* mesh, Recorder* recorder) {
    if (recorder) recorder->used = 0, recorder->begin[0] = 0;
    for (int64_t k = 0; k < problem_->stretches; ++k) {
      enter(k);
      if (mesh)
        cross_by_mesh(mesh->share + mesh->begin[k], mesh->begin[k + 1] - mesh->begin[k],
                      mesh->splits);
      else
        cross_adaptively(recorder);
      if (recorder) recorder->begin[k + 1] = recorder->used;
      leave(k);
    }
  }

  // What is left to say at the end.
  void finish() {
    record_until(UNBOUNDED);
    const int64_t lanes = problem_->lanes;
    for (int lane = 0; lane < used_; ++lane) {
      if (results_->outcome) results_->outcome[first_ + lane] = (int8_t)outcome_[lane];
      if (results_->last)
        for (int i = 0; i < STATES; ++i)
          results_->last[ORDER[i] * lanes + first_ + lane] =
              (double)at<V>(y()[i], lane) + counted_[i][lane];
      if (results_->last)
        for (int k = 0; k < ABSENT; ++k)
          results_->last[ABSENT_ROWS[k] * lanes + first_ + lane] = 0;
    }
  }

  V* y() { return states_[now_]; }
  int used() const { return used_; }
  int64_t first() const { return first_; }
  int outcome(const int lane) const { return outcome_[lane]; }
  B alive() const { return alive_; }

  // A row of a table of lanes, as far as it belongs to this group.
  V row(const double* table, const int64_t k) const {
    V result;
    const double* values = table + k * problem_->lanes;
    for (int lane = 0; lane < W; ++lane) put<V>(result, lane, (S)values[lane_here(lane)]);
    return result;
  }

  int64_t taken, refused;

 private:
  static constexpr double UNBOUNDED = 1e300;

  const Problem* problem_;
  const Settings* settings_;
  const Results* results_;
  int64_t first_;
  int used_;
  Personal<V> p_;
  Steady<V> s_;
  V states_[2][STATES], slopes_[2][STATES], n_[MOVING], drift_[DRIFTS], error_[STATES];
  int now_;
  B alive_;
  bool failed_;
  int outcome_[W];
  // The stretch: where each lane's begins, how long it is, and that as lanes.
  double begin_h_[W], end_h_[W], longest_h_;
  V clock_, length_;
  double step_h_, step_after_event_h_;
  // Records: the next time of each lane, and the earliest of them.
  int64_t recorded_[W];
  double soonest_;
  // Windows.
  int64_t window_;
  bool watching_;
  V low_[MOST_WATCHES], high_[MOST_WATCHES], trough_[MOST_WATCHES], peak_[MOST_WATCHES];
  V area_[MOST_WATCHES], below_[MOST_WATCHES], above_[MOST_WATCHES], gained_[MOST_GAINS];
  int watched_[MOST_WATCHES];
  // What float ledgers have counted before this window.
  double counted_[STATES][W];

  V* f() { return slopes_[now_]; }
  V* fresh() { return states_[1 - now_]; }
  V* fresh_f() { return slopes_[1 - now_]; }

  // ---------------------------------------------------------------- tables

  int64_t lane_here(const int lane) const { return first_ + (lane < used_ ? lane : used_ - 1); }

  double value(const int32_t k, const int lane) const {
    return k < 0 ? problem_->common[-1 - k] : problem_->own[k * problem_->lanes + lane_here(lane)];
  }

  V values(const int32_t k) const {
    return k < 0 ? all<V>((S)problem_->common[-1 - k]) : row(problem_->own, k);
  }

  // ---------------------------------------------------------------- events

  // To the beginning of a stretch, with what happens there.
  void enter(const int64_t k) {
    for (int lane = 0; lane < W; ++lane) {
      begin_h_[lane] = value(problem_->edge_row[k], lane) + problem_->edge_shift[k];
      end_h_[lane] = value(problem_->edge_row[k + 1], lane) + problem_->edge_shift[k + 1];
    }
    longest_h_ = 0;
    for (int lane = 0; lane < W; ++lane) {
      const double length = end_h_[lane] - begin_h_[lane];
      longest_h_ = length > longest_h_ ? length : longest_h_;
    }
    for (int lane = 0; lane < W; ++lane) {
      const double begin = begin_h_[lane], length = end_h_[lane] - begin;
      put<V>(clock_, lane, (S)(begin - CLOCK_H * __builtin_floor(begin / CLOCK_H)));
      put<V>(length_, lane, (S)length);
    }
    record_until(-1);
    if (results_) open_window(k);
    jump(k);
    V given[INPUTS];
    for (int i = 0; i < INPUTS; ++i) given[i] = values(problem_->input_row[k * INPUTS + i]);
    steady<V>(p_, given, s_);
    linearize<V>(p_, s_, y(), clock_, f(), n_, drift_);
  }

  void jump(const int64_t k) {
    const int64_t from = problem_->jump_begin[k], to = problem_->jump_begin[k + 1];
    if (from == to) return;
    V* after = fresh();
    for (int i = 0; i < STATES; ++i) after[i] = y()[i];
    for (int64_t n = from; n < to; ++n) {
      const int place = PLACE[problem_->jump_state[n]];
      if (place >= 0) after[place] += values(problem_->jump_row[n]);
    }
    V sum = V{};
    for (int i = 0; i < STATES; ++i) sum += after[i] - after[i];
    freeze(~equal<V>(sum, V{}), NOT_FINITE);
    take_fresh();
  }

  void leave(const int64_t k) {
    record_until(-2);
    if (results_) close_window(k);
  }

  // The fresh state becomes the present one, but for lanes that have failed.
  void take_fresh() {
    if (failed_)
      for (int i = 0; i < STATES; ++i) fresh()[i] = choose<V>(alive_, fresh()[i], y()[i]);
    for (int i = 0; i < STATES; ++i) y()[i] = fresh()[i];
  }

  // ---------------------------------------------------------------- adaptive

  void cross_adaptively(Recorder* recorder) {
    double now = 0, left = longest_h_;
    step_h_ = step_after_event_h_;
    double used = 0;
    const double days = longest_h_ / 24, allowed = settings_->steps_per_day * (days > 1 ? days : 1);
    bool is_first = true;
    while (left > 0) {
      const double step = accepted(now, left);
      if (is_first)
        step_after_event_h_ = step > settings_->first_step_h ? step : settings_->first_step_h;
      is_first = false;
      const bool last = step == left;
      const double after = last ? longest_h_ : now + step;
      const double share = now / longest_h_, next = last ? 1.0 : after / longest_h_;
      if (recorder) write_down(*recorder, next - share);
      advance(share, next, last);
      check_sign();
      now = after;
      left = longest_h_ - now;
      if (++used > allowed) freeze_worst(), used = 0;
    }
  }

  static void write_down(Recorder& recorder, const double share) {
    if (recorder.used < recorder.room) recorder.share[recorder.used] = share;
    ++recorder.used;
  }

  // Try smaller steps until every lane's error is allowed; the fresh state is ready.
  double accepted(const double now, const double left) {
    double step = step_h_ < settings_->largest_step_h ? step_h_ : settings_->largest_step_h;
    // Two steps of a half rather than a long one and a tiny rest.
    if (step >= left) step = left;
    else if (step > left / 2) step = left / 2;
    while (true) {
      const double error = attempt(now, step);
      const double factor =
          SAFETY / __builtin_sqrt(__builtin_sqrt(error > 1e-8 ? error : 1e-8));
      if (error <= 1) {
        ++taken;
        step_h_ = step * (factor < GROWTH ? factor : GROWTH);
        return step;
      }
      ++refused;
      if (step <= settings_->smallest_step_h) freeze_failing();
      step *= factor > CUT ? factor : CUT;
      if (!(step > settings_->smallest_step_h)) step = settings_->smallest_step_h;
      if (step > left) step = left;
    }
  }

  double attempt(const double now, const double step_h) {
    const V h = larger<V>(length_ * (S)(step_h / longest_h_), all<V>((S)SHORTEST_H));
    const V t = clock_ + length_ * (S)(now / longest_h_);
    step<V, true>(p_, s_, y(), f(), n_, drift_, t, h, fresh(), error_);
    const V measured = errors();
    return (double)largest<V>(measured);
  }

  // The largest error of each lane in units of what is allowed; unbounded where it is no number.
  V errors() {
    V worst = V{}, sum = V{};
    for (int i = 0; i < STATES; ++i) {
      const V allowed = LEDGER[i] ? all<V>((S)(settings_->rtol * settings_->ledger_floor))
                                  : (S)settings_->rtol * (size<V>(y()[i]) + (S)settings_->floor);
      const V error = size<V>(error_[i]) / allowed;
      worst = larger<V>(worst, error);
      sum += error;
    }
    worst = choose<V>(ordinary<V>(sum), worst, all<V>((S)UNBOUNDED_ERROR));
    return choose<V>(alive_, worst, V{});
  }
  static constexpr double UNBOUNDED_ERROR = 1e30;

  // ---------------------------------------------------------------- mesh

  void cross_by_mesh(const double* share, const int64_t count, const int64_t splits) {
    if (!(longest_h_ > 0)) return;
    V before[STATES];
    for (int i = 0; i < STATES; ++i) before[i] = y()[i];
    double now = 0;
    for (int64_t n = 0; n < count; ++n)
      for (int64_t part = 0; part < splits; ++part) {
        const bool last = n == count - 1 && part == splits - 1;
        const double after = last ? 1.0 : now + share[n] / (double)splits;
        const V h = larger<V>(length_ * (S)(after - now), all<V>((S)SHORTEST_H));
        step<V, false>(p_, s_, y(), f(), n_, drift_, clock_ + length_ * (S)now, h, fresh(), error_);
        ++taken;
        advance(now, after, last);
        now = after;
      }
    V sum = V{};
    for (int i = 0; i < STATES; ++i) sum += y()[i] - y()[i];
    freeze(~equal<V>(sum, V{}), NOT_FINITE);
    check_sign();
    if (failed_)
      for (int i = 0; i < STATES; ++i) y()[i] = choose<V>(alive_, y()[i], before[i]);
  }

  // ---------------------------------------------------------------- from step to step

  // Take the fresh state; `now` and `after` are shares of the stretch.
  void advance(const double now, const double after, const bool last) {
    if (failed_)
      for (int i = 0; i < STATES; ++i) fresh()[i] = choose<V>(alive_, fresh()[i], y()[i]);
    const bool records = due(after);
    const V there = clock_ + length_ * (S)after;
    if (!last)
      linearize<V>(p_, s_, fresh(), there, fresh_f(), n_, drift_);
    else if (records || watching_)
      slope<V>(p_, s_, fresh(), there, fresh_f());
    if (records) record_between(now, after);
    if (watching_) watch(length_ * (S)(after - now));
    now_ = 1 - now_;
  }

  // ---------------------------------------------------------------- lanes that fail

  // Keep these lanes where they are, unless they were frozen before.
  void freeze(const B lanes, const int outcome) {
    const B fresh_ones = lanes & alive_;
    if (!any<V>(fresh_ones)) return;
    failed_ = true;
    alive_ = alive_ & ~fresh_ones;
    const V chosen = choose<V>(fresh_ones, all<V>(S(1)), V{});
    for (int lane = 0; lane < W; ++lane)
      if (at<V>(chosen, lane) != 0) outcome_[lane] = outcome;
  }

  // No smaller step is allowed: the lanes whose error is still too large end here.
  void freeze_failing() {
    const V error = errors();
    freeze(equal<V>(error, all<V>((S)UNBOUNDED_ERROR)), NOT_FINITE);
    freeze(below<V>(all<V>(S(1)), error), STEP_LIMIT);
  }

  void freeze_worst() {
    const V error = errors();
    freeze(equal<V>(error, all<V>(largest<V>(error))), STEP_LIMIT);
  }

  void check_sign() {
    V lowest = V{};
    for (int i = 0; i < STATES; ++i)
      if (NEVER_NEGATIVE[i]) lowest = smaller<V>(lowest, y()[i]);
    freeze(below<V>(lowest, all<V>((S)-settings_->negative_mmol)), NEGATIVE);
  }

  // ---------------------------------------------------------------- records

  // Where a lane stands after a share of the stretch.
  double hour_of(const int lane, const double share) const {
    return share == 1 ? end_h_[lane] : begin_h_[lane] + share * (end_h_[lane] - begin_h_[lane]);
  }

  // Whether a lane passes a wanted time before that share of the stretch.
  bool due(const double after) const {
    if (soonest_ >= UNBOUNDED) return false;
    for (int lane = 0; lane < used_; ++lane)
      if (soonest_ < hour_of(lane, after)) return true;
    return false;
  }

  // The present state, for every time up to an hour: that given, or the stretch's begin (-1) or
  // end (-2).
  void record_until(const double hour) {
    if (soonest_ >= UNBOUNDED) return;
    for (int lane = 0; lane < used_; ++lane) {
      const double until = hour == -1 ? begin_h_[lane] : hour == -2 ? end_h_[lane] : hour;
      while (recorded_[lane] < results_->times && results_->time_h[recorded_[lane]] <= until)
        record(lane, y(), y(), y(), y(), 0, 0);
    }
    find_soonest();
  }

  void record_between(const double now, const double after) {
    for (int lane = 0; lane < used_; ++lane) {
      const double from = hour_of(lane, now), to = hour_of(lane, after);
      while (recorded_[lane] < results_->times && results_->time_h[recorded_[lane]] < to)
        record(lane, y(), fresh(), f(), fresh_f(), to - from,
               (results_->time_h[recorded_[lane]] - from) / (to - from));
    }
    find_soonest();
  }

  // Cubic Hermite between two steps: as exact as the steps, and it keeps linear sums.
  void record(const int lane, const V* y0, const V* y1, const V* f0, const V* f1,
              const double h, const double s) {
    double* out =
        results_->states + recorded_[lane] * MODEL_STATES * problem_->lanes + first_ + lane;
    for (int k = 0; k < ABSENT; ++k) out[ABSENT_ROWS[k] * problem_->lanes] = 0;
    for (int i = 0; i < STATES; ++i) {
      const double from = (double)at<V>(y0[i], lane), to = (double)at<V>(y1[i], lane);
      double bent = 0;
      if (h > 0)
        bent = h * s * (1 - s) *
               ((1 - s) * (double)at<V>(f0[i], lane) - s * (double)at<V>(f1[i], lane));
      const double rest = (1 + 2 * s) * (1 - s) * (1 - s);
      out[ORDER[i] * problem_->lanes] =
          rest * from + (1 - rest) * to + bent + counted_[i][lane];
    }
    ++recorded_[lane];
  }

  void find_soonest() {
    soonest_ = UNBOUNDED;
    for (int lane = 0; lane < used_; ++lane)
      if (recorded_[lane] < results_->times && results_->time_h[recorded_[lane]] < soonest_)
        soonest_ = results_->time_h[recorded_[lane]];
  }

  // ---------------------------------------------------------------- windows

  int64_t windows() const {
    return results_->window_begin_count > 1 ? results_->window_begin_count - 1 : 0;
  }

  void open_window(const int64_t k) {
    if (window_ >= windows() || results_->window_begin[window_] != k) return;
    watching_ = results_->watches > 0;
    if constexpr (sizeof(S) == 4)  // small numbers lose less
      for (int i = 0; i < STATES; ++i)
        if (LEDGER[i]) {
          for (int lane = 0; lane < W; ++lane) counted_[i][lane] += (double)at<V>(y()[i], lane);
          y()[i] = V{};
        }
    for (int w = 0; w < (int)results_->watches; ++w) {
      watched_[w] = PLACE[results_->watch_state[w]];
      low_[w] = values(results_->watch_low[w]);
      high_[w] = values(results_->watch_high[w]);
      trough_[w] = peak_[w] = y()[watched_[w]];
      area_[w] = below_[w] = above_[w] = V{};
    }
    for (int g = 0; g < (int)results_->gains; ++g) gained_[g] = sum_of(g);
  }

  void close_window(const int64_t k) {
    if (window_ >= windows() || results_->window_begin[window_ + 1] != k + 1) return;
    const int64_t watches = results_->watches, gains = results_->gains;
    for (int w = 0; w < (int)watches; ++w) {
      const int64_t place = window_ * watches + w;
      store(results_->trough, place, trough_[w]);
      store(results_->peak, place, peak_[w]);
      store(results_->area, place, area_[w]);
      store(results_->hours_below, place, below_[w]);
      store(results_->hours_above, place, above_[w]);
    }
    for (int g = 0; g < (int)gains; ++g)
      store(results_->gained, window_ * gains + g, sum_of(g) - gained_[g]);
    watching_ = false;
    ++window_;
  }

  V sum_of(const int g) {
    V sum = V{};
    const double* weight = results_->gain_weight + (int64_t)g * MODEL_STATES;
    for (int i = 0; i < STATES; ++i)
      if (weight[ORDER[i]] != 0) sum += (S)weight[ORDER[i]] * y()[i];
    return sum;
  }

  // A lane that has failed has no summary: not a number.
  void store(void* table, const int64_t place, const V x) {
    if (!table) return;
    S* out = (S*)table + place * problem_->lanes + first_;
    const V shown = choose<V>(alive_, x, number<V>(~B{}));
    for (int lane = 0; lane < used_; ++lane) out[lane] = at<V>(shown, lane);
  }

  // The step from y to fresh, as a cubic, in every watched state.
  void watch(const V h) {
    for (int w = 0; w < (int)results_->watches; ++w) {
      const int i = watched_[w];
      const V y0 = y()[i], y1 = fresh()[i], m0 = h * f()[i], m1 = h * fresh_f()[i];
      const Cubic cubic{y0, m0, S(3) * (y1 - y0) - S(2) * m0 - m1, m0 + m1 - S(2) * (y1 - y0)};
      area_[w] += h * (S(0.5) * (y0 + y1) + S(1.0 / 12) * (m0 - m1));
      trough_[w] = smaller<V>(trough_[w], y1);
      peak_[w] = larger<V>(peak_[w], y1);
      const B bends = below<V>(m0 * m1, V{});
      V middle = all<V>(S(1)), top = y1;
      if (any<V>(bends)) {
        middle = choose<V>(bends, cubic.turn(m0, m1), all<V>(S(1)));
        top = choose<V>(bends, cubic.at(middle), y1);
        trough_[w] = smaller<V>(trough_[w], top);
        peak_[w] = larger<V>(peak_[w], top);
      }
      if (results_->hours_below)
        below_[w] += h - h * share_above(cubic, low_[w], middle, y0, top, y1);
      if (results_->hours_above) above_[w] += h * share_above(cubic, high_[w], middle, y0, top, y1);
    }
  }

  struct Cubic {
    V a, b, c, d;
    V at(const V s) const { return a + s * (b + s * (c + s * d)); }
    V slope_at(const V s) const { return b + s * (S(2) * c + s * S(3) * d); }

    // Where the slope, m0 at 0 and m1 at 1 of other sign, is zero.
    V turn(const V m0, const V m1) const {
      V s = m0 / (m0 - m1);
      for (int again = 0; again < 3; ++again)
        s = inside(s - slope_at(s) / (S(2) * c + s * S(6) * d), s);
      return s;
    }

    // Where it reaches a level between two places.
    V reaches(const V level, const V from, const V to, const V y_from, const V y_to) const {
      V s = from + (to - from) * (level - y_from) / (y_to - y_from);
      for (int again = 0; again < 3; ++again)
        s = smaller<V>(larger<V>(inside(s - (at(s) - level) / slope_at(s), s), from), to);
      return s;
    }

    static V inside(const V s, const V otherwise) {
      return choose<V>(below<V>(s, V{}) | below<V>(all<V>(S(1)), s) | ~ordinary<V>(s), otherwise, s);
    }
  };

  // How much of a step lies above a level, the two monotone parts apart.
  V share_above(const Cubic& cubic, const V level, const V middle, const V y0, const V top,
                const V y1) const {
    return part_above(cubic, level, V{}, middle, y0, top) +
           part_above(cubic, level, middle, all<V>(S(1)), top, y1);
  }

  V part_above(const Cubic& cubic, const V level, const V from, const V to, const V y_from,
               const V y_to) const {
    const B begins = below<V>(level, y_from), ends = below<V>(level, y_to);
    V share = choose<V>(begins & ends, to - from, V{});
    const B crosses = begins ^ ends;
    if (!any<V>(crosses)) return share;
    const V where = cubic.reaches(level, from, to, y_from, y_to);
    return choose<V>(crosses, choose<V>(begins, where - from, to - where), share);
  }
};
