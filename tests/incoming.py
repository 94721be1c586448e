"""Messages as they come into the mailbox: replies, notes of absence, and reports of other mail servers."""

from email.message import EmailMessage

from surveyapp.mail.outbox.models import OutboxMail


def reply(to: OutboxMail | None = None, sender: str = "Contact <contact@example.org>", **headers: str) -> bytes:
    """Somebody answers a mail of ours, or writes by themselves."""
    message = EmailMessage()
    message["From"] = sender
    message["Subject"] = headers.pop("subject", "Re: het verslag")
    message["Message-ID"] = headers.pop("id", "<een@example.org>")
    message["Date"] = "Tue, 22 May 2018 12:00:00 +0200"
    if to:
        message["In-Reply-To"] = to.message_id
    text = headers.pop("text", "Mag het later?")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def report(
    of: OutboxMail,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    words: str = "550 5.1.1 User unknown",
    quoted: bool = True,
    id_: str = "<bericht@mail.example.org>",
) -> bytes:
    """What another server says of our mail (RFC 3464)."""
    original = f"\n--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: {of.message_id}\nSubject: {of.subject}\n"
    return (
        f"""From: MAILER-DAEMON@mail.example.org
To: bevolkingsdaling@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: {id_}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain; charset=us-ascii

This is the mail system. I'm sorry.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; {of.to_address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}
"""
        + (original if quoted else "")
        + "\n--x--\n"
    ).encode()
