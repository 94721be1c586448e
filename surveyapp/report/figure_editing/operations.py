"""Operations on editors' figures: add, change, take over, remove."""

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
    """Insert and return the first version of a figure. Raises BadFigure when the round has one with this name."""
    session.refresh(
        round_, ["id"], with_for_update=True
    )  # lock the round: of two requests at once, the second must see the first's figure
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
    """Insert and return the next version of a figure; return the newest when nothing differs.

    Without ``image`` the old one is kept. ``base`` is the number of the version that the editor saw. Raises NotFound,
    SaveConflict.
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
    """Insert and return the first version of a figure from the previous round, with its image unless one is given.

    Raises NotFound when that round has none with this name, and BadFigure when this round has one.
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
    """Insert and return a version; the image of ``before`` is used when none is given."""
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
    """Delete a figure with all its versions, and the images that nothing else shows.

    Raises NotFound, and Refused for a figure that a text uses.
    """
    revisions = figure_queries.figure_revisions(session, round_, name)
    if sections := sections_using(session, round_, name):
        raise Refused(
            f"De figuur ‘{name}’ staat in {listed([f'‘{title}’' for title in sections.values()])}. Haal haar daar eerst"
            " uit de tekst."
        )
    files = {revision.file_id: revision.file for revision in revisions}
    newest = revisions[0]
    for revision in revisions:
        session.delete(revision)
    session.flush()
    for file in files.values():
        drop_file(session, file)
    record_event(session, actor, "figure.remove", "figure", newest.id, at, name=name, hash=newest.file.hash)


def sections_using(session: Session, round_: Round, name: str) -> dict[str, str]:
    """Return the sections whose text uses a figure, as title by key."""
    titles = {place.key: place.title for place in queries.outline_of(round_, session).text_sections()}
    texts = queries.newest_section_texts(session, round_)
    return {key: title for key, title in titles.items() if key in texts and calls(texts[key].text, name)}
