"""How long the main things take: ``make bench``. A table, and the same as JSON on the last line.

Everything runs on this machine over loopback, bounded in count and time. Name parts to run only those:
``make bench ARGS=rush_hour``.
"""

import json
import sys
import tempfile
from pathlib import Path

from tests.bench import growth, report, rush_hour, saves
from tests.bench.server import Results, blank_interviews, prepared, serving

PARTS, LONG, BLANK = ("report", "saves", "rush_hour"), ("tenfold", "growth"), 33
"""What is measured, and what only when it is named: it takes minutes."""


def measured(folder: Path, parts: frozenset[str]) -> Results:
    """The parts that were asked for, on the sample round in a database of its own."""
    environment, results = prepared(folder), Results()
    if "report" in parts:
        results |= report.measured(environment)
    if "tenfold" in parts:
        results |= report.tenfold(environment)
    if "growth" in parts:
        results |= growth.measured(folder)
    if parts <= {"report", *LONG}:
        return results
    blank = blank_interviews(folder, BLANK)
    with serving(environment) as server:
        if "saves" in parts:
            results |= saves.measured(server, environment, folder, blank)
        if "rush_hour" in parts:
            results |= rush_hour.measured(server.port, blank)
    return results


def main() -> None:
    """Measure and print."""
    parts = frozenset(sys.argv[1:] or PARTS)
    if unknown := parts.difference(PARTS, LONG):
        sys.exit(f"Onbekend: {', '.join(sorted(unknown))}. Bekend: {', '.join((*PARTS, *LONG))}.")
    with tempfile.TemporaryDirectory() as folder:
        results = measured(Path(folder), parts)
    width = max(map(len, results))
    lines = [
        f"{name:{width}}  " + "  ".join(f"{key} {value:.2f}" for key, value in found.items())
        for name, found in results.items()
    ]
    sys.stdout.write("\n".join([*lines, json.dumps(results)]) + "\n")


if __name__ == "__main__":
    main()
