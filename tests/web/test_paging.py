"""Lists that grow with the interviews of a round, a page at a time; what is counted is counted over all."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client, Page, words
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.passages.models import Alignment
from surveyapp.alignment.planning import operations as alignment
from surveyapp.core.audit import Actor
from surveyapp.core.dutch import local
from surveyapp.interviews.recording.models import Interview
from surveyapp.report.overruling import queries as overruling_queries
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import Edition
from surveyapp.report.texts import operations
from surveyapp.verification.records.rules import Use

COUNT, SHOWN = 53, 50
OUTLINE = """
chapters:
- {key: slot, title: Slot, text: true}
- {key: wonen, title: Wonen, feeds: aanpak, of: [region], theme: wonen}
"""
ALL = [f"Regio Streek {number:02}" for number in range(COUNT)]
FIRST, LAST = ALL[:SHOWN], ALL[SHOWN:]


def filled(session: Session, by: User, *, agreed: bool = True) -> AgreedRound:
    """A round of 53 regions, in the order of their names: with an answer that all agreed to, or not talked to yet."""
    made = AgreedRound.of(session)
    made.begin_with(OUTLINE)
    for number in range(COUNT):
        region = made.organisation(f"Streek {number:02}")
        region.position = number
        interview = made.agreed(region, {"1": f"Woord {number:02}."}) if agreed else made.interview(region, {})
        interview.interviewers = [by]
    session.commit()
    return made


@pytest.fixture
def user(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, RoleName.EDITOR)


@pytest.fixture
def desk(client: Client, user: User) -> Client:
    return client.login(user)


@pytest.fixture
def agreed(session: Session, user: User) -> AgreedRound:
    return filled(session, user)


@pytest.fixture
def planned(session: Session, user: User) -> AgreedRound:
    return filled(session, user, agreed=False)


def pager(page: Page, step: str = "") -> dict[str, str]:
    """Address or value by the words of each step to another page; of several lists the one that has this ``step``."""
    (nav,) = [one for one in page.all("nav", class_="pager") if step in words(one)]
    return steps(nav)


def steps(nav: Element) -> dict[str, str]:
    return {
        " ".join(words(one).split()): one.get("href") or one.get("value", "") for one in nav.iter() if one.tag != "nav"
    }


def ticked(page: Page, name: str) -> list[str]:
    return [one.get("value", "") for one in page.all("input", name=name) if "checked" in one.attrib]


def rows(page: Page) -> list[str]:
    return [" ".join(words(next(th.iter("a"), th)).split()) for th in page.all("th", scope="row")]


# Veldwerk and Mijn interviews


@pytest.mark.usefixtures("planned")
def test_veldwerk_shows_fifty_and_counts_all(desk: Client) -> None:
    page = desk.get("/veldwerk?waar=region")
    assert rows(page) == FIRST
    assert "Nul van 53 interviews hebben akkoord." in page.words
    assert "53 interviews van 53." in page.words
    assert words(page.one("ul", class_="states")).split()[0] == "53", "counted by state, over all"
    step = pager(page)["Volgende"]
    assert parse_qs(urlsplit(step).query) == {"waar": ["region"], "pagina": ["2"]}
    page = desk.get(step)
    assert rows(page) == LAST
    assert pager(page).keys() == {"Vorige", "Bladzijde 2 van 2"}


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(("asked", "left"), [("99", LAST), ("0", FIRST), ("-3", FIRST), ("x", FIRST)])
def test_a_page_that_is_not_there_is_the_nearest_that_is(desk: Client, asked: str, left: list[str]) -> None:
    assert rows(desk.get(f"/veldwerk?pagina={asked}")) == left


@pytest.mark.usefixtures("planned")
def test_all_of_a_page_are_chosen_and_no_others(desk: Client) -> None:
    page = desk.get("/veldwerk?pagina=2")
    page = desk.get(page.links()["Alle 3 op deze bladzijde kiezen"])
    assert rows(page) == LAST
    assert len(ticked(page, "interview")) == 3
    assert "Het gaat om wat u op deze bladzijde koos." in page.words
    assert "alles" not in pager(page)["Vorige"], "turning a page chooses nothing"


def test_an_action_goes_back_to_the_page_that_it_was_asked_on(desk: Client, planned: AgreedRound) -> None:
    page = desk.get("/veldwerk?waar=region&pagina=2")
    (form,) = [one for one in page.all("form") if one.get("action") == "/veldwerk/tegelijk"]
    hidden = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("type") == "hidden"}
    refused = desk.post("/veldwerk/tegelijk", {**hidden, "action": "send"}, status=422)
    assert rows(refused) == LAST
    assert planned.round


def test_a_page_of_my_interviews_says_how_many_there_are_in_all(desk: Client, agreed: AgreedRound) -> None:
    late = agreed.interview(agreed.organisation("Te laat"), {"1": "Nieuw."})
    late.interviewers = list(agreed.session.get_one(Interview, late.id - 1).interviewers)
    agreed.send(late)
    page = desk.get("/interviews")
    heads = [" ".join(words(one).split()) for one in page.all("h2") if (one.get("id") or "").startswith("g-")]
    assert heads == ["Termijn voorbij 1", "Akkoord 53"]
    assert "Bij één organisatie is de termijn voorbij." in page.words
    first = {one for one in ALL if one in page.words}
    last = {one for one in ALL if one in desk.get(pager(page)["Volgende"]).words}
    assert (len(first), first & last, first | last) == (49, set(), set(ALL))


# What is open


def boxes(page: Page) -> list[str]:
    return [one.get("value", "") for one in page.all("input", name="over")]


def decide(desk: Client, page: Page, *over: str, status: int = 200, **sent: object) -> Page:
    """Press a button of the form with what is open, with these boxes ticked."""
    (form,) = page.all("form", class_="open__f")
    return desk.post(form.get("action", ""), {"over": list(over), "reason": "", **sent}, status=status)


def test_what_is_open_is_paged(desk: Client, planned: AgreedRound) -> None:
    page = desk.get("/rapport/openstaand")
    assert "Een definitief rapport wacht op 54 dingen." in page.words
    assert len(boxes(page)) == SHOWN
    assert "Organisaties 53" in page.words
    page = decide(desk, page, turn=pager(page)["Volgende"])
    assert len(boxes(page)) == 4
    assert "Teksten van de redactie" not in [words(one) for one in page.all("h2")]
    last = boxes(page)[3]
    made = decide(desk, page, last, status=422)
    assert ticked(made, "over") == [last], "the same page"
    decide(desk, page, last, reason="Het kan zo.", status=302)
    assert len(overruling_queries.overrulings_of(planned.session, planned.round)) == 1


def test_what_was_ticked_on_another_page_is_shown_and_decided_on_too(desk: Client, planned: AgreedRound) -> None:
    page = desk.get("/rapport/openstaand")
    first = boxes(page)[:2]
    page = decide(desk, page, *first, reason="Nog niet af", turn="2")
    assert overruling_queries.overrulings_of(planned.session, planned.round) == ()
    assert "Ook aangevinkt op de andere bladzijde: 2" in page.words
    assert sorted(ticked(page, "over")) == sorted(first)
    assert words(page.one("textarea")).strip() == "Nog niet af"
    here = next(one for one in boxes(page) if one not in first)
    refused = decide(desk, page, *first, here, reason="", status=422)
    assert sorted(ticked(refused, "over")) == sorted([*first, here]), "a refusal keeps them"
    decide(desk, page, first[0], here, reason="Het kan zo.", status=302)
    made = overruling_queries.overrulings_of(planned.session, planned.round)
    assert {one.subject.token for one in made} == {first[0], here}, "one was unticked on the other page"


def test_what_was_ticked_and_is_not_open_any_more_is_told_and_never_decided_on(
    desk: Client, planned: AgreedRound
) -> None:
    page = desk.get("/rapport/openstaand")
    one, other = boxes(page)[:2]
    decide(desk, page, other, reason="Eerder besloten.", status=302)
    refused = decide(desk, page, one, other, reason="Nu.", status=422)
    assert "1 van de dingen die u koos, is intussen veranderd. Er is niets besloten." in refused.words
    assert ticked(refused, "over") == [one]
    turned = decide(desk, page, one, other, turn="2")
    assert "1 ding dat u aanvinkte, staat niet meer open. Het telt niet meer mee." in turned.words
    assert ticked(turned, "over") == [one]
    decide(desk, turned, one, reason="Nu.", status=302)
    assert len(overruling_queries.overrulings_of(planned.session, planned.round)) == 2


@pytest.mark.usefixtures("planned")
def test_a_link_to_one_thing_that_is_open_leads_to_its_page(desk: Client) -> None:
    box = desk.get("/rapport/openstaand?pagina=2").all("input", name="over")[-1].get("value", "")
    page = desk.get(f"/rapport/openstaand?over={box}")
    assert ticked(page, "over") == [box]


# Themes


@pytest.mark.usefixtures("agreed")
def test_passages_without_theme_are_saved_a_page_at_a_time(desk: Client, agreed: AgreedRound) -> None:
    page = desk.get("/rapport/themas")
    assert "53 van 53 passages nog zonder thema" in page.words
    assert len(page.all("section", class_="tagged")) == 20
    page = desk.get(pager(desk.get(pager(page)["Volgende"]))["Volgende"])
    assert "53 van 53 passages nog zonder thema" in page.words
    assert page.one("b", data_untagged="").get("data-elsewhere") == "40"
    assert len(page.all("section", class_="tagged")) == 13
    (form,) = page.all("form", class_="tagging")
    name = "streek-51-1"
    sent = {f"revision_{name}": "1", f"theme_{name}_0": "wonen"}
    saved = desk.follow(desk.post(form.get("action", ""), sent))
    assert "52 van 52 passages nog zonder thema" in saved.words
    assert len(saved.all("section", class_="tagged")) == 12, "the page that was saved"
    every = desk.get("/rapport/themas?toon=alle&pagina=3")
    assert "52 van 53 passages nog zonder thema" in every.words
    assert agreed.round


# One question over all organisations

QUESTION = "/rapport/vraag/regio/1"


def said(page: Page) -> list[str]:
    return [words(one) for one in page.one("ul", class_="said").iter("h2")]


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("path", [QUESTION, "/rapport/thema/wonen"])
def test_a_question_and_a_theme_show_fifty_organisations(desk: Client, path: str) -> None:
    page = desk.get(f"{path}?soort=region")
    assert said(page) == FIRST
    step = pager(page)["Volgende organisaties"]
    assert parse_qs(urlsplit(step).query) == {"soort": ["region"], "pagina": ["2"]}
    assert said(desk.get(step)) == LAST
    assert said(desk.get(f"{path}?pagina=77")) == LAST


@pytest.mark.usefixtures("agreed")
def test_a_link_to_one_answer_shows_the_page_that_it_is_on(desk: Client) -> None:
    page = desk.get(f"{QUESTION}?bij=streek-52")
    assert said(page) == LAST
    assert page.one("li", id="antwoord-streek-52") is not None
    assert "bij=" not in pager(page)["Vorige organisaties"]
    for other in ("streek-00", "nergens"):
        assert said(desk.get(f"{QUESTION}?bij={other}")) == FIRST


def test_counts_and_filters_are_over_all_organisations(desk: Client, agreed: AgreedRound) -> None:
    text = "Zo [streek-00.1] en [streek-52.1]."
    operations.save_section_text(agreed.session, SYSTEM, agreed.round, "slot", text, base=0, at=NOW)
    page = desk.get(QUESTION)
    assert "Van 53 antwoorden zijn er 2 in een tekst aangehaald en 51 nog niet." in page.words
    assert said(desk.get(f"{QUESTION}?gebruik=nieuw&pagina=2")) == [ALL[51]]


def write(desk: Client, page: Page, **sent: object) -> Page:
    """Press a button of the synthesis."""
    (form,) = [one for one in page.all("form") if one.get("id") == "synthese-f"]
    base = next(one.get("value") for one in form.iter("input") if one.get("name") == "base")
    return desk.post(form.get("action", ""), {"base": base, **sent})


def test_another_page_keeps_what_was_ticked_and_typed(desk: Client, agreed: AgreedRound) -> None:
    page = desk.get(f"{QUESTION}?paragraaf=slot")
    turned = write(
        desk, page, text="Nog niet bewaard.", cite=["streek-03.1"], turn=pager(page)["Volgende organisaties"]
    )
    assert said(turned) == LAST
    assert words(turned.one("textarea")).strip() == "Nog niet bewaard."
    assert ticked(turned, "cite") == ["streek-03.1"]
    put = write(desk, turned, text="Nog niet bewaard.", cite=["streek-03.1", "streek-51.1"], choice="insert")
    assert "[[streek-03.1]] [[streek-51.1]]" in words(put.one("textarea"))
    assert said(put) == LAST
    back = write(desk, turned, text="Nog niet bewaard.", cite=["streek-03.1", "streek-51.1"], turn="1")
    assert said(back) == FIRST
    assert sorted(ticked(back, "cite")) == ["streek-03.1", "streek-51.1"]
    saved = write(desk, turned, text="Nog niet bewaard.", cite=["streek-03.1"])
    assert "pagina=2" in saved.location
    texts = queries.newest_section_texts(agreed.session, agreed.round)
    assert texts["slot"].text.strip() == "Nog niet bewaard."


def test_another_page_of_a_saved_text_has_an_address_of_its_own(desk: Client, agreed: AgreedRound) -> None:
    operations.save_section_text(agreed.session, SYSTEM, agreed.round, "slot", "Bewaard.", base=0, at=NOW)
    page = desk.get(f"{QUESTION}?paragraaf=slot")
    turned = write(desk, page, text="Bewaard.", cite=["streek-03.1"], turn="2")
    page = desk.follow(turned)
    assert said(page) == LAST
    assert "Nog niet opgeslagen" not in page.words
    assert ticked(page, "cite") == ["streek-03.1"]


# Rounds, editions, alignments, people


def later_rounds(agreed: AgreedRound, count: int) -> list[str]:
    """Make more rounds, and return their names, the oldest first."""
    made = [AgreedRound.of(agreed.session, str(2019 + number)).round for number in range(count)]
    for number, one in enumerate(made, 1):
        one.created_at = NOW + timedelta(days=number)
    agreed.session.commit()
    return [one.name for one in made]


@pytest.mark.parametrize("path", ["/veldwerk", "/bronnen"])
def test_other_rounds_are_named_twelve_at_a_time(desk: Client, agreed: AgreedRound, path: str) -> None:
    names = later_rounds(agreed, 15)

    def named(page: Page) -> list[str]:
        (nav,) = page.all("nav", class_="rounds")
        return [words(one) for one in nav.iter("a") if not one.get("rel")]

    page = desk.get(f"{path}?ronde=2018")
    assert named(page) == names[:2:-1]
    (nav,) = page.all("nav", class_="rounds")
    step = next(one.get("href", "") for one in nav.iter("a") if one.get("rel") == "next")
    assert parse_qs(urlsplit(step).query) == {"ronde": ["2018"], "rondes": ["2"]}
    assert named(desk.get(step)) == names[2::-1]


def test_editions_are_listed_ten_at_a_time(desk: Client, agreed: AgreedRound) -> None:
    agreed.session.add_all(
        Edition(
            round_id=agreed.round.id,
            number=number,
            erratum="" if number == 1 else "Een fout.",
            published_at=NOW,
            pages=1,
            hash=f"{number:064}",
            manifest="{}",
            content=b"%PDF",
            html="",
            html_hash="",
        )
        for number in range(1, 13)
    )
    agreed.session.commit()

    def listed(page: Page) -> list[str]:
        return [words(next(one.iter("b"))) for one in page.one("ul", class_="editions").iter("li")]

    page = desk.get("/rapport")
    assert listed(page) == [f"Editie {number}" for number in range(12, 2, -1)]
    page = desk.get(pager(page, "Oudere")["Oudere"])
    assert listed(page) == ["Editie 2", "Editie 1"]
    assert "Alleen bij een nieuwe editie." in page.words


def test_alignments_are_listed_twenty_at_a_time(desk: Client, agreed: AgreedRound, user: User) -> None:
    agreed.session.add_all(
        Alignment(
            round_id=agreed.round.id,
            number=number,
            hash=f"{number:064}",
            deadline=local(NOW).date(),
            sent_at=NOW,
            sent_by_id=user.id,
        )
        for number in range(1, 24)
    )
    agreed.session.commit()
    page = desk.get("/rapport/afstemmen")
    assert len(page.one("ul", class_="aligned__l").findall("li")) == 20
    page = desk.get(pager(page)["Volgende"])
    assert [words(one) for one in page.one("ul", class_="aligned__l").iter("b")] == [
        "Afstemming 3",
        "Afstemming 2",
        "Afstemming 1",
    ]


def test_readers_of_an_alignment_are_listed_fifty_at_a_time(desk: Client, agreed: AgreedRound, user: User) -> None:
    text = " ".join(f"[streek-{number:02}.1]" for number in range(COUNT))
    operations.save_section_text(agreed.session, SYSTEM, agreed.round, "slot", text, base=0, at=NOW)
    planned = alignment.plan(agreed.session, agreed.round, ["slot"])
    alignment.send_alignment(
        agreed.session,
        Actor("staff", user.id),
        agreed.round,
        ["slot"],
        seen=planned.key(),
        link_days=28,
        at=NOW,
        deadline=agreed.round.terms.deadline(local(NOW).date()),
        contact="team@example.org",
    )
    agreed.session.commit()
    page = desk.get("/rapport/afstemmen/1")
    assert len(page.one("ul", class_="aligned__l").findall("li")) == SHOWN
    page = desk.get(pager(page)["Volgende"])
    assert len(page.one("ul", class_="aligned__l").findall("li")) == 3


@pytest.mark.usefixtures("planned")
def test_people_of_a_round_are_listed_fifty_at_a_time(client: Client, staff: MakeUser) -> None:
    chief = client.login(staff(RoleName.ADMINISTRATOR))
    page = chief.get("/persoonsgegevens/2018")
    assert "Per persoon (53)" in page.words
    assert len(page.all("li", class_="reader")) == SHOWN
    page = chief.get(pager(page)["Volgende"])
    assert len(page.all("li", class_="reader")) == 3
    assert "open" in page.one("details").attrib


def limited(page: Page) -> tuple[list[str], dict[str, str]]:
    """Answers of limited use that are listed, and the steps to others."""
    (found,) = [one for one in page.all("section") if one.get("aria-labelledby") == "limited"]
    (nav,) = found.iter("nav")
    return [words(one) for one in found.iter("b")], steps(nav)


def test_limited_answers_are_listed_ten_at_a_time_and_after_a_refusal_too(
    desk: Client, session: Session, user: User
) -> None:
    made = filled(session, user, agreed=False)
    made.round.outline = "chapters:\n- {key: elders, title: Elders, text: true}\n"
    for number, one in enumerate(session.scalars(sa.select(Interview).order_by(Interview.id)).all()):
        if number < 22:
            made.answer(one, "1", f"Woord {number:02}.")
            for each in made.send(one):
                made.agree(each, {"1": Use.UNNAMED})
    session.commit()
    listed, _ = limited(desk.get("/rapport"))
    assert len(listed) == 10
    _, after_refusal = limited(desk.post("/rapport/pdf", {"kind": "definitief"}, status=422))
    listed, further = limited(desk.get(after_refusal["Volgende"]))
    assert len(listed) == 10
    listed, _ = limited(desk.get(further["Volgende"]))
    assert len(listed) == 2


def test_answers_without_a_place_are_listed_in_part(desk: Client, agreed: AgreedRound) -> None:
    agreed.round.outline = "chapters:\n- {key: elders, title: Elders, text: true}\n"
    agreed.session.commit()
    board = desk.get("/rapport")
    assert "53 antwoorden hebben geen plaats in het rapport" in board.words
    assert "Regio Streek 19, vraag 1" in board.words
    assert "Regio Streek 20, vraag 1" not in board.words
    assert "en nog 33" in board.words
    page = desk.get("/rapport/openstaand")
    assert "Antwoorden zonder plaats 53" in page.words
    assert "Regio Streek 52, vraag 1" not in page.words
    assert "Regio Streek 52, vraag 1" in desk.get(pager(page)["Volgende"]).words
