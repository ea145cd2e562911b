// What a thread does with one group, for one cut of the model.

template <class V>
void run_as(const Problem& problem, const Settings& settings, const Results& results,
            const int64_t number, void* workspace, int64_t* steps) {
  Group<V>& group = *static_cast<Group<V>*>(workspace);
  group.begin(problem, settings, &results, number);
  if (settings.mode == ADAPTIVE) {
    Recorder recorder;
    if (results.mesh_begin) {
      recorder.begin = results.mesh_begin + number * (problem.stretches + 1);
      recorder.share = results.mesh_share + number * results.mesh_room;
      recorder.room = results.mesh_room;
    }
    group.live(nullptr, results.mesh_begin ? &recorder : nullptr);
    if (results.mesh_begin && recorder.used > recorder.room) recorder.begin[0] = -1;
  } else {
    const Mesh mesh{settings.mesh_begin, settings.mesh_share, settings.splits};
    group.live(&mesh, nullptr);
  }
  group.finish();
  steps[0] = group.taken;
  steps[1] = group.refused;
}

void run(const Problem& problem, const Settings& settings, const Results& results,
         const int64_t number, void* workspace, int64_t* steps) {
  if (settings.mode == MESH_FLOAT)
    run_as<Floats>(problem, settings, results, number, workspace, steps);
  else
    run_as<Doubles>(problem, settings, results, number, workspace, steps);
}

void settle(const Problem& problem, const Settings& settings, const Settling& settling,
            const int64_t number, void* workspace, int64_t* mesh_begin, double* mesh_share,
            const int64_t room, int64_t* periods) {
  Recorder recorder;
  recorder.begin = mesh_begin;
  recorder.share = mesh_share;
  recorder.room = room;
  settle_group<Doubles>(*static_cast<SettlingSpace<Doubles>*>(workspace), problem, settings,
                        settling, number, recorder, periods);
}

constexpr size_t larger_of(const size_t a, const size_t b) { return a > b ? a : b; }
constexpr size_t SPACE = larger_of(sizeof(SettlingSpace<Doubles>), sizeof(Group<Floats>));
