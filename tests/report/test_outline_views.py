"""The pages of the outline, as an editor uses them: forms and buttons, no script."""

from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client, Page, words
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording import operations as recording
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.material.structure import EachProvince, Feed, Group, OutlineSection
from surveyapp.report.outline.queries import outline_of, outline_revisions
from surveyapp.report.outlining.rules import Entry, entries, find
from surveyapp.report.texts import operations

PLACE = "/rapport/indeling/plaats/"
REGION, PROVINCE, MINISTRY = OrganisationKind


@pytest.fixture
def made(session: Session) -> AgreedRound:
    return AgreedRound.of(session)


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


@pytest.fixture
def colleague(editor: Client, staff: MakeUser) -> Client:
    return Client(editor.app, editor.session).login(staff(RoleName.EDITOR, name="Col Lega"))


def entry(made: AgreedRound, key: str) -> Entry:
    return find(outline_of(made.round), key).entry


def keys(made: AgreedRound) -> list[str]:
    return [one.entry.key for one in entries(outline_of(made.round))]


def numbers(made: AgreedRound) -> list[int]:
    return [one.number for one in outline_revisions(made.session, made.round)]


def hidden(page: Page, number: int = -1) -> dict[str, str | list[str]]:
    """What the last form of a page sends by itself."""
    found: dict[str, str | list[str]] = {}
    for field in page.all("form")[number].iter("input"):
        if field.get("type") == "hidden" and field.get("name") != "csrf_token":
            name, value = field.get("name", ""), field.get("value", "")
            found[name] = [*found[name], value] if isinstance(found.get(name), list) else value
    return found


def save(made: AgreedRound, text: str, section: str = "methodiek") -> None:
    operations.save_section_text(made.session, SYSTEM, made.round, section, text, base=0, at=NOW)


def checked(page: Page, name: str) -> list[str]:
    return [one.get("value", "") for one in page.all("input", name=name) if one.get("checked") is not None]


# Who may come in


@pytest.mark.parametrize(
    "path", ["", "/versies", "/toevoegen", "/plaats/methodiek", "/plaats/noord-groningen", "/samen/provincie"]
)
@pytest.mark.usefixtures("made")
def test_only_editors_and_administrators_come_in(client: Client, staff: MakeUser, path: str) -> None:
    client.get(f"/rapport/indeling{path}", status=302)
    client.login(staff(RoleName.INTERVIEWER))
    client.get(f"/rapport/indeling{path}", status=403)
    client.logout().login(staff(RoleName.ADMINISTRATOR)).get(f"/rapport/indeling{path}")


def test_nobody_else_changes_the_outline(client: Client, staff: MakeUser, made: AgreedRound) -> None:
    client.login(staff(RoleName.INTERVIEWER)).post(f"{PLACE}methodiek/weghalen", {"base": 0}, status=403)
    assert "methodiek" in keys(made)


# The whole outline


def test_the_board_leads_to_the_outline_with_numbers_and_what_fills_each_section(
    editor: Client, made: AgreedRound
) -> None:
    made.organisation("Oost-Drenthe")
    made.organisation("Eemsdelta", province="Groningen")
    assert editor.get("/rapport").links()["Indeling wijzigen"] == "/rapport/indeling"
    page = editor.get("/rapport/indeling", title="Indeling")
    assert "1.4Methodiek Tekst van de redactie" in page.words
    assert "3.3.2 t/m 3.3.3Per provincie" in page.words
    assert "Regio vraag 9, provincie vraag 4; alle regio’s en alle provincies; een kop per organisatie" in page.words
    assert "Ministerie vragen 1 t/m 3; alle ministeries; alleen over Wonen" in page.words
    assert page.one("nav", class_="nav").findall("a[@aria-current]")[0].text == "Rapport"


def test_without_a_round_there_is_no_outline(editor: Client) -> None:
    editor.get("/rapport/indeling", status=404)


@pytest.mark.usefixtures("made")
def test_a_section_that_is_not_there_is_said_so(editor: Client) -> None:
    for path in ("plaats/weg", "samen/weg", "samen/methodiek", "toevoegen?in=weg"):
        editor.get(f"/rapport/indeling/{path}", status=404)
    editor.post("/rapport/indeling/versies/7", status=404)
    editor.post("/rapport/indeling/tekst/weg", status=404)
    editor.post("/rapport/indeling/overnemen", status=404)


# Move


def test_up_and_down_with_one_press(editor: Client, made: AgreedRound) -> None:
    answer = editor.post(f"{PLACE}conclusie/schuiven", {"base": 0, "by": "up"}, status=302)
    assert answer.location == "/rapport/indeling#conclusie"
    assert [one.key for one in outline_of(made.round).chapters][-2:] == ["conclusie", "rijksinzet"]
    assert "De volgorde van de hoofdstukken is nu" in editor.follow(answer).words
    editor.post(f"{PLACE}conclusie/schuiven", {"base": 2, "by": "down"}, status=302)
    assert [one.key for one in outline_of(made.round).chapters][-1] == "conclusie"


def test_what_cannot_be_says_what_to_do(editor: Client, made: AgreedRound) -> None:
    page = editor.post(f"{PLACE}inleiding/schuiven", {"base": 0, "by": "up"}, status=422)
    assert "‘Inleiding’ staat al bovenaan: kies een andere plaats." in page.words
    assert numbers(made) == []


def test_into_another_section(editor: Client, made: AgreedRound) -> None:
    page = editor.get(f"{PLACE}methodiek", title="Methodiek wijzigen")
    assert {one.get("value") for one in page.one("select", id="under")} >= {"", "conclusie"}
    editor.post(f"{PLACE}methodiek/verplaatsen", {"base": 0, "under": "conclusie"}, status=302)
    assert find(outline_of(made.round), "methodiek").under == "conclusie"
    page = editor.post(f"{PLACE}conclusie/verplaatsen", {"base": 2, "under": "methodiek"}, status=422)
    assert "kan niet in ‘Methodiek’ staan" in page.words


# Add and change


def test_a_chapter_and_a_section_are_added(editor: Client, made: AgreedRound) -> None:
    editor.get("/rapport/indeling/toevoegen", title="Hoofdstuk toevoegen")
    editor.post("/rapport/indeling/toevoegen", {"base": 0, "title": " Tot  slot ", "text": "y"}, status=302)
    assert entry(made, "tot-slot") == OutlineSection("tot-slot", "Tot slot", text=True)
    editor.get("/rapport/indeling/toevoegen?in=tot-slot", title="Paragraaf toevoegen")
    data = {"base": 2, "title": "Fonds", "answers": "y", "questions": "regio.9", "whom": "all", "how": "all"}
    editor.post("/rapport/indeling/toevoegen?in=tot-slot", data | {"seen": ""}, status=302)
    feed = Feed("decentralisatie-uitkering", frozenset({REGION}))
    assert entry(made, "fonds") == OutlineSection("fonds", "Fonds", feed=feed)
    assert find(outline_of(made.round), "fonds").under == "tot-slot"


def test_a_new_section_gets_no_key_of_a_text_or_an_organisation(editor: Client, made: AgreedRound) -> None:
    made.organisation("Oost-Drenthe")
    for title in ("Methodiek", "Oost-Drenthe"):
        base = (numbers(made) or [0])[0]
        editor.post("/rapport/indeling/toevoegen", {"base": base, "title": title, "text": "y"}, status=302)
    assert [one.key for one in outline_of(made.round).chapters][-2:] == ["methodiek-2", "oost-drenthe-2"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"title": "", "text": "y"}, "Vul een titel in"),
        ({"title": "x" * 201, "text": "y"}, "Maak de titel korter"),
        ({"title": "Leeg"}, "‘Leeg’ zou leeg zijn"),
        ({"title": "A", "answers": "y"}, "Kies minstens één vraag"),
        ({"title": "A", "answers": "y", "questions": "regio.1", "whom": "only"}, "Kies minstens één organisatie"),
        ({"title": "A", "answers": "y", "questions": "regio.1", "whom": "categories"}, "Kies minstens één categorie"),
        ({"title": "A", "answers": "y", "questions": "rijk.1", "how": "themes"}, "Kies minstens één thema"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    editor: Client, made: AgreedRound, data: dict[str, str], why: str
) -> None:
    recording.put_organisation(
        made.session, SYSTEM, kind=PROVINCE, name="Drenthe", position=1, category="krimp", at=NOW
    )
    for path in ("toevoegen?in=inleiding", "plaats/methodiek"):
        page = editor.post(f"/rapport/indeling/{path}", {"base": 0, "whom": "all", "how": "all"} | data, status=422)
        assert why in page.words
        assert page.one("input", name="title").get("value") == data["title"]
        assert checked(page, "questions") == ([data["questions"]] if "questions" in data else [])
    assert numbers(made) == []


def test_a_section_is_renamed_and_nothing_else(editor: Client, made: AgreedRound) -> None:
    page = editor.get(f"{PLACE}decentralisatie-uitkering")
    assert checked(page, "questions") == ["regio.9", "provincie.4"]
    assert checked(page, "whom") == ["all"]
    data = {"base": 0, "title": "Het fonds", "answers": "y", "questions": ["regio.9", "provincie.4"], "headings": "y"}
    editor.post(f"{PLACE}decentralisatie-uitkering", data | {"whom": "all", "how": "all"}, status=302)
    assert entry(made, "decentralisatie-uitkering") == OutlineSection(
        "decentralisatie-uitkering",
        "Het fonds",
        feed=Feed("decentralisatie-uitkering", frozenset({REGION, PROVINCE}), headings=True),
    )


def test_a_section_takes_single_organisations_and_themes(editor: Client, made: AgreedRound) -> None:
    made.organisation("Ministerie van VWS", MINISTRY, short="VWS")
    data = {"base": 0, "title": "Wonen", "answers": "y", "questions": ["rijk.1", "rijk.2"], "whom": "only"}
    data |= {"only": ["vws"], "how": "themes", "themes": ["wonen", "vastgoed"]}
    editor.post(f"{PLACE}thema-wonen", data, status=302)
    changed = entry(made, "thema-wonen")
    assert isinstance(changed, OutlineSection)
    assert changed.feed == Feed(
        "", frozenset({MINISTRY}), themes=("wonen", "vastgoed"), questions=("rijk.1", "rijk.2"), only=("vws",)
    )
    page = editor.get(f"{PLACE}thema-wonen")
    assert (checked(page, "only"), checked(page, "themes")) == (["vws"], ["wonen", "vastgoed"])
    assert "alleen Ministerie van VWS; alleen over Wonen en (Maat" in editor.get("/rapport/indeling").words


def test_a_part_of_every_province_is_answers_only(editor: Client, made: AgreedRound) -> None:
    page = editor.get("/rapport/indeling/toevoegen?in=provincie", title="Onderdeel per provincie toevoegen")
    assert not page.all("input", name="text")
    data = {"base": 0, "title": "Fonds", "text": "y", "headings": "y", "questions": "regio.9", "whom": "all"}
    editor.post("/rapport/indeling/toevoegen?in=provincie", data | {"how": "all"}, status=302)
    added = entry(made, "fonds")
    assert isinstance(added, OutlineSection)
    assert (added.text, added.feed.headings if added.feed else None) == (False, False)


def test_answers_come_for_every_province_by_itself(editor: Client, made: AgreedRound) -> None:
    data = {"base": 0, "title": "Fonds", "answers": "y", "questions": "regio.9", "whom": "all", "how": "all"}
    editor.post("/rapport/indeling/toevoegen?in=conclusie", data | {"each": "y"}, status=302)
    each = entry(made, "fonds-per-provincie")
    assert isinstance(each, EachProvince)
    assert [one.key for one in each.sections] == ["fonds"]


# Organisations together


def test_two_regions_become_one_section_and_apart_again(editor: Client, made: AgreedRound) -> None:
    for name in ("Oost-Drenthe", "West-Drenthe"):
        made.organisation(name)
    made.organisation("Eemsdelta", province="Groningen")
    page = editor.get("/rapport/indeling/samen/provincie", title="Organisaties samen")
    assert [one.get("value") for one in page.all("input", name="members")] == [
        "drenthe",
        "oost-drenthe",
        "west-drenthe",
        "groningen",
    ]
    wrong = {"base": 0, "title": "Heel Drenthe", "members": ["oost-drenthe", "groningen"], "merge": "merged"}
    assert "uit één provincie" in editor.post("/rapport/indeling/samen/provincie", wrong, status=422).words
    data = wrong | {"members": ["oost-drenthe", "west-drenthe"], "text": "y"}
    editor.post("/rapport/indeling/samen/provincie", data, status=302)
    group = Group("heel-drenthe", "Heel Drenthe", ("oost-drenthe", "west-drenthe"), merge=True, text=True)
    assert entry(made, "heel-drenthe") == group
    page = editor.get(f"{PLACE}heel-drenthe")
    assert checked(page, "members") == ["oost-drenthe", "west-drenthe"]
    editor.post(f"{PLACE}heel-drenthe", data | {"base": 2, "merge": "apart"}, status=302)
    assert entry(made, "heel-drenthe") == Group("heel-drenthe", "Heel Drenthe", group.organisations, text=True)
    editor.post(f"{PLACE}heel-drenthe/weghalen", {"base": 3}, status=302)
    assert "heel-drenthe" not in keys(made)


# Shown before it happens


def test_a_removal_shows_first_what_it_does(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"9": "Een coördinator.", "1": "Gewerkt."})
    save(made, "Zoals [oost-drenthe.9] zegt.", "regios-inleiding")
    page = editor.post(f"{PLACE}regios/weghalen", {"base": 0}, title="Wat dit doet")
    assert "‘Ontwikkelingen in de regio’s’ is weggehaald." in page.words
    assert "Teksten zonder plaats" in page.words
    assert "[oost-drenthe.9] in ‘Inleiding’" in page.words
    assert "Regio Oost-Drenthe, vraag 1" in page.words
    assert numbers(made) == []
    editor.post(f"{PLACE}regios/weghalen", hidden(page), status=302)
    assert "regios" not in keys(made)


def test_what_it_does_may_not_change_unseen(editor: Client, made: AgreedRound) -> None:
    save(made, "Zo.")
    page = editor.post(f"{PLACE}methodiek/weghalen", {"base": 0})
    save(made, "Om te lezen.", "leeswijzer")
    other = editor.post(f"{PLACE}leeswijzer/weghalen", hidden(page), title="Wat dit doet")
    assert "‘Leeswijzer’" in other.words
    assert numbers(made) == []


def test_a_text_without_place_is_kept_and_gets_one(editor: Client, made: AgreedRound) -> None:
    save(made, "Zo deden wij het.")
    page = editor.post(f"{PLACE}methodiek/weghalen", {"base": 0})
    editor.post(f"{PLACE}methodiek/weghalen", hidden(page), status=302)
    page = editor.get("/rapport/indeling")
    assert "1 tekst staat niet meer in het rapport" in page.words
    assert "Methodiek Zo deden wij het." in page.words
    assert page.one("input", id="titel-methodiek").get("value") == "Methodiek"
    data = {"base": 2, "title": "Werkwijze", "under": "conclusie"}
    editor.post("/rapport/indeling/tekst/methodiek", data, status=302)
    assert find(outline_of(made.round), "methodiek").under == "conclusie"
    assert "Zo deden wij het." in editor.get("/rapport/paragraaf/methodiek").text
    assert "Zonder plaats" not in editor.get("/rapport/indeling").words


def test_a_text_whose_section_takes_none_any_more_goes_back_there(editor: Client, made: AgreedRound) -> None:
    save(made, "Samen.", "rijksbreed")
    data = {"base": 0, "title": "Rijksbreed", "answers": "y", "questions": ["rijk.4", "rijk.5"], "headings": "y"}
    page = editor.post(f"{PLACE}rijksbreed", data | {"whom": "all", "how": "all"}, title="Wat dit doet")
    sent = hidden(page) | {"questions": ["rijk.4", "rijk.5"]}
    editor.post(f"{PLACE}rijksbreed", sent, status=302)
    assert "Terugzetten in ‘Rijksbreed’" in editor.get("/rapport/indeling").words
    editor.post("/rapport/indeling/tekst/rijksbreed", {"base": 2}, status=302)
    section = entry(made, "rijksbreed")
    assert isinstance(section, OutlineSection)
    assert section.text


# Two editors


def test_who_saves_second_sees_what_changed_and_can_still_go_on(
    editor: Client, colleague: Client, made: AgreedRound
) -> None:
    colleague.post(f"{PLACE}leeswijzer/verplaatsen", {"base": 0, "under": "conclusie"}, status=302)
    data = {"base": 0, "title": "Werkwijze", "text": "y"}
    page = editor.post(f"{PLACE}methodiek", data, status=409, title="De indeling is intussen gewijzigd")
    assert "Col Lega wijzigde de indeling" in page.words
    assert "‘Leeswijzer’ is verplaatst en staat nu onder ‘Conclusie’." in page.words
    assert "‘Methodiek’ heet nu ‘Werkwijze’." in page.words
    assert numbers(made) == [2, 1]
    editor.post(f"{PLACE}methodiek", hidden(page), status=302)
    assert [find(outline_of(made.round), key).under for key in ("leeswijzer", "methodiek")] == [
        "conclusie",
        "inleiding",
    ]
    section = entry(made, "methodiek")
    assert isinstance(section, OutlineSection)
    assert section.title == "Werkwijze"


def test_the_same_twice_is_once(editor: Client, colleague: Client, made: AgreedRound) -> None:
    data = {"base": 0, "title": "Werkwijze", "text": "y"}
    colleague.post(f"{PLACE}methodiek", data, status=302)
    page = editor.post(f"{PLACE}methodiek", data, status=409)
    assert "Zoals u het wilde, is het al." in page.words
    assert not [one for one in page.all("button") if "doorvoeren" in words(one)]
    editor.post(f"{PLACE}methodiek", data | {"base": 2}, status=302)
    assert numbers(made) == [2, 1]


@pytest.mark.usefixtures("made")
def test_what_a_colleague_removed_cannot_be_changed(editor: Client, colleague: Client) -> None:
    colleague.post(f"{PLACE}methodiek/weghalen", {"base": 0}, status=302)
    page = editor.post(f"{PLACE}methodiek/schuiven", {"base": 0, "by": "up"}, status=422)
    assert "staat niet meer in de indeling" in page.words


# History, and the next round


def test_every_change_is_told_and_can_be_put_back(editor: Client, made: AgreedRound) -> None:
    assert "nog niet gewijzigd" in editor.get("/rapport/indeling/versies", title="Eerdere indelingen").words
    editor.post(f"{PLACE}conclusie/schuiven", {"base": 0, "by": "up"}, status=302)
    page = editor.get("/rapport/indeling/versies")
    assert "Ed Redacteur" in page.words
    assert "De volgorde van de hoofdstukken is nu" in page.words
    assert "Indeling 1 Zo begon de ronde" in page.words
    assert len(page.all("button", class_="button--secondary")) == 1
    editor.post("/rapport/indeling/versies/1", {"base": 2}, status=302)
    assert numbers(made) == [3, 2, 1]
    assert [one.key for one in outline_of(made.round).chapters][-1] == "conclusie"


def test_the_next_round_can_take_over_what_the_one_before_became(editor: Client, made: AgreedRound) -> None:
    recording.create_round(
        made.session,
        SYSTEM,
        name="2019",
        title="x",
        subtitle="",
        previous=made.round,
        outline="",
        at=NOW + timedelta(1),
    )
    assert "overnemen" not in editor.get("/rapport/indeling").words
    editor.post(f"{PLACE}conclusie/schuiven?ronde=2018", {"base": 0, "by": "up"}, status=302)
    page = editor.get("/rapport/indeling")
    assert "Die van ronde 2018 is nu anders dan deze." in page.words
    editor.post("/rapport/indeling/overnemen", hidden(page), status=302)
    assert "overnemen" not in editor.get("/rapport/indeling").words


def test_links_stay_in_the_round_that_is_shown(editor: Client, made: AgreedRound) -> None:
    AgreedRound.of(made.session, "2019")
    page = editor.get("/rapport/indeling?ronde=2018")
    assert page.links()["Eerdere indelingen"] == "/rapport/indeling/versies?ronde=2018"
    actions: list[Element] = page.all("form", action=f"{PLACE}inleiding/schuiven?ronde=2018")
    assert len(actions) == 1
