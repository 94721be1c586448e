"""Forms in which staff enters what a respondent said by telephone or letter."""

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
    """An agreement that was given by telephone or letter."""

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
        """Require a day between the sending of the record and today."""
        if field.data and (reason := why_not_said_on(field.data, self.sent_on, self.today)):
            raise ValidationError(reason)

    def validate_letter(self, field: CheckedFileField) -> None:
        """Require a scan for an agreement by letter."""
        if self.channel.data == Channel.LETTER.value and field.checked is None:
            raise ValidationError("Voeg een scan van de brief toe.")


class ToldForm(Form):
    """A reaction to an answer that was given by telephone."""

    respondent = SelectField("Wie belde?", coerce=int)
    item = SelectField("Over welk antwoord?")
    kind = RadioField(
        "Wat zei diegene?",
        [InputRequired("Kies wat er werd gezegd.")],
        choices=[
            SelectChoice(reaction_kind.value, reaction_kind.label)
            for reaction_kind in ReactionKind
            if reaction_kind is not ReactionKind.AGREE
        ],
    )
    words = TextAreaField("De woorden voor het verslag")
    remark = TextAreaField("Toelichting of vraag", [Length(max=MAX_REMARK)])

    def validate_kind(self, field: Field) -> None:
        """Require a proposal or question where the kind has one."""
        if field.errors:
            return
        kind = ReactionKind(field.data)
        if kind.proposes and not (self.words.data or "").strip():
            raise ValidationError("Schrijf hieronder op wat er moet komen te staan.")
        if kind is ReactionKind.QUESTION and not (self.remark.data or "").strip():
            raise ValidationError("Schrijf hieronder de vraag op.")


def agreement_form(session: Session, interview: Interview, today: date, **options: Any) -> AgreementForm:
    """Return the form, offering who may still agree, and the answers that did not change since the newest record."""
    form, newest = AgreementForm(**options), queries.newest_record(session, interview)
    form.sent_on, form.today = local(newest.sent_at).date() if newest else today, today
    asked = _asked(session, interview, newest)
    people = [
        respondent
        for respondent in queries.approvers_of(interview)
        if asked.get(respondent.id) and not respondent.erased_at
    ]
    form.respondent.choices = [SelectChoice(respondent.id, respondent.name) for respondent in people]
    sent = dict.fromkeys(item for respondent in people for item in asked[respondent.id])
    form.items.choices = [SelectChoice(item, f"Vraag {item}") for item in sent]
    return form


def told_form(session: Session, interview: Interview, **options: Any) -> ToldForm:
    """Return the form, offering who may still react, and to which answers."""
    form, newest = ToldForm(prefix="told", **options), queries.newest_record(session, interview)
    asked = _asked(session, interview, newest)
    people = (
        [verification.respondent for verification in newest.verifications if verification.revoked_at is None]
        if newest
        else []
    )
    people = [
        respondent
        for respondent in people
        if asked.get(respondent.id) and not respondent.left_at and not respondent.erased_at
    ]
    form.respondent.choices = [SelectChoice(respondent.id, respondent.name) for respondent in people]
    sent = dict.fromkeys(item for respondent in people for item in asked[respondent.id])
    form.item.choices = [SelectChoice(item, f"Vraag {item}") for item in sent]
    return form


def _asked(session: Session, interview: Interview, newest: Record | None) -> dict[int, list[str]]:
    """Return the items of the newest record that each respondent has not agreed to, per respondent id, in its order."""
    texts = queries.texts_of(session, interview)
    current = {revision.id: item for item, revision in texts.revisions.items()}
    sent = [current[entry.revision_id] for entry in (newest.entries if newest else ()) if entry.revision_id in current]
    return {
        respondent.id: [item for item in sent if item in texts.open_for(respondent)]
        for respondent in interview.respondents
    }
