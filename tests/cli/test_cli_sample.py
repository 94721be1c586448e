"""``sample load``, and what ``serve`` tells of it in the demo."""

import json
import os
import signal
import subprocess
import sys

from command_line import Program

PROGRAM = [sys.executable, "-c", "from surveyapp.cli import main; main()"]


def test_the_sample_is_loaded_once_and_shown_in_the_demo(program: Program) -> None:
    out = program.ok("sample", "load")
    assert "De voorbeeldronde is geladen.\nInloggen met wachtwoord " in out
    assert "redactie@example.org" in out
    assert program.ok("sample", "load") == "De voorbeeldronde is er al.\n"
    states = {row["state"] for row in json.loads(program.ok("interview", "list", "--round", "2018", "--json"))}
    assert states == {"planned", "recording", "waiting", "reacted", "approved"}
    program.ok("audit", "verify")
    final = ("report", "build", "--round", "2018", "--output", program.instance / "rapport-2018.pdf")
    missing = [line.split(":")[0].strip() for line in program(*final).err.splitlines() if line.startswith("  ")]
    left_open = [part for key in missing for part in ("--leave-open", key)]
    stale = "[hoeksche-waard.2a] in leefbaarheid (rust op versie 1; versie 2 is akkoord)"
    assert stale in program.refuses(2, *final, *left_open)
    (program.instance / "rapport-2018-concept.pdf").write_bytes(b"%PDF-")

    said = first_words(SURVEYAPP_DEMO="1")
    assert "noord@example.org" in said
    assert "/postvak (en als bestand in " in said
    assert f"Het rapport als PDF: {program.instance / 'rapport-2018-concept.pdf'}" in said
    assert "noord@example.org" not in first_words()


def first_words(**environment: str) -> str:
    """What ``serve`` prints before it is stopped."""
    process = subprocess.Popen([*PROGRAM, "serve", "--port", "0"], stdout=subprocess.PIPE, env=os.environ | environment)
    with process:
        assert process.stdout
        first = os.read(process.stdout.fileno(), 4096).decode()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    return first
