"""The report beside plain WeasyPrint with naive columns on the same HTML, each in a process of its own.

The two of a turn run one after the other: beside each other, the shorter one has company all its life and the longer
one not, and company makes a second of the processor shorter. Seconds are those of the processor; those of the preview
are on the clock, as somebody waits for it.
"""

import json
import statistics
import subprocess
import sys

from tests.bench.server import Results

KINDS = "ours", "plain"
CODE = "from tests.bench import report_turns; report_turns.main()"


def measured(environment: dict[str, str]) -> Results:
    """Seconds, memory and pages, and the ratios turn by turn, so that they hold on a noisy machine."""
    results: Results = {}
    turns, single = ([_both(environment, columns) for _ in range(3)] for columns in ("2", "1"))
    for name, several in (("two columns", turns), ("one column", single)):
        for kind in KINDS:
            results[f"report, {name}, {kind}"] = _median([turn[kind] for turn in several])
        ratio = statistics.median(turn["ours"]["seconds"] / turn["plain"]["seconds"] for turn in several)
        results[f"report, {name}, ours / plain"] = {"ratio": ratio}
    again = statistics.median(turn["ours"]["again"] / turn["ours"]["seconds"] for turn in turns)
    results["report, after one changed answer / whole"] = {"ratio": again}
    results["section as it is printed"] = _turn("preview", environment)
    return results


def tenfold(environment: dict[str, str]) -> Results:
    """Ten times the text and ten times the answers, beside once."""
    once, ten = (_turn("ours", environment, "2", times) for times in ("1", "10"))
    return {
        "report, ten times": ten,
        "report, ten times / once": {"ratio": ten["seconds"] / once["seconds"]},
    }


def _median(several: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(one[key] for one in several) for key in several[0]}


def _both(environment: dict[str, str], columns: str) -> dict[str, dict[str, float]]:
    return {kind: _turn(kind, environment, columns) for kind in KINDS}


def _turn(kind: str, environment: dict[str, str], columns: str = "2", times: str = "1") -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", CODE, kind, columns, times], env=environment, capture_output=True, text=True, check=True
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result
