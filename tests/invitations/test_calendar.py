"""The iCalendar text, as another program reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from surveyapp.invitations.calendar_writer import Meeting, Person, calendar_of
from surveyapp.invitations.rules import Appointment, Method

NOW = datetime(2018, 5, 22, 10, 0, tzinfo=UTC)
BEGIN = datetime(2018, 5, 29, 8, 30, tzinfo=UTC)
PLACE = "Gemeentehuis Súdwest, kamer 2; vleugel B \\ achter\nTweede verdieping"
LINK = "https://video.example.org/kamer?a=1;b=2,3"
MEETING = Meeting(
    uid="abc@surveyapp",
    sequence=3,
    appointment=Appointment(BEGIN, BEGIN + timedelta(hours=1), PLACE, LINK),
    summary="Interview Regio Súdwest-Fryslân, ronde 2018",
    description="Een lange regel; met tekens, die in iCalendar iets betekenen. " * 4 + "\nEn een tweede.",
    organiser=Person("Ine, interviewer", "ine@example.org"),
    organiser_id=1,
    respondents=(Person('Zoë "de\r\nX-EVIL:1" Brünn; wethouder', "zoe@example.org"), Person("Vera", "v@example.org")),
    colleagues=(Person("Collega", "collega@example.org"),),
)


def event_in(text: str) -> Event:
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_another_program_reads_the_words_as_they_were() -> None:
    text = calendar_of(MEETING, Method.REQUEST, NOW)
    calendar, event = Calendar.from_ical(text), event_in(text)
    assert (calendar["METHOD"], calendar["VERSION"], calendar["CALSCALE"]) == ("REQUEST", "2.0", "GREGORIAN")
    assert calendar["PRODID"]
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("abc@surveyapp", 3, "CONFIRMED")
    assert event["DTSTAMP"].dt == NOW
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (BEGIN, BEGIN + timedelta(hours=1))
    assert event["LOCATION"] == PLACE
    assert event["SUMMARY"] == MEETING.summary
    assert event["DESCRIPTION"] == MEETING.description
    assert str(event["URL"]) == str(event["CONFERENCE"]) == LINK
    assert event["CONFERENCE"].params["VALUE"] == "URI"


def test_whoever_organises_and_comes_is_named() -> None:
    event = event_in(calendar_of(MEETING, Method.REQUEST, NOW))
    assert str(event["ORGANIZER"]) == "mailto:ine@example.org"
    assert event["ORGANIZER"].params["CN"] == "Ine, interviewer"
    found = {str(one): one.params for one in event["ATTENDEE"]}
    assert list(found) == ["mailto:zoe@example.org", "mailto:v@example.org", "mailto:collega@example.org"]
    zoe = found["mailto:zoe@example.org"]
    assert zoe["CN"].replace("'", '"') == 'Zoë "de X-EVIL:1" Brünn; wethouder'
    assert (zoe["PARTSTAT"], zoe["RSVP"], zoe["ROLE"]) == ("NEEDS-ACTION", "TRUE", "REQ-PARTICIPANT")
    assert (found["mailto:collega@example.org"]["PARTSTAT"], found["mailto:collega@example.org"]["RSVP"]) == (
        "ACCEPTED",
        "FALSE",
    )


def test_lines_are_folded_and_none_is_smuggled_in() -> None:
    content = calendar_of(MEETING, Method.REQUEST, NOW).encode()
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not [line for line in lines if b"\n" in line or line.startswith(b"X-EVIL")]
    assert b"DTSTART:20180529T083000Z" in lines


def test_a_cancellation_and_an_own_agenda_have_their_method() -> None:
    text = calendar_of(MEETING, Method.CANCEL, NOW)
    assert Calendar.from_ical(text)["METHOD"] == "CANCEL"
    assert event_in(text)["STATUS"] == "CANCELLED"
    assert Calendar.from_ical(calendar_of(MEETING, None, NOW))["METHOD"] == "PUBLISH"


@pytest.mark.parametrize(("place", "link", "location"), [("Assen", "", "Assen"), ("", LINK, "Videogesprek")])
def test_a_talk_is_at_a_place_or_by_video(place: str, link: str, location: str) -> None:
    meeting = replace(MEETING, appointment=replace(MEETING.appointment, place=place, video_url=link))
    event = event_in(calendar_of(meeting, Method.REQUEST, NOW))
    assert event["LOCATION"] == location
    assert ("URL" in event) is bool(link)
