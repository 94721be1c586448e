"""Forms of the outline: what fills a section, and which organisations share a heading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing from the type stubs

from surveyapp.core.config import resource_dir
from surveyapp.questionnaires.operations import usable
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire, Theme
from surveyapp.report.material.rules import in_report_order
from surveyapp.report.material.sources import Organisation
from surveyapp.report.material.structure import Feed, Group, OutlineSection
from surveyapp.report.outlining.rules import why_apart
from surveyapp.web.refusal import Form

ALL = "all"
WHOM = [
    SelectChoice(ALL, "Van iedereen die deze vragen kreeg"),
    SelectChoice("categories", "Alleen van een categorie"),
    SelectChoice("only", "Alleen van de organisaties die u kiest"),
]
HOW = [
    SelectChoice(ALL, "De hele antwoorden"),
    SelectChoice("themes", "Alleen de alinea’s met de thema’s die u kiest"),
    SelectChoice("rest", "Alleen de alinea’s zonder thema"),
]
MERGED = [
    SelectChoice("apart", "Elk onder een eigen tussenkop"),
    SelectChoice("merged", "Samen als één tekst: de antwoorden op dezelfde vraag volgen op elkaar"),
]


@dataclass(frozen=True, slots=True)
class Offered:
    """Questionnaires and organisations to choose from in a round."""

    questionnaires: tuple[Questionnaire, ...]
    organisations: tuple[Organisation, ...]

    @classmethod
    def of(cls, used: Sequence[Questionnaire], organisations: Iterable[Organisation]) -> "Offered":
        """Return the choices of a round; kinds of organisations without interview get the default questionnaires."""
        kinds = {questionnaire.kind for questionnaire in used}
        offered = [
            *used,
            *(
                questionnaire
                for questionnaire in usable(resource_dir("questionnaires"))[0].values()
                if questionnaire.kind not in kinds
            ),
        ]
        order = list(OrganisationKind)
        return cls(
            tuple(sorted(offered, key=lambda questionnaire: order.index(questionnaire.kind))),
            in_report_order(organisations),
        )

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories of organisations, sorted."""
        return tuple(sorted({organisation.category for organisation in self.organisations if organisation.category}))

    @property
    def themes(self) -> tuple[Theme, ...]:
        """Themes of all questionnaires, each once."""
        return tuple(
            {theme.key: theme for questionnaire in self.questionnaires for theme in questionnaire.themes}.values()
        )

    @property
    def questions(self) -> dict[str, tuple[OrganisationKind, str]]:
        """Per question ("regio.2b"), the kind of organisation that gets it and what it feeds."""
        return {
            f"{questionnaire.key}.{item.number}": (questionnaire.kind, item.feeds)
            for questionnaire in self.questionnaires
            for item in questionnaire.items
        }

    def chosen(self, feed: Feed) -> dict[str, Any]:
        """Return the form data for a feed."""
        whom = "only" if feed.only else "categories" if feed.categories else ALL
        return {
            "questions": [
                f"{questionnaire.key}.{item.number}"
                for questionnaire in self.questionnaires
                for item in questionnaire.items
                if questionnaire.kind in feed.organisations and feed.asks(questionnaire, item.number)
            ],
            "whom": whom,
            "categories": list(feed.categories),
            "only": list(feed.only),
            "how": "rest" if feed.without_theme else "themes" if feed.themes else ALL,
            "themes": list(feed.themes),
            "headings": feed.headings,
        }

    def feed(self, chosen: dict[str, Any]) -> Feed:
        """Return the feed for chosen form data.

        It is by kind when the questions chosen are exactly those that feed one kind.
        """
        known, wanted = self.questions, set(chosen["questions"])
        kinds = frozenset(known[question][0] for question in wanted)
        labels = {known[question][1] for question in wanted}
        label = labels.pop() if len(labels) == 1 else ""
        alike = {question for question, (kind, feeds) in known.items() if kind in kinds and feeds == label}
        named = tuple(question for question in known if question in wanted)
        return Feed(
            kind=label if alike == wanted else "",
            organisations=kinds,
            themes=tuple(chosen["themes"]) if chosen["how"] == "themes" else (),
            without_theme=chosen["how"] == "rest",
            headings=chosen["headings"],
            questions=() if alike == wanted else named,
            categories=tuple(chosen["categories"]) if chosen["whom"] == "categories" else (),
            only=tuple(chosen["only"]) if chosen["whom"] == "only" else (),
        )


class PlaceForm(Form):
    """Form of a section: its title and what fills it. ``each`` adds a new one for every province."""

    title = StringField("Titel")
    text = BooleanField("Een tekst van de redactie", default=False)
    answers = BooleanField("Antwoorden uit de interviews", default=False)
    questions = SelectMultipleField("Op welke vragen?", validate_choice=False)
    whom = RadioField("Van wie?", choices=WHOM, default=ALL, validate_choice=False)
    categories = SelectMultipleField("Welke categorie?", validate_choice=False)
    only = SelectMultipleField("Welke organisaties?", validate_choice=False)
    how = RadioField("Welk deel van de antwoorden?", choices=HOW, default=ALL, validate_choice=False)
    themes = SelectMultipleField("Welke thema’s?", validate_choice=False)
    headings = BooleanField("Met een tussenkop per organisatie")
    each = BooleanField("Voor elke provincie een eigen paragraaf, met daarin een kop per regio")

    @classmethod
    def of(cls, offered: Offered, section: OutlineSection | None, *, part: bool = False) -> "PlaceForm":
        """Return the form, filled from ``section``. A ``part`` (of every province) has answers only."""
        shown: dict[str, Any] = {"text": not part, "answers": part}
        if section:
            shown = {"title": section.title, "text": section.text, "answers": section.feed is not None}
            shown |= offered.chosen(section.feed) if section.feed else {}
        form = cls(data=shown)
        form.offered, form.was = offered, section.feed if section else None
        if part and form.is_submitted():
            form.answers.data, form.text.data, form.headings.data = True, False, False
        return form

    def _chosen(self) -> dict[str, Any]:
        """Return the chosen data, without choices that no longer exist."""
        known = self.offered.questions
        questions = [question for question in self.questions.data or [] if question in known]
        kinds = {known[question][0] for question in questions}
        members = [organisation.key for organisation in self.offered.organisations if organisation.kind in kinds]
        themes = [theme.key for theme in self.offered.themes]
        return {
            "questions": questions,
            "whom": self.whom.data,
            "categories": [
                category for category in self.offered.categories if category in (self.categories.data or [])
            ],
            "only": [member for member in members if member in (self.only.data or [])],
            "how": self.how.data,
            "themes": [theme for theme in themes if theme in (self.themes.data or [])],
            "headings": bool(self.headings.data),
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether all options chosen are complete."""
        good = bool(super().validate(extra_validators))
        if not self.answers.data:
            return good
        chosen = self._chosen()
        wanted = [("questions", True, "Kies minstens één vraag.")]
        wanted += [("categories", chosen["whom"] == "categories", "Kies minstens één categorie.")]
        wanted += [("only", chosen["whom"] == "only", "Kies minstens één organisatie die deze vragen kreeg.")]
        wanted += [("themes", chosen["how"] == "themes", "Kies minstens één thema.")]
        for name, needed, why in wanted:
            if needed and not chosen[name]:
                self[name].errors, good = [why], False
        return good

    def feed(self) -> Feed | None:
        """Return the chosen feed, or None. An untouched feed keeps what the form cannot show."""
        if not self.answers.data:
            return None
        chosen, offered = self._chosen(), self.offered
        was: Feed | None = self.was
        feed: Feed = was if was and chosen == offered.chosen(was) else offered.feed(chosen)
        return feed


class GroupForm(Form):
    """Form of a group: organisations under one heading."""

    title = StringField("Titel")
    members = SelectMultipleField("Welke organisaties?", validate_choice=False)
    merge = RadioField("Hoe?", choices=MERGED, default="apart", validate_choice=False)
    text = BooleanField("Met een eigen inleiding van de redactie")

    @classmethod
    def of(cls, offered: Sequence[Organisation], group: Group | None) -> "GroupForm":
        """Return the form, filled from ``group``."""
        shown: dict[str, Any] = {}
        if group:
            merged = "merged" if group.merge else "apart"
            shown = {"title": group.title, "members": group.organisations, "merge": merged, "text": group.text}
        form = cls(data=shown)
        form.offered = offered
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether these organisations may share a heading."""
        good = bool(super().validate(extra_validators))
        if why := why_apart(
            [organisation for organisation in self.offered if organisation.key in (self.members.data or [])]
        ):
            self.members.errors, good = [why], False
        return good

    def group(self, key: str) -> Group:
        """Return the chosen group."""
        members = tuple(
            organisation.key for organisation in self.offered if organisation.key in (self.members.data or [])
        )
        title = " ".join((self.title.data or "").split())
        return Group(key, title, members, merge=self.merge.data == "merged", text=bool(self.text.data))
