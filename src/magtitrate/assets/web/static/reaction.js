// A simple reaction-time test after the psychomotor vigilance task: random pauses, practice,
// no guesses, no hidden page. The onset is the time of the frame that shows it; the answer is
// the time stamp of the event. What one browser measures is comparable with itself alone.
"use strict";

(() => {
  const PRACTICE = 8;
  const LASTS_MS = 180000;
  const PAUSE_MS = [2000, 5000];
  const GUESS_MS = 100;
  const LAPSE_MS = 355;
  const GIVEN_UP_MS = 5000;
  const SHOWN_MS = 700;

  const target = document.getElementById("target");
  const progress = document.getElementById("progress");
  const quick = new URLSearchParams(location.search).has("quick"); // for tests of this page
  const lasts = quick ? 1500 : LASTS_MS;
  const pause = quick ? [60, 120] : PAUSE_MS;
  const practice = quick ? 1 : PRACTICE;

  let state = "ready";
  let onset = 0;
  let timer = 0;
  let began = 0;
  let practiced = 0;
  let frame = 0;
  let input = "";
  let mixed = false;
  const trials = [];

  function say(text) {
    target.textContent = text;
  }

  function wait() {
    state = "waiting";
    target.classList.remove("go");
    say("Wait");
    const length = pause[0] + Math.random() * (pause[1] - pause[0]);
    timer = setTimeout(() => requestAnimationFrame(show), length);
  }

  function show(now) {
    if (document.hidden) {
      wait();
      return;
    }
    onset = now;
    state = "shown";
    target.classList.add("go");
    say("Press");
    timer = setTimeout(() => next(null), GIVEN_UP_MS);
  }

  function next(rt) {
    clearTimeout(timer);
    target.classList.remove("go");
    const counted = rt !== null && rt >= GUESS_MS;
    say(rt === null ? "Too late" : counted ? `${Math.round(rt)} ms` : "Too early");
    if (practiced < practice) {
      practiced += 1;
      progress.textContent = `Practice, ${practiced} of ${practice}`;
      if (practiced === practice) {
        began = performance.now() + SHOWN_MS;
      }
    } else {
      trials.push({ rt, counted, stimulus_onset: onset });
      const left = Math.max(0, Math.ceil((began + lasts - performance.now()) / 60000));
      progress.textContent = `About ${left} minute${left === 1 ? "" : "s"} left`;
    }
    state = "between";
    const over = practiced >= practice && began && performance.now() >= began + lasts;
    timer = setTimeout(over ? finish : wait, quick ? 30 : SHOWN_MS);
  }

  function finish() {
    state = "done";
    const good = trials.filter((one) => one.counted).map((one) => one.rt);
    if (good.length === 0) {
      say("Nothing could be counted. Start again");
      state = "ready";
      return;
    }
    const mean = good.reduce((sum, rt) => sum + rt, 0) / good.length;
    const lapses = good.filter((rt) => rt > LAPSE_MS).length;
    const early = trials.length - good.length;
    say("Done");
    progress.textContent = "";
    document.getElementById("value").value = mean.toFixed(0);
    document.getElementById("note").value =
      `${good.length} trials; ${lapses} above ${LAPSE_MS} ms; ${early} not counted; ` +
      `${input}${mixed ? " and others" : ""}; frame ${frame.toFixed(1)} ms`;
    document.getElementById("said").textContent =
      `Mean ${mean.toFixed(0)} ms of ${good.length} trials` +
      (mixed ? ". Keys and touch were mixed: rather do it again." : ".");
    document.getElementById("result").hidden = false;
    document.querySelector("#result button").focus();
  }

  function pressed(event, kind) {
    if (state === "done") {
      return;
    }
    if (state === "ready") {
      trials.length = 0;
      practiced = 0;
      wait();
      return;
    }
    mixed = mixed || (input !== "" && input !== kind);
    input = input || kind;
    if (state === "shown") {
      next(event.timeStamp - onset);
    } else if (state === "waiting") {
      onset = event.timeStamp;
      next(0);
    }
  }

  target.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    target.focus();
    pressed(event, event.pointerType);
  });
  document.addEventListener("keydown", (event) => {
    if (event.code === "Space" && !event.repeat && state !== "done") {
      event.preventDefault();
      pressed(event, "key");
    }
    if (event.code === "Enter" && state === "ready" && document.activeElement === target) {
      event.preventDefault();
      pressed(event, "key");
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && (state === "shown" || state === "waiting")) {
      clearTimeout(timer);
      wait();
    }
  });

  // How long a frame of this screen lasts: the resolution of the onset.
  const times = [];
  requestAnimationFrame(function tick(now) {
    times.push(now);
    if (times.length < 31) {
      requestAnimationFrame(tick);
    } else {
      frame = (times[30] - times[0]) / 30;
    }
  });
})();
