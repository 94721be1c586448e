"""Every sentence and tick of the board is computed: made false in the database, it goes."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, Organisation, Passage
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.board.pages import Board, board_of
from surveyapp.report.material.decisions import Concern
from surveyapp.report.overruling_editing.operations import findings_now, overrule
from surveyapp.report.rounds import queries
from surveyapp.report.texts import operations

OUTLINE = """chapters:
- {key: alles, title: Alles, text: true, feeds: aanpak, of: [region, province]}
- {key: wonen, title: Wonen, feeds: rijksbeleid, of: [ministry], theme: wonen}
- {key: rest, title: Overig, feeds: rijksbeleid, of: [ministry], without_theme: true}
"""
AGREED = "Elke organisatie heeft akkoord gegeven"
TEXTS = "Elke tekst van de redactie is er"
CITED = "Elke aanhaling rust op een antwoord met akkoord"
THEMES = "Van elke passage die op thema in het rapport komt, is het thema gekozen"
PLACED = "Elk antwoord met akkoord heeft een plaats"
READY = "Alles is er. U kunt het rapport definitief maken."
ALL = [AGREED, TEXTS, CITED, THEMES, PLACED]


@pytest.fixture
def made(session: Session) -> AgreedRound:
    """A round that is complete."""
    found = AgreedRound.of(session)
    found.round.outline = OUTLINE
    found.agreed(found.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    found.agreed(found.organisation("Drenthe", OrganisationKind.PROVINCE), {"1": "Beleid."})
    ministry = found.organisation("Ministerie van Sociale Zaken", OrganisationKind.MINISTRY, short="SZW")
    found.agreed(ministry, {"1": "Er komen woningen."})
    session.add(Passage(revision_id=newest(found, "szw").id, position=0, theme="wonen"))
    save(found, "Er is gewerkt [oost-drenthe.1].", base=0)
    return found


def newest(made: AgreedRound, organisation: str) -> AnswerRevision:
    statement = (
        sa.select(AnswerRevision)
        .join(AnswerRevision.answer)
        .join(Answer.interview)
        .join(Interview.organisation)
        .where(Organisation.key == organisation, Answer.item == "1")
        .order_by(AnswerRevision.number.desc())
    )
    return made.session.scalars(statement).first()  # type: ignore[return-value]


def board(made: AgreedRound) -> Board:
    made.session.flush()
    made.session.expire_all()
    return board_of(queries.outline_of(made.round), queries.round_source(made.session, made.round, publisher=""))


def save(made: AgreedRound, text: str, *, base: int = 1) -> None:
    operations.save_section_text(made.session, SYSTEM, made.round, "alles", text, base=base, at=NOW)


def decide(made: AgreedRound, concern: Concern) -> None:
    """Publish all the same, whatever is open of this kind."""
    found, _ = findings_now(made.session, made.round)
    tokens = [one.subject.token for one in found if one.subject and one.subject.concern is concern]
    assert tokens
    overrule(made.session, SYSTEM, made.round, tokens, reason="Het is genoeg.", at=NOW)


def not_agreed(made: AgreedRound) -> None:
    interview = newest(made, "oost-drenthe").answer.interview
    made.answer(interview, "1", "Hard gewerkt.", base=1)


def agreed_anew(made: AgreedRound) -> None:
    not_agreed(made)
    for one in made.send(newest(made, "oost-drenthe").answer.interview):
        made.agree(one)


def no_theme_chosen(made: AgreedRound) -> None:
    made.session.execute(sa.delete(Passage))


def other_outline(made: AgreedRound) -> None:
    made.round.outline = OUTLINE.replace("feeds: aanpak", "feeds: samenwerking")


def one_more_region(made: AgreedRound) -> None:
    made.organisation("Eemsdelta")


def test_what_is_in_order_is_said(made: AgreedRound) -> None:
    found = board(made)
    assert [one.sentence for one in found.ticks] == ALL
    assert (found.sentence, found.ready) == (READY, True)
    assert [(one.key, one.stand.label) for one in found.rows] == [
        ("alles", "Compleet"),
        ("wonen", "Compleet"),
        ("rest", "Geen antwoorden"),
    ]


@pytest.mark.parametrize(
    ("sentence", "break_it"),
    [
        (AGREED, not_agreed),
        (AGREED, one_more_region),
        (TEXTS, lambda made: save(made, "")),
        (TEXTS, lambda made: save(made, "Er waren {gesprekken} gesprekken.")),
        (CITED, agreed_anew),
        (CITED, lambda made: save(made, "Er is gewerkt [oost-drenthe.2b].")),
        (CITED, lambda made: save(made, "Er is gewerkt.")),
        (THEMES, no_theme_chosen),
        (PLACED, other_outline),
    ],
)
def test_a_tick_goes_when_it_is_not_so(
    made: AgreedRound, sentence: str, break_it: Callable[[AgreedRound], None]
) -> None:
    break_it(made)
    assert sentence not in {one.sentence for one in board(made).ticks}


@pytest.mark.parametrize(
    ("concern", "break_it", "sentence", "replaced"),
    [
        (Concern.ABSENT, one_more_region, AGREED, "1 organisatie zonder volledig akkoord"),
        (Concern.EMPTY, lambda made: save(made, ""), TEXTS, "1 paragraaf zonder tekst"),
        (Concern.STALE, agreed_anew, CITED, "1 aanhaling die niet meer klopt"),
    ],
)
def test_what_was_decided_is_not_called_in_order(
    made: AgreedRound, concern: Concern, break_it: Callable[[AgreedRound], None], sentence: str, replaced: str
) -> None:
    break_it(made)
    decide(made, concern)
    found = board(made)
    said = {one.sentence: one.decided for one in found.ticks}
    assert sentence not in said
    assert said[f"{replaced}: besloten is om toch te publiceren"]
    assert found.ready
    assert found.sentence == "Niet alles is er, maar daarover is besloten. U kunt het rapport definitief maken."
    assert sum(one.decided for one in found.rows) == 1


def test_a_row_does_not_wait_for_whom_was_decided_on(made: AgreedRound) -> None:
    one_more_region(made)
    assert board(made).rows[0].waits == "Wacht op Eemsdelta"
    decide(made, Concern.ABSENT)
    (row, *_) = board(made).rows
    assert (row.waits, row.stand.label) == ("Zonder volledig akkoord van Eemsdelta", "Onvolledig")


def test_who_stands_nowhere_in_the_outline_is_not_counted_with_those_who_agreed(made: AgreedRound) -> None:
    made.round.outline = OUTLINE.replace("[region, province]", "[region]")
    made.organisation("Groningen", OrganisationKind.PROVINCE)
    assert board(made).ticks[0].sentence == "Elke organisatie uit de indeling heeft akkoord gegeven"


def test_of_nothing_nothing_is_said(session: Session) -> None:
    empty = AgreedRound.of(session)
    empty.round.outline = "chapters:\n- {key: alles, title: Alles, feeds: aanpak, of: [region]}\n"
    assert board(empty).ticks == ()


def test_the_page_shows_the_ticks_and_no_others(client: Client, staff: MakeUser, made: AgreedRound) -> None:
    client.login(staff(RoleName.EDITOR))
    shown = ["".join(one.itertext()).strip() for one in client.get("/rapport").all("li", class_="ok")]
    assert shown == [*ALL, "Elk teken kan worden afgedrukt"]
    one_more_region(made)
    decide(made, Concern.ABSENT)
    page = client.get("/rapport")
    assert AGREED not in page.words
    assert "Bijlage 1 is gelijk" not in page.words
    no_theme_chosen(made)
    page = client.get("/rapport")
    assert page.links()["1 passage heeft nog geen thema"] == "/rapport/themas"
    assert "1 passage heeft nog geen thema Leeg" in page.words
