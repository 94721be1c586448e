"""What the respondent's pages and mails say themselves is Dutch at B1: short sentences, ordinary words.

Measured with Flesch-Douma (Flesch for Dutch: 206,84 - 0,93 × words per sentence - 77 × syllables per word), in which
60 to 70 is "standaard" and higher is easier, and with a list of words that plain Dutch avoids.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import html5lib
import pytest
from checking import Client, Page
from flask import Flask
from recorded import ADVISER, SYSTEM
from sent_record import COLLEAGUE, SentRecord
from sqlalchemy.orm import Session

from surveyapp.core.db import utcnow
from surveyapp.mail.texts.pages import sample
from surveyapp.mail.texts.rules import SENDER, kinds
from surveyapp.verification.decisions import operations
from surveyapp.verification.records import queries
from surveyapp.verification.records.rules import DecisionKind

OTHERS_WORDS = {"words", "answer__q", "stem", "facts", "brand", "turn", "comment", "vh", "code-input"}
"""What people said, what questionnaires ask, names and numbers: none of them is ours."""
BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "label", "legend", "summary", "button", "td", "th", "dt", "dd", "caption"}
AVOID = (
    "middels",
    "derhalve",
    "teneinde",
    "aangaande",
    "inzake",
    "omtrent",
    "desbetreffend",
    "dient te",
    "dienen te",
    "gelieve",
    "conform",
    "geschiedt",
    "hetgeen",
    "ingeval",
    "indien",
    "jegens",
    "nader",
    "ten behoeve van",
    "met betrekking tot",
    "voornoemd",
    "wederom",
    "zulks",
    "alsmede",
    "alsook",
    "betreffende",
    "bovengenoemd",
    "dusdanig",
    "echter",
    "evenals",
    "formulering",
    "hieromtrent",
    "implementeren",
    "participeren",
    "faciliteren",
    "optioneel",
    "annuleren",
    "submit",
    "account aanmaken",
    "procedure",
    "verificatie",
    "respondent",
    "significant",
    "trachten",
    "uiterlijk",
    "verzoeken wij",
    "wij verzoeken",
    "teneinde",
    "ontvangst bevestigen",
    "tevens",
)
LONGEST = 22
"""Words in a sentence."""
EASY = 60
ENOUGH = 80
"""Words that a text must have to be measured by itself."""


def texts_of(tree: Element) -> Iterator[str]:
    """The product's own texts of a page or mail, block by block; without the foot, which names who publishes."""
    for foot in tree.iter("footer"):
        foot.clear()
    for one in tree.iter():
        if one.tag in BLOCKS and not ({*(one.get("class") or "").split()} & OTHERS_WORDS):
            text = " ".join(_own(one).split())
            if text:
                yield text


def _own(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        skip = child.tag in BLOCKS | {"textarea", "code"} or {*(child.get("class") or "").split()} & OTHERS_WORDS
        parts += ["" if skip else " " if child.tag == "br" else _own(child), child.tail or ""]
    return "".join(parts)


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!:])\s+", text) if re.search(r"[a-z]", one)]


def words_of(text: str) -> list[str]:
    plain = re.sub(r"\S*(@|://|%)\S*", "", text)
    return re.findall(r"[a-zà-ÿ]+(?:[’'-][a-zà-ÿ]+)*", plain.lower())


def syllables(word: str) -> int:
    """Groups of vowels, as Dutch is said: "ij" is one, "geïn" and "ea" are two."""
    return max(1, len(re.findall(r"[ïëöü]|ij|oei|aai|ooi|eeu|ieu|[aeou]{2}|[aeiouyéèêà]", word)))


def flesch_douma(texts: list[str]) -> float:
    lines = [line for text in texts for line in sentences(text)]
    words = [word for line in lines for word in words_of(line)]
    return 206.84 - 0.93 * len(words) / len(lines) - 77 * sum(map(syllables, words)) / len(words)


def test_the_measure_tells_plain_dutch_from_officialese() -> None:
    plain = ["U leest het verslag. Klopt het? Dan kiest u akkoord. U bent dan klaar."]
    heavy = "Ingevolge bovengenoemde overeenkomst dienen respondenten geautoriseerde accordering te bewerkstelligen."
    assert flesch_douma(plain) > 80
    assert flesch_douma([heavy]) < 20


@pytest.fixture
def said(app: Flask, session: Session) -> dict[str, list[str]]:
    """Every page and mail that a respondent meets, with the texts on it."""
    reader = replace(COLLEAGUE, must_agree=False)
    sent = SentRecord.of(session, respondents=(ADVISER, reader))
    one, other = Client(app, session), Client(app, session)
    pages: dict[str, Page] = {"link": one.get(sent.link()), "code": one.get("/code")}
    pages["wrong code"] = one.post("/code", {"code": "x"}, status=404)
    pages["closed"] = one.post("/v/x", status=404)
    pages["over"] = one.get("/nakijken", status=401)
    pages["reading along"] = sent.open(other, 1).get("/nakijken")
    reading = str(sent.record.verifications[1].id)
    other.post("/nakijken", {"reader": reading, "kind_1": "correction", "proposal_1": "Zeer matig."})
    pages["reader's summary"] = other.get("/nakijken/overzicht")
    pages["reader's receipt"] = _sent(other, sent, reading)
    sent.open(one)
    person = {"reader": sent.reader, "name": "Vera", "function": "planoloog", "email": "vera@example.org"}
    pages["asked wrongly"] = one.post("/nakijken/meelezen", person | {"email": ""}, status=422)
    one.post("/nakijken/meelezen", person, status=303)
    pages["colleagues"] = one.get("/nakijken/meelezen")
    form = sent.form("finish", kind_1="change", change_1="addition", kind_2b="question", question_2b="Hoezo?")
    pages["missing"] = one.post("/nakijken", form)
    pages["unclear"] = one.post("/nakijken", sent.form("save", kind_6="change"), status=422)
    pages["later"] = one.post("/nakijken", sent.form("save", kind_6="withdrawal", kind_1="agree", use_1="background"))
    pages["summary"] = one.get("/nakijken/overzicht")
    pages["receipt"] = _sent(one, sent, sent.reader)
    for item, kind in (("2b", DecisionKind.ADAPTED), ("6", DecisionKind.ACCEPTED)):
        found = next(r for r in queries.to_decide(session, sent.record) if r.revision.answer.item == item)
        operations.decide(session, SYSTEM, sent.interview, found, kind, base=1, text="Anders.", at=utcnow())
    operations.decide(
        session,
        SYSTEM,
        sent.interview,
        queries.to_decide(session, sent.record)[0],
        DecisionKind.REFUSED,
        base=1,
        reason="Nee.",
        at=utcnow(),
    )
    sent.send()
    pages["next record"] = sent.open(Client(app, session)).get("/nakijken")
    pages |= {path: one.get(path) for path in ("/gegevens", "/toegankelijkheid")}
    found = {name: list(texts_of(page.tree)) for name, page in pages.items() if page.tree is not None}
    sender = kinds()[SENDER].standard
    mails = {key: sample(kind, kind.standard, sender).html for key, kind in kinds().items()}
    parsed = {key: html5lib.parse(html, namespaceHTMLElements=False) for key, html in mails.items()}
    return found | {f"mail {key}": list(texts_of(tree)) for key, tree in parsed.items()}


def _sent(client: Client, sent: SentRecord, reader: str) -> Page:
    client.post("/nakijken/overzicht", sent.receipt_form(reader=reader), status=303)
    return client.get("/nakijken/bewijs")


def eases(said: dict[str, list[str]]) -> Iterator[tuple[str, float]]:
    """How easy each text reads; those of a few lines together, because one long name decides about them."""
    few: list[str] = []
    for page, texts in said.items():
        if sum(len(words_of(text)) for text in texts) < ENOUGH:
            few += texts
        else:
            yield page, flesch_douma(texts)
    yield "short texts", flesch_douma(few)


def test_every_text_for_respondents_is_plain_dutch(said: dict[str, list[str]]) -> None:
    assert len(said) >= 22
    problems = []
    for page, texts in said.items():
        assert texts, page
        for line in (line for text in texts for line in sentences(text)):
            if len(words_of(line)) > LONGEST:
                problems.append(f"{page}: {len(words_of(line))} woorden: {line}")
            problems += [f"{page}: ‘{word}’: {line}" for word in AVOID if re.search(rf"\b{word}\b", line.lower())]
    problems += [f"{page}: Flesch-Douma {ease:.0f}" for page, ease in eases(said) if ease < EASY]
    assert not problems, "\n".join(dict.fromkeys(problems))
