"""The shape of what editors choose for the outline: what fills a section, and who stands under one heading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

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
    """What there is to choose from in a round."""

    questionnaires: tuple[Questionnaire, ...]
    organisations: tuple[Organisation, ...]

    @classmethod
    def of(cls, used: Sequence[Questionnaire], organisations: Iterable[Organisation]) -> "Offered":
        """With the questionnaires of a round; for kinds of organisations without an interview, the product's own."""
        kinds = {one.kind for one in used}
        found = [*used, *(one for one in usable(resource_dir("questionnaires"))[0].values() if one.kind not in kinds)]
        order = list(OrganisationKind)
        return cls(tuple(sorted(found, key=lambda one: order.index(one.kind))), in_report_order(organisations))

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of organisations, in alphabetical order."""
        return tuple(sorted({one.category for one in self.organisations if one.category}))

    @property
    def themes(self) -> tuple[Theme, ...]:
        """The themes of all questionnaires, each once."""
        return tuple({theme.key: theme for one in self.questionnaires for theme in one.themes}.values())

    @property
    def questions(self) -> dict[str, tuple[OrganisationKind, str]]:
        """Per question ("regio.2b"), who gets it and what it feeds."""
        return {f"{one.key}.{item.number}": (one.kind, item.feeds) for one in self.questionnaires for item in one.items}

    def chosen(self, feed: Feed) -> dict[str, Any]:
        """What a form shows for a source of answers."""
        whom = "only" if feed.only else "categories" if feed.categories else ALL
        return {
            "questions": [
                f"{one.key}.{item.number}"
                for one in self.questionnaires
                for item in one.items
                if one.kind in feed.organisations and feed.asks(one, item.number)
            ],
            "whom": whom,
            "categories": list(feed.categories),
            "only": list(feed.only),
            "how": "rest" if feed.without_theme else "themes" if feed.themes else ALL,
            "themes": list(feed.themes),
            "headings": feed.headings,
        }

    def feed(self, chosen: dict[str, Any]) -> Feed:
        """The source of answers that was chosen; by what its questions feed, when those are just the ones chosen."""
        known, wanted = self.questions, set(chosen["questions"])
        kinds = frozenset(known[one][0] for one in wanted)
        labels = {known[one][1] for one in wanted}
        label = labels.pop() if len(labels) == 1 else ""
        alike = {one for one, (kind, feeds) in known.items() if kind in kinds and feeds == label}
        named = tuple(one for one in known if one in wanted)
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
    """A section: its title and what fills it. ``each``: a new one, for every province by itself."""

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
        """With what a section has now. A ``part`` of every province, and a new one of that kind, is answers only."""
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
        """Without what there is nothing of any more."""
        known = self.offered.questions
        questions = [one for one in self.questions.data or [] if one in known]
        kinds = {known[one][0] for one in questions}
        members = [one.key for one in self.offered.organisations if one.kind in kinds]
        themes = [theme.key for theme in self.offered.themes]
        return {
            "questions": questions,
            "whom": self.whom.data,
            "categories": [one for one in self.offered.categories if one in (self.categories.data or [])],
            "only": [one for one in members if one in (self.only.data or [])],
            "how": self.how.data,
            "themes": [one for one in themes if one in (self.themes.data or [])],
            "headings": bool(self.headings.data),
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether what was ticked names what it needs."""
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
        """The source of answers. One that nobody touched stays as it is, whatever this form cannot show of it."""
        if not self.answers.data:
            return None
        chosen, offered = self._chosen(), self.offered
        was: Feed | None = self.was
        feed: Feed = was if was and chosen == offered.chosen(was) else offered.feed(chosen)
        return feed


class GroupForm(Form):
    """Organisations under one heading."""

    title = StringField("Titel")
    members = SelectMultipleField("Welke organisaties?", validate_choice=False)
    merge = RadioField("Hoe?", choices=MERGED, default="apart", validate_choice=False)
    text = BooleanField("Met een eigen inleiding van de redactie")

    @classmethod
    def of(cls, offered: Sequence[Organisation], group: Group | None) -> "GroupForm":
        """With what a heading has now."""
        shown: dict[str, Any] = {}
        if group:
            merged = "merged" if group.merge else "apart"
            shown = {"title": group.title, "members": group.organisations, "merge": merged, "text": group.text}
        form = cls(data=shown)
        form.offered = offered
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether these can stand under one heading."""
        good = bool(super().validate(extra_validators))
        if why := why_apart([one for one in self.offered if one.key in (self.members.data or [])]):
            self.members.errors, good = [why], False
        return good

    def group(self, key: str) -> Group:
        """What was chosen."""
        members = tuple(one.key for one in self.offered if one.key in (self.members.data or []))
        title = " ".join((self.title.data or "").split())
        return Group(key, title, members, merge=self.merge.data == "merged", text=bool(self.text.data))
