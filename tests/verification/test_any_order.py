"""Whatever people do to a record, in whatever order: nothing counts as agreed that nobody agreed to.

A machine of hypothesis sends, opens, reacts, settles, resends, revokes, reopens and asks again, as several people do.
Beside it stands a plain model of who agreed to what; after each step both must say the same. The application's
operations never commit, so each run ends in a rollback and the next begins with the same interview.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from recorded import ADVISER, NOW, SYSTEM
from setting import session_of
from sqlalchemy.orm import Session
from verified import CONTACT, Verified

from surveyapp.agreement.queries import agreed_among
from surveyapp.agreement.rules import line_of
from surveyapp.core.dutch import local
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import InterviewState, state_of
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.privacy.erasure.operations import erase_person
from surveyapp.readings.links import operations as links_operations
from surveyapp.readings.links.rules import LinkState, link_state
from surveyapp.readings.more_time import operations as more_time_operations
from surveyapp.readings.reminders import operations as readings_reminders_operations
from surveyapp.report.rounds.queries import round_source
from surveyapp.verification.decisions import operations as decisions_operations
from surveyapp.verification.decisions.queries import locks_of
from surveyapp.verification.keeping.operations import seen_now
from surveyapp.verification.kind.kinds import RECORD
from surveyapp.verification.on_behalf import operations as on_behalf_operations
from surveyapp.verification.passing_on import operations as passing_on_operations
from surveyapp.verification.people import operations as people_operations
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Approval, Record, Reminder, Verification
from surveyapp.verification.records.rules import DECISIONS, Channel, DecisionKind, ReactionKind, Seen, Use
from surveyapp.verification.releasing import operations as releasing_operations
from surveyapp.verification.reminders import operations as reminders_operations
from surveyapp.verification.sending import operations as sending_operations
from surveyapp.verification.settling import operations
from surveyapp.verification.state.queries import facts_of

ITEMS = ("1", "2b", "6")
PEOPLE = (
    ADVISER,
    RespondentData("Wethouder", "wethouder", "wethouder@example.org"),
    RespondentData("Lezer", "beleidsmedewerker", "lezer@example.org", must_agree=False),
)
RUNS = int(os.environ.get("ORDERS", "40"))
"""How many orders are tried; ``ORDERS=3000 make test ARGS=...`` tries more."""

items, places, words = st.sampled_from(ITEMS), st.integers(0, 7), st.sampled_from(["Meer.", "Minder.", "Anders."])


def was_sent(machine: "AnyOrder") -> bool:
    """Whether there is anything to react to."""
    return machine.sent > 0


class AnyOrder(RuleBasedStateMachine):
    """One interview, three people, and a memory of what each of them agreed to."""

    session: Session
    interview_id: int

    @initialize()
    def begin(self) -> None:
        """Recorded, and nothing sent."""
        self.interview = self.session.get_one(Interview, self.interview_id)
        self.made = Verified(self.session, self.interview.round)
        self.at = NOW
        self.agreed: set[tuple[int, int]] = set()
        self.submissions = 0
        self.sent = 0

    def teardown(self) -> None:
        """As if nothing had happened."""
        self.session.rollback()
        self.session.expunge_all()

    def verifications(self) -> list[Verification]:
        """Every link that was ever made, the oldest first."""
        return list(self.session.scalars(sa.select(Verification).order_by(Verification.id)))

    def pick(self, place: int) -> Verification | None:
        """One of them, the newest ones most often."""
        found = self.verifications()
        chosen = found[-1 - place % len(found)] if found else None
        return queries.get_verification(self.session, chosen.id) if chosen else None

    def state(self, verification: Verification) -> LinkState:
        """What its link does now."""
        return link_state(queries.link_facts(self.session, verification), self.at)

    # ------------------------------------------------------------------------------------------ what staff does

    @rule(item=items, text=words)
    def save(self, item: str, text: str) -> None:
        """An interviewer writes; a locked answer refuses."""
        newest = queries.texts_of(self.session, self.interview).revisions.get(item)
        with suppress(Refused, SaveConflict):
            self.made.save(self.interview, item, f"{text} {self.at:%H%M}", base=newest.number if newest else 1)

    @rule(readers_first=st.booleans())
    def send(self, readers_first: bool) -> None:
        """The next record, to everybody or to those who read along first."""
        today = local(self.at).date()
        with suppress(Refused):
            sending_operations.send_record(
                self.session,
                SYSTEM,
                self.interview,
                deadline=today + timedelta(days=14),
                link_days=28,
                readers_until=today + timedelta(days=5) if readers_first else None,
                contact=CONTACT,
                at=self.at,
            )
            self.sent += 1

    @precondition(was_sent)
    @rule(place=places, kind=st.sampled_from(DecisionKind), text=words)
    def settle(self, place: int, kind: DecisionKind, text: str) -> None:
        """Decide on a reaction, or decide otherwise."""
        record = queries.newest_record(self.session, self.interview)
        found = queries.to_decide(self.session, record) if record else []
        if not found:
            return
        reaction = found[place % len(found)]
        newest = self.newest_number(reaction.revision.answer.item)
        allowed = kind in DECISIONS[reaction.kind]
        try:
            decisions_operations.decide(
                self.session, SYSTEM, self.interview, reaction, kind, base=newest, text=text, reason=text, at=self.at
            )
        except (Refused, SaveConflict):
            return
        assert allowed

    @precondition(was_sent)
    @rule(place=places)
    def undo(self, place: int) -> None:
        """Take a decision back."""
        record = queries.newest_record(self.session, self.interview)
        found = queries.to_decide(self.session, record) if record else []
        if found:
            reaction = found[place % len(found)]
            with suppress(Refused, SaveConflict):
                decisions_operations.undo_decision(self.session, SYSTEM, self.interview, reaction, at=self.at)

    def newest_number(self, item: str) -> int:
        """The version of an answer that counts."""
        from surveyapp.interviews.recording.queries import newest_revisions  # noqa: PLC0415

        return newest_revisions(self.session, [self.interview.id])[self.interview.id][item].number

    @precondition(was_sent)
    @rule(item=items)
    def reopen(self, item: str) -> None:
        """An agreed answer may change again."""
        with suppress(Refused):
            self.made.reopen(self.interview, item, at=self.at)

    @precondition(was_sent)
    @rule(place=places)
    def revoke(self, place: int) -> None:
        """A link is closed for good."""
        if found := self.pick(place):
            links_operations.revoke_link(self.session, SYSTEM, found, at=self.at)

    @precondition(was_sent)
    @rule()
    def remind(self) -> None:
        """Whoever has not finished gets a mail, by hand."""
        with suppress(Refused):
            reminders_operations.remind(self.session, SYSTEM, self.interview, contact=CONTACT, at=self.at)

    @precondition(was_sent)
    @rule(twice=st.booleans())
    def work(self, twice: bool) -> None:
        """The worker reminds whoever is due, and lets those go on who waited for the readers."""
        for _ in range(2 if twice else 1):
            for one in readings_reminders_operations.due_now(self.session, self.at):
                readings_reminders_operations.remind_when_due(self.session, RECORD, one.id, contact=CONTACT, at=self.at)
            record = queries.newest_record(self.session, self.interview)
            assert record
            releasing_operations.release_when_due(self.session, SYSTEM, record.id, contact=CONTACT, at=self.at)

    @precondition(was_sent)
    @rule(place=places, days=st.integers(0, 40), grant=st.sampled_from([None, True, False]))
    def time(self, place: int, days: int, grant: bool | None) -> None:
        """Ask for more time, get it, or not."""
        found, until = self.pick(place), local(self.at + timedelta(days=days)).date()
        with suppress(Refused):
            if found and grant is None:
                more_time_operations.ask_for_time(self.session, SYSTEM, found, until=until, reason="Druk.", at=self.at)
            elif found and grant:
                more_time_operations.give_time(self.session, SYSTEM, found, until=until, contact=CONTACT, at=self.at)
            elif found:
                more_time_operations.refuse_time(self.session, SYSTEM, found, words="Nee.", contact=CONTACT, at=self.at)

    @precondition(was_sent)
    @rule(place=places, item=items)
    def telephone(self, place: int, item: str) -> None:
        """Somebody says yes on the telephone, also to what was not sent."""
        person = self.person(place)
        revision = queries.texts_of(self.session, self.interview).revisions.get(item)
        heard = on_behalf_operations.Heard(Channel.PHONE, local(self.at).date(), "Gebeld.")
        try:
            on_behalf_operations.approve_on_behalf(
                self.session, SYSTEM, self.interview, person, [item], heard, contact=CONTACT, at=self.at
            )
        except Refused:
            return
        assert revision
        if not any((one, revision.id) in self.agreed for one in line_of(person)):
            self.agreed.add((person.id, revision.id))

    @precondition(was_sent)
    @rule()
    def take_all(self) -> None:
        """Everything that can be, at once, as somebody saw it."""
        with suppress(Refused, SaveConflict):
            seen = operations.batch_of(self.session, self.interview).key
            operations.take_all_over(self.session, SYSTEM, self.interview, seen=seen, at=self.at)

    @precondition(was_sent)
    @rule()
    def undo_all(self) -> None:
        """Back to before, as far as it can."""
        with suppress(Refused, SaveConflict):
            operations.undo_all(self.session, SYSTEM, self.interview, at=self.at)

    @rule(place=places)
    def leave(self, place: int) -> None:
        """Somebody takes no part any more."""
        person = self.person(place)
        with suppress(Refused):
            people_operations.remove_person(self.session, SYSTEM, self.interview, person, contact=CONTACT, at=self.at)

    @precondition(was_sent)
    @rule(place=places, keep=st.booleans())
    def succeed(self, place: int, keep: bool) -> None:
        """Somebody else takes a place, with or without what was agreed."""
        person, number = self.person(place), len(self.interview.everybody)
        data = RespondentData("Opvolger", "opvolger", f"opvolger{number}@example.org", must_agree=person.must_agree)
        with suppress(Refused):
            people_operations.succeed(
                self.session, SYSTEM, self.interview, person, data, keep=keep, link_days=28, contact=CONTACT, at=self.at
            )

    @rule(place=places)
    def erase(self, place: int) -> None:
        """Nobody's name and address are kept for ever."""
        with suppress(Refused, NotFound):
            erase_person(
                self.session, SYSTEM, self.made.round, self.person(place).email, reason="Op verzoek.", at=self.at
            )

    def person(self, place: int) -> Respondent:
        """One of those who ever took part."""
        return self.interview.everybody[place % len(self.interview.everybody)]

    @rule(hours=st.sampled_from([1, 1, 1, 30, 24 * 9, 24 * 40]))
    def wait(self, hours: int) -> None:
        """Time passes; links run out."""
        self.at += timedelta(hours=hours)

    # ------------------------------------------------------------------------------------------ what respondents do

    @precondition(was_sent)
    @rule(place=places)
    def open(self, place: int) -> None:
        """Press the button, when the link still opens something."""
        found = self.pick(place)
        if found and self.state(found) in {LinkState.OPEN, LinkState.SUBMITTED}:
            links_operations.open_reading(self.session, SYSTEM, found, at=self.at)

    @precondition(was_sent)
    @rule(place=places, item=items, kind=st.sampled_from(ReactionKind), use=st.sampled_from(Use), text=words)
    def react(self, place: int, item: str, kind: ReactionKind, use: Use, text: str) -> None:
        """Say something of one answer, also through a link that does not count any more."""
        found = self.pick(place)
        if found is None:
            return
        state = self.state(found)
        try:
            reacting_operations.react(
                self.session,
                found,
                item,
                kind=kind,
                proposal=f"{text} {place}",
                remark=text,
                use=use,
                seen=Seen(seen_now(self.session, found).get(item, 0)),
                at=self.at,
            )
        except Refused:
            return
        assert state is LinkState.OPEN

    @precondition(was_sent)
    @rule(place=places, whole=st.booleans())
    def submit(self, place: int, whole: bool) -> None:
        """Send it, after agreeing to the rest or not; also twice, too late, or unopened."""
        if found := self.pick(place):
            self.finish(found, whole=whole)

    @precondition(was_sent)
    @rule(place=places, item=items, kind=st.sampled_from(ReactionKind))
    def answer(self, place: int, item: str, kind: ReactionKind) -> None:
        """Open, say one thing, agree to the rest and send it."""
        self.open(place)
        self.react(place, item, kind, Use.NAMED, "Meer.")
        self.submit(place, whole=True)

    @precondition(was_sent)
    @rule(place=places)
    def pass_on(self, place: int) -> None:
        """An approver asks a colleague to read along, or takes it back."""
        found = self.pick(place)
        if found is None:
            return
        colleague = RespondentData("Collega", "adviseur", f"collega{place}@example.org", must_agree=False)
        asked = passing_on_operations.colleagues_of(found)
        with suppress(Refused):
            if asked and place % 2:
                passing_on_operations.take_back(self.session, SYSTEM, found, asked[0].id, at=self.at)
            else:
                passing_on_operations.pass_on(self.session, SYSTEM, found, colleague, contact=CONTACT, at=self.at)

    @precondition(was_sent)
    @rule()
    def everybody_agrees(self) -> None:
        """Whoever still can opens the record and agrees to the rest."""
        for place in range(len(self.verifications())):
            self.open(place)
            self.submit(place, whole=True)

    def finish(self, found: Verification, *, whole: bool) -> None:
        """Send what was said through one link."""
        if found.opened_at is None:
            return
        state, before = self.state(found), found.submitted_at
        if whole:
            with suppress(Refused):
                reacting_operations.agree_to_rest(self.session, found, at=self.at)
        record = found.record
        try:
            reacting_operations.submit(
                self.session,
                SYSTEM,
                found,
                number=record.number,
                hash_=record.hash,
                seen=seen_now(self.session, found),
                contact=CONTACT,
                at=self.at,
            )
        except Refused:
            return
        if before is not None:
            return
        assert state is LinkState.OPEN
        self.submissions += 1
        sent = {entry.revision_id for entry in record.entries}
        for reaction in found.reactions:
            if reaction.kind is ReactionKind.AGREE:
                assert reaction.revision_id in sent
                self.agreed.add((found.respondent_id, reaction.revision_id))

    # ------------------------------------------------------------------------------------------ what must hold

    @invariant()
    def nobody_agreed_to_anything_else(self) -> None:
        """The database knows exactly what the people did."""
        rows = self.session.execute(sa.select(Approval.respondent_id, Approval.revision_id))
        assert {(row.respondent_id, row.revision_id) for row in rows} == self.agreed

    @invariant()
    def only_the_newest_words_of_all_who_must_agree_count(self) -> None:
        """An answer is approved when each of them agreed to its newest revision, in the report too."""
        texts = queries.texts_of(self.session, self.interview)
        asked = [one for one in self.interview.respondents if one.must_agree]
        approved = {
            item
            for item, revision in texts.revisions.items()
            if asked and all(any((one, revision.id) in self.agreed for one in line_of(person)) for person in asked)
        }
        assert {item for item, one in texts.revisions.items() if texts.agreed(one.id)} == approved
        assert {item for item, one in texts.revisions.items() if agreed_among(self.session, [one.id])} == approved
        assert set(locks_of(self.session, self.interview.id)) & set(texts.revisions) == approved
        (source,) = round_source(self.session, self.made.round, publisher="P").interviews
        assert {one.item for one in source.answers if one.approved} == approved
        if self.interview.state is InterviewState.APPROVED:
            assert approved == set(texts.revisions)

    @invariant()
    def the_state_follows_from_the_facts(self) -> None:
        """What lists say of the interview is what is there."""
        facts = facts_of(self.session, self.interview)
        assert self.interview.state is state_of(facts)
        assert (self.interview.approved_at is not None) == (self.interview.state is InterviewState.APPROVED)

    @invariant()
    def every_mail_is_there_once(self) -> None:
        """One for each link that was let go, one receipt for each submission, one for each reminder."""
        mails = self.session.scalars(sa.select(OutboxMail)).all()
        known = [one for one in self.verifications() if one.respondent.erased_at is None]
        for one in known:
            asked = [
                mail for mail in mails if mail.enclosure == f"record:{one.id}" and mail.subject.startswith("Wilt u")
            ]
            again = one.relinked_at is not None or one.respondent.passed_on_by_id is not None
            assert len(asked) >= 1 if again else len(asked) == (one.released_at is not None)
        assert sum(mail.subject.startswith("Bewijs") for mail in mails) == self.submissions
        reminders = self.session.scalars(sa.select(Reminder.verification_id)).all()
        for one in known:
            assert sum(mail.enclosure == f"reminder:{one.id}" for mail in mails) == reminders.count(one.id)
        assert self.session.scalar(sa.select(sa.func.count()).select_from(Record)) == self.sent

    @invariant()
    def who_left_or_waits_opens_nothing(self) -> None:
        """A closed link stays closed, whatever else happens."""
        for one in self.verifications():
            if one.respondent.left_at or one.released_at is None:
                assert self.state(one) is not LinkState.OPEN

    @invariant()
    def an_older_record_opens_nothing(self) -> None:
        """Of links that can still be used, none belongs to anything but the newest record."""
        newest = queries.newest_record(self.session, self.interview)
        for one in self.verifications():
            if self.state(one) is LinkState.OPEN:
                assert newest
                assert one.record_id == newest.id


@pytest.fixture
def machine(app: Flask) -> "Callable[[], AnyOrder]":
    """A machine on an interview that is there before each run."""
    with session_of(app) as session:
        made = Verified.of(session)
        interview = made.interview(respondents=PEOPLE)
        for item in ITEMS:
            made.save(interview, item, f"Antwoord op {item}.")
        session.commit()

        class Machine(AnyOrder):
            pass

        Machine.session, Machine.interview_id = session, interview.id
        yield Machine


@pytest.mark.timeout(300)  # a minute, and more than two where coverage is measured
def test_no_order_makes_unapproved_words_count(machine: "Callable[[], AnyOrder]") -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
