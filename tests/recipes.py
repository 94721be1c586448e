"""What the table of access sends where no page holds a form that is ready: scripts, files, fields to type in."""

from datetime import timedelta
from typing import Any

from busy_round import CONTACT, PDF, STAFF, BusyRound
from busy_round import SECTION as TEXT
from flask_security.recoverable import generate_reset_password_token
from reachable import Attempt

from surveyapp.alignment.reacting import operations
from surveyapp.core.db import secrets_of, utcnow
from surveyapp.core.dutch import local
from surveyapp.core.tokens import link_code
from surveyapp.evidence.documents import pdf_writer
from surveyapp.exchange.files.writer import write
from surveyapp.exchange.papers.archive import FileKind
from surveyapp.exchange.papers.rules import new_file
from surveyapp.exchange.uploads.pages import paper_of
from surveyapp.interviews.recording.queries import interviews_in, newest_notes, newest_revisions, organisations
from surveyapp.questionnaires.operations import parsed
from surveyapp.report.compiling.themes import Tagged, placed_by_theme
from surveyapp.report.outlining.effects import effects
from surveyapp.report.outlining.rules import removed
from surveyapp.report.overruling_editing.operations import findings_now
from surveyapp.report.rounds import queries as report
from surveyapp.sample.load import PASSWORD
from surveyapp.verification.earlier import queries
from surveyapp.verification.keeping import operations as keeping_operations
from surveyapp.verification.records import queries as records_queries
from surveyapp.verification.word import operations as word_operations

KEY = "0123456789abcdef0123"
INTERVIEW = "/interviews/<int:interview_id>"
RECORD = f"{INTERVIEW}/verslagen/<int:number>"
READING = "<int:verification_id>"
READER = "/rapport/afstemmen/<int:number>/lezers/<int:reading_id>"
SECTION = "/rapport/paragraaf/<path:key>"
PRESSED = {"submitted": ["yes"]}
PERSON = {"name": ["Iemand Anders"], "function": ["wethouder"], "email": ["iemand@example.org"]}


def in_days(days: int) -> list[str]:
    """A day as a form sends it."""
    return [local(utcnow() + timedelta(days=days)).date().isoformat()]


def typed(made: BusyRound) -> dict[str, dict[str, list[Any]]]:
    """What is typed, chosen or ticked in forms whose pages leave it open, by row."""
    reading = made.reading()
    item = reading.record.entries[0].revision.answer.item
    name, file = word_operations.record_file(made.session, reading)
    sheet = write(paper_of(made.session, made.interview("recording"), new_file(), with_answers=True), FileKind.WORD)
    (finding, *_) = [one for one in findings_now(made.session, made.round)[0] if one.subject and one.blocks]
    assert finding.subject
    pair = [one.key for one in organisations(made.session) if one.province and one.province.key == "fryslan"][:2]
    interview = made.interview("recording")
    source = f"""round: '{made.round.name}'
questionnaire: {interview.questionnaire.key}
organisation: {interview.organisation.name}
answers: {{1: Heel iets anders.}}
"""
    placed = _placed(made)
    theme = parsed(made.interview("reacted").questionnaire).themes[0].key
    item = made.reading().record.entries[0].revision.answer.item
    return {
        "POST   /rapport/themas": {
            f"revision_{placed.key}-{placed.item}": [str(placed.revision)],
            f"theme_{placed.key}-{placed.item}_0": [_other_theme(placed)],
        },
        f"POST   {INTERVIEW}/themas": {f"theme_{one}_0": [theme] for one in ("1", "2", "2a", "2b")},
        "POST   /bronnen/nieuw": {"source-title": ["Nog een bron"], "source-dated": ["2019"]},
        "POST   /controleren": {"file": [(pdf_writer.receipt_pdf(made.session, reading, CONTACT), "bewijs.pdf")]},
        "POST   /rapport-controleren": {"file": [(PDF, "rapport.pdf")]},
        "POST   /mensen/nieuw": {"name": ["Nieuw Mens"], "email": ["mens@example.org"], "roles": ["editor"]},
        "POST   /nakijken": {f"kind_{item}": ["question"], f"question_{item}": ["Waarom?"]},
        "POST   /rapporttekst": {"kind_1": ["error"], "error_1": ["Dit klopt niet."]},
        "POST   /nakijken/meelezen": PERSON,
        "POST   /nakijken/meer-tijd/<int:reader>": {"until": in_days(20), "reason": ["Vakantie."]},
        "POST   /rapport/afstemmen/<int:number>/reacties/<int:reaction_id>": {
            "settled": ["refused"],
            "reason": ["Niet nodig."],
        },
        "POST   /rapport/figuren": {
            "image": [(made.picture().read(), "kaart.png")],
            "name": ["Tweede"],
            "caption": ["Krimp"],
            "alternative": ["In Drenthe daalt de bevolking."],
            "source": ["CBS"],
        },
        "POST   /rapport/indeling/samen/<key>": {"title": ["Samen"], "members": pair},
        "POST   /rapport/indeling/toevoegen": {"title": ["Een nieuwe titel"]},
        "POST   /rapport/openstaand": {"over": [finding.subject.token], "reason": ["Zo afgesproken."]},
        "POST   /rapporttekst/meer-tijd/<int:reader>": {"until": in_days(20), "reason": ["Vakantie."]},
        "POST   /veldwerk/inlezen": {"files": [(source.encode(), "od.yaml")]},
        "POST   /veldwerk/ronde": {"name": ["2031"], "title": ["Rapport 2031"]},
        "POST   /veldwerk/interview": {"questionnaire": ["rijk"], "interviewers": [str(made.north.id)]},
        "POST   /mailteksten/<int:round_id>/<key>": {"subject": ["Een ander onderwerp"]},
        "POST   /persoonsgegevens/<name>/bewaartermijn": {"months": ["31"]},
        "POST   /rapport/figuren/<name>": {"caption": ["Een ander bijschrift"]},
        "POST   /rapport/indeling/plaats/<key>": {"title": ["Een andere titel"]},
        "POST   /rapport/opmaak": {"columns": [str(3 - made.round.report_columns)]},
        "POST   /veldwerk/ronde/<name>/termijnen": {"react_days": ["9"]},
        "POST   /veldwerk/tegelijk": {"interview": [str(made.ids["waiting"])], "action": ["remind"]},
        "POST   /wachtwoord": {
            "password": [PASSWORD],
            "new_password": ["een-goed-wachtwoord"],
            "new_password_confirm": ["een-goed-wachtwoord"],
        },
        f"POST   {SECTION}": {"text": ["Een andere tekst."], "choice": [""]},
        f"POST   {INTERVIEW}/gesprek": {"started_at": ["2018-05-01T10:00"], "ended_at": ["2018-05-01T11:00"]},
        f"POST   {INTERVIEW}/respondenten/<int:respondent_id>": {"function": ["burgemeester"], "confirmed": ["yes"]},
        f"POST   {INTERVIEW}/termijn": {"react_by": in_days(30)},
        f"POST   {INTERVIEW}/uitnodiging": {"people": [str(one.id) for one in made.interview("planned").respondents]},
        f"POST   {INTERVIEW}/vragen/<item>/voortgang": {f"mark_{one}": ["completed"] for one in ("1", "2", "2a", "2b")},
        f"POST   {INTERVIEW}/bijlagen": {"file": [(b"%PDF-1.7 plan", "plan.pdf")]},
        f"POST   {INTERVIEW}/elders": {"file": [(sheet, "vragenlijst.docx")], "from_other": ["y"]},
        f"POST   {INTERVIEW}/meelezen/<item>": {f"comment_{one}": ["Klopt dit?"] for one in ("1", "2", "2b")},
        f"POST   {INTERVIEW}/overdragen": {"taker": [str(made.user(STAFF["other"]).id)], "note": ["Bel nog even."]},
        f"POST   {INTERVIEW}/respondenten": PERSON,
        f"POST   {INTERVIEW}/respondenten/<int:respondent_id>/opvolger": PERSON | {"keep": ["yes"]},
        f"POST   {INTERVIEW}/vragen/<item>/heropenen": {"reason": ["Er klopt iets niet."]},
        f"POST   {RECORD}/akkoord": {"said_on": in_days(0), "note": ["Belde zelf."], "items": [item]},
        f"POST   {RECORD}/termijn/{READING}": {"until": in_days(40)},
        f"POST   {RECORD}/verteld": {"told-kind": ["question"], "told-remark": ["Waarom?"]},
        f"POST   {RECORD}/word/{READING}/terug": {"file": [(file, name)]},
        f"POST   {READER}/gegevens": PERSON,
        f"POST   {READER}/opvolger": {f"nieuw-{field}": value for field, value in PERSON.items()},
        f"POST   {READER}/termijn": {"until": in_days(40)},
    }


def _placed(made: BusyRound) -> Tagged:
    source = report.round_source(made.session, made.round, publisher="")
    return placed_by_theme(report.outline_of(made.round), source)[0]


def _other_theme(answer: Tagged) -> str:
    """Return a theme that the first passage does not carry."""
    return next(one.key for one in answer.themes if one.key not in answer.chosen[0])


def requests(made: BusyRound) -> dict[str, Attempt]:
    """Whole requests to addresses that no page leads to, by row."""
    return _staff(made) | _desks(made) | _report(made) | _guests(made)


def _staff(made: BusyRound) -> dict[str, Attempt]:
    ids, session = made.ids, made.session
    reading = made.reading()
    waiting = f"/interviews/{ids['waiting']}"
    record = f"{waiting}/verslagen/{reading.record.number}"
    asking = records_queries.get_verification(session, made.asks)
    assert asking
    asked = f"/interviews/{ids['asks']}/verslagen/{asking.record.number}/termijn/{asking.id}/weigeren"
    last_year = interviews_in(session, made.before)[0].respondents[0]
    user = made.user("uitgenodigd@example.org")
    token = generate_reset_password_token(user)
    new = {"password": ["een-goed-wachtwoord"], "password_confirm": ["een-goed-wachtwoord"]}
    mail = {"email": [user.email]}
    login = {"email": [STAFF["interviewer"]], "password": [PASSWORD]}
    return {
        "GET    /.well-known/security.txt": Attempt("/.well-known/security.txt"),
        "GET    /bronnen/<int:source_id>/bestand": Attempt(f"/bronnen/{ids['source']}/bestand"),
        "GET    /interviews/weer-ingelogd": Attempt("/interviews/weer-ingelogd"),
        "GET    /interviews/worker.js": Attempt("/interviews/worker.js"),
        "GET    /postvak/<int:mail_id>/bijlage/<int:number>": Attempt(f"/postvak/{ids['mail']}/bijlage/1"),
        "GET    /veldwerk/tegelijk/<int:action_id>": Attempt(f"/veldwerk/tegelijk/{ids['bulk']}"),
        "GET    /vragenlijsten/<key>.pdf": Attempt("/vragenlijsten/regio.pdf"),
        "GET    /wachtwoord-nieuw/<token>": Attempt(f"/wachtwoord-nieuw/{token}"),
        "GET    /wachtwoord-vergeten": Attempt("/wachtwoord-vergeten"),
        "GET    /wachtwoord-vergeten/<token>": Attempt(f"/wachtwoord-vergeten/{token}"),
        "POST   /inloggen": Attempt("/inloggen", login),
        "POST   /persoonsgegevens/<name>/persoon": Attempt(
            f"/persoonsgegevens/{made.before.name}/persoon", {"email": [last_year.email], "reason": ["Gevraagd."]}
        ),
        "POST   /persoonsgegevens/<name>/wissen": Attempt("/persoonsgegevens/2017/wissen", PRESSED),
        "POST   /postvak/<int:mail_id>/laten": Attempt(f"/postvak/{ids['mail']}/laten", PRESSED),
        "POST   /postvak/<int:mail_id>/opnieuw": Attempt(f"/postvak/{ids['mail']}/opnieuw", PRESSED),
        "POST   /postvak/opnieuw": Attempt("/postvak/opnieuw", PRESSED),
        "POST   /veldwerk/tegelijk/<int:action_id>": Attempt(f"/veldwerk/tegelijk/{ids['bulk']}", PRESSED),
        "POST   /wachtwoord-nieuw/<token>": Attempt(f"/wachtwoord-nieuw/{token}", new),
        "POST   /wachtwoord-vergeten": Attempt("/wachtwoord-vergeten", mail),
        "POST   /wachtwoord-vergeten/<token>": Attempt(f"/wachtwoord-vergeten/{token}", new),
        f"GET    {INTERVIEW}/reacties/ongedaan": Attempt(f"/interviews/{ids['reacted']}/reacties/ongedaan"),
        f"POST   {INTERVIEW}/reacties/ongedaan": Attempt(f"/interviews/{ids['reacted']}/reacties/ongedaan", PRESSED),
        f"POST   {RECORD}/nieuwe-link/{READING}": Attempt(f"{record}/nieuwe-link/{reading.id}", PRESSED),
        f"POST   {RECORD}/termijn/{READING}/weigeren": Attempt(asked, {"why": ["Nee."]}),
        f"POST   {RECORD}/word/{READING}/terug/<int:attachment_id>": Attempt(
            made.word, {"items": [one.revision.answer.item for one in asking.record.entries]}
        ),
    }


def _desks(made: BusyRound) -> dict[str, Attempt]:
    """What the scripts of a desk send."""
    interview, session = made.interview("recording"), made.session
    here = f"/interviews/{interview.id}"
    answer = newest_revisions(session, [interview.id])[interview.id]["2b"]
    note = newest_notes(session, interview)["2b"]
    save = {"text": "Heel andere woorden.", "base": answer.number, "key": KEY}
    choice = {
        "base": [str(answer.number)],
        "began": ["0"],
        "mine": ["De mijne."],
        "mine_status": ["text"],
        "merged": ["Samen."],
        "choice": ["mine"],
        "key": [KEY],
        "writer": [made.north.browser_key],
    }
    taken = {"stamp": ["0123456789abcdef"], "take_2b": ["y"], "text_2b": ["Uit Word."], "base_2b": [str(answer.number)]}
    back = {"number": ["1"], "base": [str(answer.number)]}
    return {
        f"DELETE {INTERVIEW}/aanwezig": Attempt(f"{here}/aanwezig"),
        f"PUT    {INTERVIEW}/aanwezig": Attempt(f"{here}/aanwezig", json={"item": "2b"}),
        f"PUT    {INTERVIEW}/antwoorden/<item>": Attempt(f"{here}/antwoorden/2b", json=save),
        f"PUT    {INTERVIEW}/notities/<item>": Attempt(f"{here}/notities/2b", json=save | {"base": note.number}),
        f"PUT    {INTERVIEW}/themas/<item>": Attempt(
            f"{here}/themas/2b", json={"revision": answer.id, "paragraphs": [["wonen"]]}
        ),
        f"POST   {INTERVIEW}/elders/overnemen": Attempt(f"{here}/elders/overnemen", taken),
        f"POST   {INTERVIEW}/vragen/<item>/keuze": Attempt(f"{here}/vragen/2b/keuze", choice),
        f"POST   {INTERVIEW}/vragen/<item>/versies": Attempt(f"{here}/vragen/2b/versies", back),
        f"GET    {INTERVIEW}/elders/spreadsheet": Attempt(f"{here}/elders/spreadsheet?antwoorden=ja"),
        f"GET    {INTERVIEW}/elders/word": Attempt(f"{here}/elders/word?antwoorden=ja"),
        f"GET    {INTERVIEW}/nu": Attempt(f"{here}/nu"),
        f"GET    {INTERVIEW}/termijn": Attempt(f"{here}/termijn"),
        f"GET    {INTERVIEW}/token": Attempt(f"{here}/token"),
        f"GET    {INTERVIEW}/vragen/<item>/nu": Attempt(f"{here}/vragen/2b/nu"),
        f"GET    {INTERVIEW}/vragenlijst": Attempt(f"{here}/vragenlijst"),
        f"GET    {INTERVIEW}/vragenlijst.pdf": Attempt(f"{here}/vragenlijst.pdf"),
    }


def _report(made: BusyRound) -> dict[str, Attempt]:
    """What the scripts of the editors' desks send."""
    session, round_ = made.session, made.round
    here, base = f"/rapport/paragraaf/{TEXT}", report.newest_section_texts(session, round_)[TEXT].number
    save = {"text": "Een nieuwe tekst.", "base": base, "key": KEY}
    tagged = _placed(made)
    theme = {"revision": tagged.revision, "paragraphs": [[_other_theme(tagged)]]}
    editor = made.user(STAFF["editor"])
    choice = {
        "base": [str(base)],
        "began": ["0"],
        "mine": ["De mijne."],
        "merged": ["Samen."],
        "choice": ["mine"],
        "key": [KEY],
        "writer": [editor.browser_key],
    }
    written = {"text": ["Nog iets."], "base": [str(base)]}
    stale = next(one for one in findings_now(session, round_)[0] if one.vain and one.subject and one.subject.agreed)
    assert stale.subject
    texts = report.newest_section_texts(session, round_)
    update = {
        "text": [texts[stale.key].text],
        "base": [str(texts[stale.key].number)],
        "cited": [stale.subject.cited],
    }
    reader = f"/rapport/afstemmen/1/lezers/{made.aligned()[0].id}"
    outline = report.outline_of(round_)
    seal = effects(outline, removed(outline, "conclusie"), report.round_source(session, round_, publisher="")).seal
    return {
        "POST   /rapport/indeling/plaats/<key>/weghalen": Attempt(
            "/rapport/indeling/plaats/conclusie/weghalen", {"base": ["3"], "seen": [seal]}
        ),
        "GET    /rapport/pdf/<int:build_id>.json": Attempt(f"/rapport/pdf/{made.ids['pdf']}.json"),
        "GET    /rapport/themas/token": Attempt("/rapport/themas/token"),
        "POST   /rapport/afstemmen/nakijken": Attempt("/rapport/afstemmen/nakijken", made.sending()),
        "POST   /rapport/indeling/tekst/<key>": Attempt(
            f"/rapport/indeling/tekst/{made.unplaced}", {"base": ["3"], "title": ["Weer terug"], "under": [""]}
        ),
        "POST   /rapport/vergelijken/tekst": Attempt(
            f"/rapport/vergelijken/tekst?wat=regio/1&paragraaf={TEXT}", written
        ),
        "PUT    /rapport/themas/<organisation>/<item>": Attempt(
            f"/rapport/themas/{tagged.key}/{tagged.item}", json=theme
        ),
        f"GET    {SECTION}/token": Attempt(f"{here}/token"),
        f"POST   {READER}/termijn/weigeren": Attempt(f"{reader}/termijn/weigeren", {"why": ["Nee."]}),
        f"POST   {SECTION}/aanhaling": Attempt(f"/rapport/paragraaf/{stale.key}/aanhaling", update),
        f"POST   {SECTION}/bladzijde": Attempt(f"{here}/bladzijde", json={"text": "Eén zin."}),
        f"POST   {SECTION}/keuze": Attempt(f"{here}/keuze", choice),
        f"POST   {SECTION}/voorbeeld": Attempt(f"{here}/voorbeeld", json={"text": "Eén zin."}),
        f"PUT    {SECTION}": Attempt(here, json=save),
    }


def _guests(made: BusyRound) -> dict[str, Attempt]:
    """What the pages of respondents send, each naming the reading that it shows."""
    reading, aligned = made.reading(), made.aligned()[0]
    links = secrets_of(made.session).links
    record, passages = made.link(reading.nonce), made.link(aligned.nonce, "rapport/")
    one, other = str(reading.id), str(aligned.id)
    item = reading.record.entries[0].revision.answer.item
    seen, read = keeping_operations.seen_now(made.session, reading), operations.seen_now(aligned)
    sent = {"reader": [one], "confirm": ["yes"], "number": [str(reading.record.number)], "hash": [reading.record.hash]}
    sent |= {f"base_{name}": [str(number)] for name, number in seen.items()}
    sent |= {"use_base": [queries.use_for_all(made.session, reading).value]}
    about = {"reader": [other], "confirm": ["yes"], "hash": [aligned.alignment.hash]}
    about |= {f"base_{place}": [str(number)] for place, number in read.items()}
    asked = {"reader": one, "kind": "question", "question": "Waarom?", "remark": "Waarom?", "base": str(seen[item])}
    wrong = {"reader": other, "kind": "error", "error": "Dit klopt niet.", "base": str(read[1])}
    return {
        "GET    /code": Attempt("/code"),
        "GET    /nakijken/bewijs": Attempt("/nakijken/bewijs"),
        "GET    /nakijken/bewijs.pdf": Attempt("/nakijken/bewijs.pdf"),
        "GET    /nakijken/overzicht": Attempt("/nakijken/overzicht"),
        "GET    /rapporttekst/bewijs": Attempt("/rapporttekst/bewijs"),
        "GET    /rapporttekst/bewijs.pdf": Attempt("/rapporttekst/bewijs.pdf"),
        "GET    /rapporttekst/overzicht": Attempt("/rapporttekst/overzicht"),
        "GET    /v/<path>/<token>": Attempt(passages),
        "GET    /v/<token>": Attempt(record),
        "POST   /code": Attempt("/code", {"code": [link_code(links, reading.nonce)]}),
        "POST   /nakijken/overzicht": Attempt("/nakijken/overzicht", sent),
        "POST   /rapporttekst/overzicht": Attempt("/rapporttekst/overzicht", about),
        "POST   /v/<path>/<token>": Attempt(passages, PRESSED),
        "POST   /v/<token>": Attempt(record, PRESSED),
        "PUT    /nakijken": Attempt("/nakijken", json={"reader": one, "use": "unnamed"}),
        "PUT    /nakijken/<item>": Attempt(f"/nakijken/{item}", json=asked),
        "PUT    /rapporttekst/<int:place>": Attempt("/rapporttekst/1", json=wrong),
    }
