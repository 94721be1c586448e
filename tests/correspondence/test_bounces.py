"""Bounces in the forms of many products: known as such, of our mail, with the meaning that they have."""

from base64 import b64encode

import pytest
from bounce_mails import BOUNCES, ORIGINAL, OURS, TO, Bounce, dsn
from incoming import reply

from surveyapp.mail.reading.reader import read
from surveyapp.mail.received.rules import IncomingKind
from surveyapp.mail.servers.meanings import EXPLANATIONS, Meaning, explained, meaning_of


def meaning(bounce: Bounce) -> Meaning | None:
    found = read(bounce.raw).report
    return meaning_of(found.words) if found else None


@pytest.mark.parametrize("bounce", BOUNCES, ids=[one.product for one in BOUNCES])
def test_a_bounce_is_known_and_means_what_its_server_says(bounce: Bounce) -> None:
    found = read(bounce.raw)
    assert found.report
    assert (found.kind, found.report.recipient) == (bounce.kind, TO)
    assert meaning_of(found.report.words) is bounce.meaning


def test_of_all_bounces_nine_of_ten_are_known_and_none_has_a_wrong_meaning() -> None:
    assert len(BOUNCES) >= 40
    known = [one for one in BOUNCES if read(one.raw).kind is one.kind]
    assert len(known) >= 0.9 * len(BOUNCES)
    assert [one.product for one in known if meaning(one) not in {one.meaning, None}] == []


def test_a_bounce_names_our_mail_wherever_it_stands() -> None:
    without = [one.product for one in BOUNCES if OURS.message_id not in read(one.raw).ids]
    assert without == ["HTML only"]
    coded = BOUNCES[0].raw.replace(
        b"Content-Type: text/rfc822-headers\n\n" + ORIGINAL.encode(),
        b"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n" + b64encode(ORIGINAL.encode()),
    )
    assert OURS.message_id.encode() not in coded
    assert OURS.message_id in read(coded).ids


def test_an_answer_of_a_person_and_a_note_of_absence_are_no_bounces() -> None:
    person = reply(OURS, subject="Undeliverable: Re: verslag", text="550 5.1.1 User unknown")
    assert (read(person).kind, read(person).report) == (IncomingKind.REPLY, None)
    away = reply(OURS, subject="Automatic reply: Uw verslag", Auto_Submitted="auto-replied", text="My mailbox is full.")
    assert (read(away).kind, read(away).report) == (IncomingKind.AUTOMATIC, None)
    inside = dsn("x", "smtp; 550 5.1.1 weg", Meaning.UNKNOWN).raw
    forwarded = (
        b"From: Contact <contact@example.org>\nSubject: Fwd: niet aangekomen?\nContent-Type: multipart/mixed;"
        b" boundary=z\n\n--z\n\nKijk.\n--z\nContent-Type: message/rfc822\n\n" + inside + b"\n--z--\n"
    )
    assert (read(forwarded).kind, read(forwarded).report) == (IncomingKind.REPLY, None)


def test_a_read_receipt_and_a_report_of_delivery_are_no_bounces() -> None:
    receipt = dsn("x", "", None, subject="Returned: gelezen").raw.replace(
        b"message/delivery-status", b"message/disposition-notification"
    )
    assert read(receipt).kind is IncomingKind.AUTOMATIC
    assert read(dsn("x", "", None, action="delivered", status="2.0.0").raw).kind is IncomingKind.AUTOMATIC


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("550 5.1.1 gone", Meaning.UNKNOWN),
        ("5.0.0 550 5.1.1 gone", Meaning.UNKNOWN),
        ("552 5.3.4 Message too big", Meaning.TOO_LARGE),
        ("550 5.7.23 SPF violation from host-192.0.2.2.example.net", Meaning.BLOCKED),
        ("550 no thanks, says 2.2.2.2.example and <5.1.1@quota.example>", Meaning.REFUSED_ADDRESS),
        ("550 host spam.blocked.example (5.2.2.in-addr.arpa) refuses", Meaning.REFUSED_ADDRESS),
        ("552 nee", Meaning.REFUSED),
        ("550 5.7.1 User unknown", Meaning.UNKNOWN),
        ("450 4.2.1 receiving mail at a rate that is too high", Meaning.LATER),
        ("niets", None),
        ("", None),
    ],
)
def test_a_code_counts_at_its_place_only(words: str, meant: Meaning | None) -> None:
    assert meaning_of(words) is meant


def test_every_meaning_is_explained_and_nobody_is_told_to_wait_for_what_came_back() -> None:
    assert set(EXPLANATIONS) == set(Meaning)
    assert all(one.what.endswith(".") and one.advice.endswith(".") for one in EXPLANATIONS.values())
    assert explained("451 4.4.1 timed out").advice.startswith("U hoeft niets te doen")
    assert explained("451 4.4.1 timed out", returned=True) == EXPLANATIONS[Meaning.EXPIRED]
