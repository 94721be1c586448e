"""What staff fills in for a respondent who does it by telephone or letter."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from wtforms import DateField, Field, RadioField, SelectField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length

from surveyapp.attachments.forms import ACCEPT, CheckedFileField
from surveyapp.core.dutch import capital, local
from surveyapp.interviews.recording.models import Interview
from surveyapp.verification.keeping.operations import MAX_REMARK
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Record
from surveyapp.verification.records.rules import Channel, ReactionKind, Use, why_not_said_on
from surveyapp.web.refusal import Form


def _uses() -> SelectField:
    choices = [SelectChoice(use.value, capital(use.for_staff)) for use in Use]
    return SelectField("Hoe mag het rapport deze tekst gebruiken?", choices=choices)


class AgreementForm(Form):
    """Agreement that was given by telephone or letter."""

    sent_on: date
    today: date

    respondent = SelectField("Wie gaf akkoord?", coerce=int)
    channel = RadioField(
        "Hoe?",
        [InputRequired("Kies hoe het akkoord kwam.")],
        choices=[SelectChoice(Channel.PHONE.value, "Per telefoon"), SelectChoice(Channel.LETTER.value, "Per brief")],
        default=Channel.PHONE.value,
    )
    said_on = DateField("Op welke dag?", [InputRequired("Vul een datum in.")])
    items = SelectMultipleField("Op welke antwoorden?", [DataRequired("Kies minstens één antwoord.")])
    use = _uses()
    note = TextAreaField("Notitie", [DataRequired("Schrijf op wat er is afgesproken."), Length(max=MAX_REMARK)])
    letter: CheckedFileField = CheckedFileField("Scan van de brief", render_kw={"accept": ACCEPT})

    def validate_said_on(self, field: Field) -> None:
        """A day between the sending of the record and now."""
        if field.data and (reason := why_not_said_on(field.data, self.sent_on, self.today)):
            raise ValidationError(reason)

    def validate_letter(self, field: CheckedFileField) -> None:
        """A letter is there to be seen."""
        if self.channel.data == Channel.LETTER.value and field.checked is None:
            raise ValidationError("Voeg een scan van de brief toe.")


class ToldForm(Form):
    """What a respondent said of one answer by telephone."""

    respondent = SelectField("Wie belde?", coerce=int)
    item = SelectField("Over welk antwoord?")
    kind = RadioField(
        "Wat zei diegene?",
        [InputRequired("Kies wat er werd gezegd.")],
        choices=[SelectChoice(one.value, one.label) for one in ReactionKind if one is not ReactionKind.AGREE],
    )
    words = TextAreaField("De woorden voor het verslag")
    remark = TextAreaField("Toelichting of vraag", [Length(max=MAX_REMARK)])

    def validate_kind(self, field: Field) -> None:
        """Half a reaction says nothing."""
        if field.errors:
            return
        kind = ReactionKind(field.data)
        if kind.proposes and not (self.words.data or "").strip():
            raise ValidationError("Schrijf hieronder op wat er moet komen te staan.")
        if kind is ReactionKind.QUESTION and not (self.remark.data or "").strip():
            raise ValidationError("Schrijf hieronder de vraag op.")


def agreement_form(session: Session, interview: Interview, today: date, **options: Any) -> AgreementForm:
    """Who may still agree, and to what: only words of the newest record that did not change since."""
    form, newest = AgreementForm(**options), queries.newest_record(session, interview)
    form.sent_on, form.today = local(newest.sent_at).date() if newest else today, today
    asked = _asked(session, interview, newest)
    people = [one for one in queries.approvers_of(interview) if asked.get(one.id) and not one.erased_at]
    form.respondent.choices = [SelectChoice(one.id, one.name) for one in people]
    sent = dict.fromkeys(item for one in people for item in asked[one.id])
    form.items.choices = [SelectChoice(item, f"Vraag {item}") for item in sent]
    return form


def told_form(session: Session, interview: Interview, **options: Any) -> ToldForm:
    """Who may still react, and to which answers."""
    form, newest = ToldForm(prefix="told", **options), queries.newest_record(session, interview)
    asked = _asked(session, interview, newest)
    people = [one.respondent for one in newest.verifications if one.revoked_at is None] if newest else []
    people = [one for one in people if asked.get(one.id) and not one.left_at and not one.erased_at]
    form.respondent.choices = [SelectChoice(one.id, one.name) for one in people]
    sent = dict.fromkeys(item for one in people for item in asked[one.id])
    form.item.choices = [SelectChoice(item, f"Vraag {item}") for item in sent]
    return form


def _asked(session: Session, interview: Interview, newest: Record | None) -> dict[int, list[str]]:
    """Per respondent's id, the items of the newest record that they did not agree to, in its order."""
    texts = queries.texts_of(session, interview)
    current = {one.id: item for item, one in texts.revisions.items()}
    sent = [current[entry.revision_id] for entry in (newest.entries if newest else ()) if entry.revision_id in current]
    return {one.id: [item for item in sent if item in texts.open_for(one)] for one in interview.respondents}
