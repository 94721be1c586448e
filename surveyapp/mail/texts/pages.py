"""Sample mails with made-up values, to preview words."""

from datetime import UTC, date, datetime
from html import escape
from types import SimpleNamespace
from typing import Any

from surveyapp.mail.message.enclosures import Enclosure
from surveyapp.mail.message.marks import filled_in
from surveyapp.mail.texts.mails import Written, compose
from surveyapp.mail.texts.rules import SENDER, MailKind, Words, kinds
from surveyapp.text.words import fingerprint

LINK = "https://wederhoor.example.org/v/4kQ7-9mXd-2HtB"
_TEXT = "Er zijn woningen gesloopt en er is nieuw gebouwd, vooral voor ouderen."
_SAID = SimpleNamespace(
    item="2b",
    version=1,
    noted="",
    use=SimpleNamespace(label="Met de naam van mijn organisatie"),
    text=_TEXT,
    fingerprint=fingerprint(text=_TEXT),
    given_at=datetime(2018, 5, 29, 12, 3, tzinfo=UTC),
)
_REVISION = SimpleNamespace(answer=SimpleNamespace(item="2b"), number=1, text=_TEXT, fingerprint=_SAID.fingerprint)
_REACTION = SimpleNamespace(
    revision=_REVISION,
    kind=SimpleNamespace(label="Fout in het verslag"),
    proposal=f"{_TEXT} Dat was in 2017.",
    remark="",
)
_ROW = SimpleNamespace(
    heading="2.1 Wonen en leefomgeving",
    text="Leegstand beperkt zich niet tot woningen [OD 2b].",
    opinion=SimpleNamespace(label="Feitelijke fout"),
    words="Het gaat om winkels, niet om woningen.",
    settled=SimpleNamespace(label="Overgenomen"),
    reason="",
)
_FIXED: dict[str, dict[str, Any]] = {
    "record": {"deadline": date(2018, 6, 5), "minutes": 15},
    "reminder": {"deadline": date(2018, 6, 5)},
    "passed_on": {"deadline": date(2018, 6, 5)},
    "receipt": {
        "record": SimpleNamespace(hash=fingerprint(record=1)),
        "agreed": [_SAID],
        "other": [],
        "number": "2018-0147",
        "must_agree": True,
    },
    "reopened": {"reason": "De cijfers in dit antwoord kloppen niet met het jaarverslag."},
    "more_time": {"deadline": date(2018, 6, 19), "answer": ""},
    "no_more_time": {"deadline": date(2018, 6, 5), "answer": "Het rapport moet vóór de zomer naar de Tweede Kamer."},
    "noted": {"agreed": [_REVISION], "use": SimpleNamespace(label="Met de naam van mijn organisatie")},
    "entered": {"reactions": [_REACTION]},
    "closed_link": {},
    "agreed": {},
    "cancellation": {"reason": "De interviewer is ziek."},
    "alignment": {"deadline": date(2018, 6, 5), "minutes": 5},
    "alignment_reminder": {"deadline": date(2018, 6, 5)},
    "alignment_more_time": {"deadline": date(2018, 6, 19), "answer": ""},
    "alignment_no_more_time": {
        "deadline": date(2018, 6, 5),
        "answer": "Het rapport gaat op 12 juni naar de Kamer.",
    },
    "alignment_receipt": {"number": "2018-A1-0012", "hash": fingerprint(passages=1), "rows": [_ROW], "reach": ""},
    "alignment_settled": {"rows": [_ROW]},
    "invitation": {"interviewers": ["Interviewer Noord"], "others": [], "announced": None},
}
_APPOINTMENT = SimpleNamespace(
    begins_at=datetime(2018, 5, 29, 8, 30, tzinfo=UTC),
    ends_at=datetime(2018, 5, 29, 9, 30, tzinfo=UTC),
    place="Gemeentehuis Emmen",
    video_url="https://video.example.org/wederhoor",
)


def sample(kind: MailKind, words: Words, sender: Words) -> Written:
    """Render a sample mail with these words. For the sender's words, a reminder in standard words."""
    if kind.key == SENDER:
        kind, words, sender = kinds()["reminder"], kinds()["reminder"].standard, words
    fixed = _FIXED[kind.template] | {"appointment": _APPOINTMENT}
    made = compose(kind, words, sender, kind.samples, **fixed)
    shown = Enclosure(link=LINK, code="KQ2F-7XHB-MNEA", code_page="https://wederhoor.example.org/code")
    return Written(made.from_name, made.subject, filled_in(made.text, shown), filled_in(made.html, shown, escape))
