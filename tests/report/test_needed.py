"""A page that loads fewer answers says the same as with all of them."""

from collections.abc import Sequence

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import tag_passages
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.compiling.needed import for_section
from surveyapp.report.desk.pages import desk_of
from surveyapp.report.material.apart import Apart
from surveyapp.report.material.places import places_of
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import parse_outline
from surveyapp.report.rounds import queries
from surveyapp.report.synthesis.operations import mark_apart
from surveyapp.report.texts.operations import save_section_text
from surveyapp.report.texts.pages import section_page
from surveyapp.verification.records.rules import Use

WHOLE = """
chapters:
- {key: slot, title: Slot, text: true}
- key: alles
  title: Alles
  sections:
  - {key: regios, title: Regio’s, questions: [regio.1, regio.2b], of: [region], headings: true}
  - key: per-provincie
    each: province
    sections:
    - {key: rest, title: Rest, questions: [regio.3a], of: [region]}
"""
BY_THEME = """
chapters:
- {key: slot, title: Slot, text: true}
- {key: wonen, title: Wonen, questions: [regio.1], of: [region], theme: wonen}
- {key: rest, title: Rest, questions: [regio.2b], of: [region], without_theme: true}
- {key: eerste, title: Eerste, questions: [regio.3a], of: [region], only: [streek-0]}
"""
NOWHERE = """
chapters:
- {key: slot, title: Slot, text: true}
- key: land
  title: Land
  sections:
  - key: per-provincie
    each: province
    sections:
    - {key: alles, title: Alles, questions: [regio.1, regio.2b, regio.3a, rijk.1], of: [region, ministry]}
"""
"""A ministry is in no province."""
OUTLINES = (WHOLE, BY_THEME, NOWHERE)
ANSWERS = {"1": "Er is gewerkt.\n\nEr is gebouwd.", "2b": "Er is gesloopt.\n\nEn nog meer.", "3a": "Samen gaat het."}


def answers(source: RoundSource) -> int:
    return sum(len(one.answers) for one in source.interviews)


def filled(session: Session, outline: str) -> AgreedRound:
    """A round with an interview in each stage, limited answers, themes and citations."""
    made = AgreedRound.of(session)
    made.round.outline = outline
    regions = [made.organisation(f"Streek {number}") for number in range(6)]
    agreed = [made.agreed(one, ANSWERS) for one in regions[:4]]
    _tag(session, agreed[0], "1", [["wonen"], ["wonen"]])
    _tag(session, agreed[1], "1", [["wonen"], []])
    waiting = made.interview(regions[4], ANSWERS)
    made.send(waiting)
    made.answer(waiting, "3a", "Samen gaat het beter.", base=1)
    made.agreed(made.organisation("EZ", OrganisationKind.MINISTRY), {"1": "Agreed by a ministry."})
    made.interview(made.organisation("BZK", OrganisationKind.MINISTRY), {"1": "Nog bezig."}, held_on=None)
    limited = made.interview(regions[5], ANSWERS)
    for one in made.send(limited):
        made.agree(one, {"1": Use.UNNAMED, "2b": Use.BACKGROUND})
    mark_apart(session, SYSTEM, made.round, ("streek-3", "2b"), Apart.MINORITY, note="", at=NOW)
    text = "Zo [streek-0.1], ‘Er is gesloopt’ [streek-1.2b], [streek-4.1], [streek-9.1] en [streek-5.3a]."
    save_section_text(session, SYSTEM, made.round, "slot", text, base=0, at=NOW)
    session.commit()
    return made


def _tag(session: Session, interview: Interview, item: str, themes: Sequence[Sequence[str]]) -> None:
    revision = newest_revisions(session, [interview.id])[interview.id][item]
    tag_passages(session, SYSTEM, interview, revision, themes, at=NOW)


@pytest.mark.parametrize("outline", OUTLINES)
def test_each_section_is_the_same_as_with_all_answers(session: Session, outline: str) -> None:
    made, read = filled(session, outline), parse_outline(outline, "x")
    every = queries.round_source(session, made.round, publisher="")
    typed = "Nieuw: [streek-2.2b] en [streek-4.2b]."
    loaded = []
    for place in places_of(read, every):
        newest = queries.find_newest_section_text(session, made.round, place.key)
        for asked in ("", "regio.3a"):
            choose = for_section(read, place.key, [typed], asked)
            some = queries.round_source(session, made.round, publisher="", choose=choose)
            loaded.append(answers(some))
            narrow, whole = (section_page(read, one, place.key, newest) for one in (some, every))
            for text in (narrow.text, typed):
                one, other = narrow.typed(text, 0), whole.typed(text, 0)
                assert (one.sources, one.number, one.chapter) == (other.sources, other.number, other.chapter)
                assert desk_of(one, asked) == desk_of(other, asked)
                assert one.citable.vain(text, one.under) == other.citable.vain(text, other.under)
                assert one.printed(text) == other.printed(text)
    assert min(loaded) < answers(every)
