"""Put a figure in, change it, take it out: one verb each."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.attachments.operations import CheckedFile, drop_file, keep_file
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import listed
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import append
from surveyapp.interviews.recording.models import Round
from surveyapp.report.figures import queries as figure_queries
from surveyapp.report.material.figures import BadFigure, CleanImage, FigureData, calls
from surveyapp.report.rounds import queries
from surveyapp.report.tables import digests
from surveyapp.report.tables.models import FigureRevision


def add_figure(
    session: Session, actor: Actor, round_: Round, name: str, data: FigureData, image: CleanImage, *, at: datetime
) -> FigureRevision:
    """The first version of a figure. Raises BadFigure when the round has one of this name."""
    session.refresh(round_, ["id"], with_for_update=True)  # of two at once, the second sees the first
    if name in figure_queries.figures_of(session, round_):
        raise BadFigure("name", f"Er is al een figuur ‘{name}’. Kies een andere naam, of wijzig die figuur.")
    return _saved(session, actor, round_, name, data, image, None, base=0, at=at)


def change_figure(
    session: Session,
    actor: Actor,
    round_: Round,
    name: str,
    data: FigureData,
    image: CleanImage | None,
    *,
    base: int,
    at: datetime,
) -> FigureRevision:
    """The next version of a figure, with its old image when no other is given; the newest when nothing differs.

    ``base`` is the number of the version that was changed. Raises NotFound, SaveConflict.
    """
    newest = figure_queries.figure_revisions(session, round_, name)[0]
    return _saved(session, actor, round_, name, data, image, newest, base=base, at=at)


def take_over(
    session: Session,
    actor: Actor,
    round_: Round,
    name: str,
    data: FigureData,
    image: CleanImage | None,
    *,
    at: datetime,
) -> FigureRevision:
    """The first version of a figure that the round before has, with its image when no other is given.

    Raises NotFound when that round has none of this name, and BadFigure when this one has.
    """
    session.refresh(round_, ["id"], with_for_update=True)
    before = figure_queries.get_earlier(session, round_, name)
    if name in figure_queries.figures_of(session, round_):
        raise BadFigure("caption", f"De figuur ‘{name}’ is er in deze ronde al. Wijzig haar bij Figuren.")
    return _saved(session, actor, round_, name, data, image, before, base=0, at=at)


def _saved(
    session: Session,
    actor: Actor,
    round_: Round,
    name: str,
    data: FigureData,
    image: CleanImage | None,
    before: FigureRevision | None,
    *,
    base: int,
    at: datetime,
) -> FigureRevision:
    """``before`` has the image when no other is given."""
    if image is None:
        assert before is not None  # noqa: S101  (a first version has an image)
        file, width, height = before.file, before.width, before.height
    else:
        file = keep_file(session, CheckedFile(name, image.kind, image.content))
        width, height = image.width, image.height
    revision = FigureRevision(
        round_id=round_.id,
        name=name,
        text=data.caption,
        alternative=data.alternative,
        source=data.source,
        file_id=file.id,
        width=width,
        height=height,
        author_id=actor.user_id,
        created_at=at,
    )
    saved = append(session, revision, base=base)
    if saved is revision:
        verb = "figure.add" if saved.number == 1 else "figure.change"
        record_event(
            session,
            actor,
            verb,
            "figure",
            saved.id,
            at,
            name=name,
            number=saved.number,
            hash=file.hash,
            digest=digests.of_figure(saved),
        )
    return saved


def remove_figure(session: Session, actor: Actor, round_: Round, name: str, *, at: datetime) -> None:
    """Take a figure out, with every version and every image of it that nothing else shows.

    Raises NotFound, and Refused for one that a text of the report calls.
    """
    revisions = figure_queries.figure_revisions(session, round_, name)
    if sections := sections_using(session, round_, name):
        raise Refused(
            f"De figuur ‘{name}’ staat in {listed([f'‘{title}’' for title in sections.values()])}. Haal haar daar eerst"
            " uit de tekst."
        )
    files = {one.file_id: one.file for one in revisions}
    newest = revisions[0]
    for one in revisions:
        session.delete(one)
    session.flush()
    for file in files.values():
        drop_file(session, file)
    record_event(session, actor, "figure.remove", "figure", newest.id, at, name=name, hash=newest.file.hash)


def sections_using(session: Session, round_: Round, name: str) -> dict[str, str]:
    """The sections of the outline whose text calls a figure: keys and titles."""
    titles = {place.key: place.title for place in queries.outline_of(round_, session).text_sections()}
    texts = queries.newest_section_texts(session, round_)
    return {key: title for key, title in titles.items() if key in texts and calls(texts[key].text, name)}
