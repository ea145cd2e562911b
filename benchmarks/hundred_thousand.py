"""What do very many people cost, if nobody keeps more than the numbers that are asked for?

    python benchmarks/hundred_thousand.py PEOPLE WEEKS

Blocks of people are drawn, settled, lived through on float lanes by one thread, and reduced to
weekly means. Prints processor seconds for drawing and settling, and for the weeks.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import numpy as np  # noqa: E402
from crowd import crowd  # noqa: E402

from magtitrate.body.model import body_model  # noqa: E402
from magtitrate.engine.population import population  # noqa: E402
from magtitrate.facts import open_facts  # noqa: E402

BLOCK = 16384


def main() -> None:
    """Solve them, and say what it took."""
    people, weeks = (int(word) for word in sys.argv[1:3])
    facts = open_facts()
    model = body_model(facts)
    drawing = living = 0.0
    done, failed, worst = 0, 0, 0.0
    troughs = []
    while done < people:
        count = min(BLOCK, people - done)
        begin = time.process_time()
        some = crowd(model, facts, people=count, weeks=weeks, first=done)
        middle = time.process_time()
        found = population(
            model, some.theta, life=some.life, start=some.start, periods=some.days, every=7,
            threads=1,
        )  # fmt: skip
        living += time.process_time() - middle
        drawing += middle - begin
        troughs.append(np.nanmean(found.levels["serum_magnesium"].trough, axis=1))
        failed += int((found.outcome != 0).sum())
        worst = max(worst, found.error[1])
        done += count
    told = {
        "people": done, "weeks": weeks, "drawing_s": drawing, "living_s": living,
        "failed": failed, "error": worst, "trough": float(np.mean(troughs)),
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()
