"""Appointments in iCalendar (RFC 5545), as a request or a cancellation (RFC 5546).

The library is slow to load, and is imported only when an appointment is made.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from surveyapp.invitations.rules import Appointment, Method

if TYPE_CHECKING:
    from icalendar import vCalAddress

PRODUCT = "-//surveyapp//NL"
ONLINE = "Videogesprek"


@dataclass(frozen=True, slots=True)
class Person:
    """A participant of the conversation."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Contents of a calendar event."""

    uid: str
    sequence: int
    appointment: Appointment
    summary: str
    description: str
    organiser: Person
    organiser_id: int | None
    """User id of the organiser; None for the programme."""
    respondents: tuple[Person, ...]
    colleagues: tuple[Person, ...]
    """Other interviewers."""


def calendar_of(meeting: Meeting, method: Method | None, stamped_at: datetime) -> str:
    """Return the iCalendar text. Without a method, it is for the organiser's own calendar."""
    from icalendar import Calendar, Event  # noqa: PLC0415  (slow to load)

    calendar, event = Calendar(), Event()
    appointment = meeting.appointment
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value.upper() if method else "PUBLISH")
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamped_at)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("dtstart", appointment.begins_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", meeting.summary)
    event.add("description", meeting.description)
    event.add("location", appointment.place or ONLINE)
    if link := appointment.video_url:
        event.add("url", link)
        event.add("conference", link, parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": ONLINE})
    event.add("organizer", _address(meeting.organiser), encode=False)
    for person in meeting.respondents:
        event.add("attendee", _attendee(person, "NEEDS-ACTION", "TRUE"), encode=False)
    for person in meeting.colleagues:
        event.add("attendee", _attendee(person, "ACCEPTED", "FALSE"), encode=False)
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content.decode()


def _address(person: Person) -> "vCalAddress":
    from icalendar import vCalAddress  # noqa: PLC0415  (as above)

    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = " ".join(person.name.split())
    return address


def _attendee(person: Person, answer: str, asked: str) -> "vCalAddress":
    address = _address(person)
    address.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": answer, "RSVP": asked}
    return address
