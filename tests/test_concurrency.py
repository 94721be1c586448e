"""Many interviewers at once: what was acknowledged is there, in order, and no lock error reaches anybody."""

import subprocess
import sys
from pathlib import Path

from recorded import SYSTEM, Recorded
from setting import MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import write_transaction
from surveyapp.interviews.recording import queries

SAVES, PROCESSES = 40, 4
WRITER = Path(__file__).with_name("concurrent_writer.py")


def test_forty_saves_from_four_processes_are_all_there_in_order(make_app: MakeApp) -> None:
    app = make_app()
    with session_of(app) as session:
        writer = user_maker(session)(RoleName.INTERVIEWER, email="writer@example.org")
        with write_transaction(session):
            interview = Recorded.of(session).interview(by=[writer])
        number = interview.id
    own = [sys.executable, str(WRITER), app.instance_path, app.config["SECRET_KEY"], str(number)]
    writers = [
        subprocess.Popen([*own, f"w{place}", str(SAVES // PROCESSES)], stdout=subprocess.PIPE, text=True)
        for place in range(PROCESSES)
    ]
    said = [writer.communicate(timeout=100)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * PROCESSES
    acknowledged = [words for lines in said for words in lines]
    assert len(acknowledged) == SAVES
    with session_of(app) as session:
        found = queries.revisions_of(session, queries.get_interview(session, SYSTEM, number), "2b")
    stored = [(one.number, one.text) for one in reversed(found)]
    assert [number for number, _ in stored] == list(range(1, SAVES + 1))
    assert sorted(text for _, text in stored) == sorted(words.split("=")[1] for words in acknowledged)
    assert {f"{number}={text}" for number, text in stored} == set(acknowledged)
    for lines in said:
        numbers = [int(words.split("=")[0]) for words in lines]
        assert numbers == sorted(numbers)
