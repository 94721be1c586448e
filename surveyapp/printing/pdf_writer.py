"""A questionnaire on paper: with room to write, or only the questions."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from surveyapp.core import dutch
from surveyapp.core.config import resource_dir
from surveyapp.interviews.recording.models import Interview
from surveyapp.processes.rendering import papers
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Questionnaire
from surveyapp.text.addresses import printed

CSS = Path(__file__).with_suffix(".css")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the paper, about the interview. Unknown values become lines to write on."""

    organisation: str = ""
    round: str = ""
    when: str = ""
    where: tuple[str, ...] = ()
    respondents: tuple[str, ...] = ()
    interviewers: tuple[str, ...] = ()


def head_of(interview: Interview) -> Head:
    """Return what is known of an interview."""
    return Head(
        organisation=interview.organisation.label,
        round=interview.round.name,
        when=when(interview),
        where=tuple(filter(None, (interview.place, interview.video_url))),
        respondents=tuple(f"{respondent.name}, {respondent.function}" for respondent in interview.respondents),
        interviewers=tuple(interviewer.name for interviewer in interview.interviewers),
    )


def when(interview: Interview) -> str:
    """Return "dinsdag 29 mei 2018, 10:30 tot 11:30 uur", as far as it is known."""
    if interview.planned_from and interview.planned_until:
        day = dutch.weekday_date(interview.planned_from)
        return f"{day}, {dutch.hours(interview.planned_from, interview.planned_until)}"
    return dutch.weekday_date(interview.held_on) if interview.held_on else ""


def interview_paper(interview: Interview, publisher: str) -> str:
    """Return the questionnaire of an interview with room to write, as HTML for ``render``."""
    return paper(parsed(interview.questionnaire), publisher, head_of(interview), room=True)


def paper(questionnaire: Questionnaire, publisher: str, head: Head | None = None, *, room: bool) -> str:
    """Return every question word for word with its themes, as HTML for ``render``. ``room``: with lines to write on."""
    think = {
        item.number: dutch.listed([questionnaire.theme(key).title for key in item.themes]).lower()
        for item in questionnaire.items
    }
    template = _environment().get_template("printing/paper.html")
    return template.render(
        questionnaire=questionnaire, publisher=publisher, head=head or Head(), room=room, think=think
    )


def render(html: str) -> bytes:
    """Return the PDF of a paper. Raises RendererMissing, RenderFailed."""
    return papers.render(html, css=CSS.read_text("utf-8"))


def file_name(of: str) -> str:
    """Return the name of the file: "vragenlijst-oost-drenthe.pdf"."""
    return f"vragenlijst-{of}.pdf"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resource_dir("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(dutch.FILTERS, printed=printed)
    return environment
