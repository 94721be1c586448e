"""What mail servers and gateways say of a mail that did not arrive, in the form of each."""

from dataclasses import dataclass

from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.received.rules import IncomingKind
from surveyapp.mail.servers.meanings import Meaning

OURS = OutboxMail(
    message_id=f"<{'0a' * 16}@wederhoor.example.org>", to_address="contact@gemeente.example", subject="Uw verslag"
)
TO = OURS.to_address
ORIGINAL = f"Message-ID: {OURS.message_id}\nFrom: Wederhoor <wederhoor@example.org>\nTo: {TO}\nSubject: Uw verslag\n"
B, D = IncomingKind.BOUNCE, IncomingKind.DELAY


@dataclass(frozen=True)
class Bounce:
    """One mail. ``meaning`` is None where the server gives no reason."""

    product: str
    raw: bytes
    meaning: Meaning | None
    kind: IncomingKind = B


def dsn(
    product: str,
    diagnostic: str,
    meaning: Meaning | None,
    *,
    status: str = "5.0.0",
    action: str = "failed",
    subject: str = "Undelivered Mail Returned to Sender",
    sender: str = "MAILER-DAEMON@mx.example.net",
    outer: str = "report; report-type=delivery-status",
    kind: IncomingKind = B,
    words: str = "Uw bericht kwam niet aan.",
    original: str = "text/rfc822-headers",
) -> Bounce:
    """A report as RFC 3464 has it."""
    fields = f"Final-Recipient: rfc822; {TO}\nAction: {action}\nStatus: {status}\n"
    fields += f"Diagnostic-Code: {diagnostic}\n" if diagnostic else ""
    raw = f"""From: {sender}
To: wederhoor@example.org
Subject: {subject}
Message-ID: <{abs(hash(product + diagnostic))}@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/{outer}; boundary="=_r"

--=_r
Content-Type: text/plain; charset=utf-8

{words}

--=_r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Tue, 22 May 2018 12:00:00 +0200

{fields}
--=_r
Content-Type: {original}

{ORIGINAL}
--=_r--
"""
    return Bounce(product, raw.encode(), meaning, kind)


def words(
    product: str,
    text: str,
    meaning: Meaning | None,
    *,
    subject: str = "Mail delivery failed: returning message to sender",
    sender: str = "Mail Delivery System <Mailer-Daemon@mx.example.net>",
    kind: IncomingKind = B,
    headers: str = "",
    copy: str = "\n------ This is a copy of the message, including all the headers. ------\n\n" + ORIGINAL,
    content: str = "text/plain; charset=utf-8",
) -> Bounce:
    """A message in the server's own words."""
    head = f"From: {sender}\nTo: wederhoor@example.org\nSubject: {subject}\n{headers}"
    raw = f"{head}Message-ID: <{abs(hash(product + text))}@mx.example.net>\nContent-Type: {content}\n\n{text}\n{copy}"
    return Bounce(product, raw.encode(), meaning, kind)


EXIM = "X-Failed-Recipients: contact@gemeente.example\nAuto-Submitted: auto-replied\n"
EXIM_HEAD = (
    "This message was created automatically by mail delivery software.\n\nA message that you sent could not be"
    " delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
)
EXCHANGE = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>"
QMAIL = (
    "Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message to the"
    " following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
)
SENDMAIL = "   ----- The following addresses had permanent fatal errors -----\n<contact@gemeente.example>\n"

BOUNCES = (
    dsn(
        "Postfix, unknown",
        f"smtp; 550 5.1.1 <{TO}>: Recipient address rejected: User unknown in virtual mailbox table",
        Meaning.UNKNOWN,
        status="5.1.1",
    ),
    dsn("Postfix, full", f"smtp; 552 5.2.2 <{TO}>: user is over quota", Meaning.FULL, status="5.2.2"),
    dsn("Postfix, too large", "smtp; 552 5.3.4 Message size exceeds fixed limit", Meaning.TOO_LARGE, status="5.3.4"),
    dsn(
        "Postfix, too large here",
        "x-postfix; message size 12345678 exceeds size limit 10240000 of server mx.gemeente.example[192.0.2.22]",
        Meaning.TOO_LARGE,
        status="5.3.4",
    ),
    dsn(
        "Postfix, no domain",
        "x-postfix; Host or domain name not found. Name service error for name=gemeente.example type=A: Host not found",
        Meaning.NO_HOST,
        status="5.4.4",
    ),
    dsn(
        "Postfix, given up",
        "x-postfix; connect to mx.gemeente.example[192.0.2.2]:25: Connection timed out",
        Meaning.AWAY,
        status="4.4.1",
    ),
    dsn(
        "Postfix, delayed",
        "x-postfix; connect to mx.gemeente.example[192.0.2.2]:25: Connection timed out",
        Meaning.AWAY,
        status="4.4.1",
        action="delayed",
        subject="Delayed Mail (still being retried)",
        kind=D,
    ),
    dsn(
        "Postfix, greylisted",
        "smtp; 450 4.2.0 Recipient address rejected: Greylisted, see http://postgrey.example/help/5.2.2.html",
        Meaning.LATER,
        status="4.2.0",
        action="delayed",
        kind=D,
    ),
    dsn(
        "Postfix, SPF",
        "smtp; 550 5.7.23 Message rejected due to SPF failure for host-192.0.2.2.2.2.example.net",
        Meaning.BLOCKED,
        status="5.7.23",
    ),
    dsn("Postfix, loop", "x-postfix; mail for gemeente.example loops back to myself", Meaning.LOOP, status="5.4.6"),
    dsn(
        "Postfix, mixed",
        "smtp; 550 5.1.1 User unknown",
        Meaning.UNKNOWN,
        status="5.1.1",
        outer="mixed",
        original="message/rfc822",
    ),
    words(
        "Exim, unknown",
        EXIM_HEAD + f"  {TO}\n    host mx.gemeente.example [192.0.2.2]\n    SMTP error from remote"
        f" mail server after RCPT TO:<{TO}>:\n    550 5.1.1 <{TO}>: Recipient address rejected: User unknown",
        Meaning.UNKNOWN,
        headers=EXIM,
    ),
    words(
        "Exim, old form",
        EXIM_HEAD + f"  {TO}\n    SMTP error from remote mail server after RCPT TO:<{TO}>:\n"
        "    host mail-2.2.2.example.net [192.0.2.2]: 550 No such user here",
        Meaning.UNKNOWN,
        headers=EXIM,
    ),
    words(
        "Exim, full",
        EXIM_HEAD + f"  {TO}\n    SMTP error from remote mail server after end of data:\n"
        "    452 4.2.2 Mailbox full\n    retry timeout exceeded",
        Meaning.FULL,
        headers=EXIM,
    ),
    words("Exim, unrouteable", EXIM_HEAD + f"  {TO}\n    Unrouteable address", Meaning.UNKNOWN, headers=EXIM),
    words("Exim, retry time", EXIM_HEAD + f"  {TO}\n    retry timeout exceeded", Meaning.AWAY, headers=EXIM),
    words(
        "Exim, delayed",
        "This message was created automatically by mail delivery software.\nA message that you sent"
        f" has not yet been delivered to one or more of its\nrecipients after more than 24 hours.\n\n  {TO}\n    host"
        " mx.gemeente.example: Connection refused\n\nNo action is required on your part. Delivery attempts will"
        " continue.",
        Meaning.AWAY,
        subject="Warning: message 1abc delayed 24 hours",
        kind=D,
        headers=EXIM,
    ),
    dsn(
        "Exchange 2016, unknown",
        "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient contact@gemeente.example"
        " not found by SMTP address lookup",
        Meaning.UNKNOWN,
        status="5.1.10",
        sender=EXCHANGE,
        subject="Undeliverable: Uw verslag",
    ),
    dsn(
        "Exchange 2016, full",
        "smtp;554 5.2.2 STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoff"
        "QuotaExceeded; Failed to process message",
        Meaning.FULL,
        status="5.2.2",
        sender=EXCHANGE,
        subject="Onbestelbaar: Uw verslag",
    ),
    dsn(
        "Exchange 2016, mailbox takes no large ones",
        "smtp;550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient",
        Meaning.TOO_LARGE,
        status="5.2.3",
        sender=EXCHANGE,
        subject="Undeliverable: Uw verslag",
    ),
    dsn(
        "Exchange 2016, queue expired",
        "smtp;400 4.4.7 QUEUE.Expired; message delivery time expired",
        Meaning.EXPIRED,
        status="4.4.7",
        sender=EXCHANGE,
        subject="Undeliverable: Uw verslag",
    ),
    dsn(
        "Exchange 2010, no reason",
        "",
        Meaning.REFUSED,
        status="5.0.0",
        sender=EXCHANGE,
        subject="Undeliverable: Uw verslag",
    ),
    words(
        "Exchange 2003",
        "Your message did not reach some or all of the intended recipients.\n\n      Subject:\tUw"
        "  verslag\n\nThe following recipient(s) could not be reached:\n\n      contact@gemeente.example on 22-5-2018"
        " 12:00\n            The e-mail account does not exist at the organization this message was sent to.\n"
        "            <mx.gemeente.example #5.1.1 smtp;550 5.1.1 User unknown>",
        Meaning.UNKNOWN,
        subject="Undeliverable: Uw verslag",
        sender="System Administrator <postmaster@gemeente.example>",
    ),
    dsn(
        "Exchange Online, blocked at the edge",
        "smtp;550 5.4.1 Recipient address rejected: Access denied."
        " AS(201806281) [AM0EUR02FT000.eop-EUR02.prod.protection.outlook.com 2018-05-22T10:00:00.000Z 08D5BF2.2.2]",
        Meaning.UNKNOWN,
        status="5.4.1",
        sender=EXCHANGE,
        subject="Niet te bezorgen: Uw verslag",
    ),
    dsn(
        "Exchange Online, only known senders",
        "smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup;"
        " authentication required; Delivery restriction check failed because the sender was not authenticated",
        Meaning.RESTRICTED,
        status="5.7.133",
        sender=EXCHANGE,
    ),
    dsn(
        "Exchange Online, banned",
        "smtp;550 5.7.606 Access denied, banned sending IP [192.0.2.2]. To request removal"
        " from this list please visit https://sender.office.com/",
        Meaning.BLOCKED,
        status="5.7.606",
        sender=EXCHANGE,
    ),
    dsn(
        "Exchange Online, DMARC",
        "smtp;550 5.7.509 Access denied, sending domain example.org does not pass DMARC"
        " verification and has a DMARC policy of reject.",
        Meaning.BLOCKED,
        status="5.7.509",
        sender=EXCHANGE,
    ),
    dsn(
        "Exchange Online, no such domain",
        "smtp;550 5.4.310 DNS domain gemeente.example does not exist [Message=InfoDomainNonexistent]",
        Meaning.NO_HOST,
        status="5.4.310",
        sender=EXCHANGE,
    ),
    dsn(
        "Exchange Online, expired",
        "smtp;550 5.4.316 Message expired, connection refused(Socket error code 10061)",
        Meaning.EXPIRED,
        status="5.4.316",
        sender=EXCHANGE,
    ),
    dsn(
        "Exchange Online, too large",
        "smtp;550 5.3.4 ROUTING.SizeLimit; message size exceeds fixed maximum size for route",
        Meaning.TOO_LARGE,
        status="5.3.4",
        sender=EXCHANGE,
    ),
    dsn(
        "Google, unknown",
        "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try"
        " 550-5.1.1 double-checking the recipient's email address for typos or 550 5.1.1 unnecessary spaces.",
        Meaning.UNKNOWN,
        status="5.1.1",
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        subject="Delivery Status Notification (Failure)",
    ),
    dsn(
        "Google, full",
        "smtp; 452-4.2.2 The recipient's inbox is out of storage space. Please direct the recipient to"
        " https://support.google.com/mail/?p=OverQuotaTemp",
        Meaning.FULL,
        status="4.2.2",
        action="delayed",
        kind=D,
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        subject="Delivery Status Notification (Delay)",
    ),
    dsn(
        "Google, disabled",
        "smtp; 550-5.2.1 The email account that you tried to reach is inactive.",
        Meaning.DISABLED,
        status="5.2.1",
        sender="mailer-daemon@googlemail.com",
        subject="Delivery Status Notification (Failure)",
    ),
    dsn(
        "Google, not authenticated",
        "smtp; 550-5.7.26 This mail has been blocked because the sender is"
        " unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.",
        Meaning.BLOCKED,
        status="5.7.26",
        sender="mailer-daemon@googlemail.com",
    ),
    dsn(
        "Google, too fast",
        "smtp; 450-4.2.1 The user you are trying to contact is receiving mail at a rate that"
        " prevents additional messages from being delivered.",
        Meaning.LATER,
        status="4.2.1",
        action="delayed",
        kind=D,
    ),
    dsn(
        "Google, no domain",
        "smtp; DNS Error: DNS type 'mx' lookup of gemeente.example responded with code NXDOMAIN",
        Meaning.NO_HOST,
        status="4.0.0",
        sender="mailer-daemon@googlemail.com",
    ),
    words(
        "Google, old form",
        f"Delivery to the following recipient failed permanently:\n\n     {TO}\n\nTechnical"
        " details of permanent failure:\nGoogle tried to deliver your message, but it was rejected by the server for"
        " the recipient domain gemeente.example by mx.gemeente.example. [192.0.2.2].\n\nThe error that the other"
        " server returned was:\n550 5.1.1 <contact@gemeente.example>: User unknown",
        Meaning.UNKNOWN,
        subject="Delivery Status Notification (Failure)",
        sender="mailer-daemon@googlemail.com",
        copy="\n----- Original message -----\n\n" + ORIGINAL,
    ),
    dsn(
        "Amazon SES, unknown",
        "smtp; 550 5.1.1 user unknown",
        Meaning.UNKNOWN,
        status="5.1.1",
        sender="MAILER-DAEMON@eu-west-1.amazonses.com",
        subject="Delivery Status Notification (Failure)",
        words=f"An error occurred while trying to deliver the mail to the following recipients:\n{TO}",
    ),
    dsn(
        "Amazon SES, suppressed",
        "Amazon SES has suppressed sending to this address because it has a recent history"
        " of bouncing as an invalid address.",
        Meaning.UNKNOWN,
        status="5.1.1",
        sender="MAILER-DAEMON@amazonses.com",
    ),
    words(
        "Amazon SES, text",
        "An error occurred while trying to deliver the mail to the following recipients:\n"
        f"{TO}\nReason: 554 4.4.7 Message expired: unable to deliver in 840 minutes.",
        Meaning.EXPIRED,
        subject="Delivery Status Notification (Failure)",
        sender="MAILER-DAEMON@amazonses.com",
    ),
    words(
        "Mimecast, policy",
        f"Your message to {TO} could not be delivered.\n\n550 Administrative prohibition -"
        " envelope blocked - https://community.mimecast.com/docs/DOC-1369#550 [abc2.2.2-def]",
        Meaning.BLOCKED,
        subject="Undeliverable: Uw verslag",
        sender="Postmaster <postmaster@eu-smtp.mimecast.example>",
    ),
    words(
        "Mimecast, unknown",
        f"De e-mail aan {TO} kon niet worden bezorgd.\n\n550 Invalid Recipient -"
        " https://community.mimecast.com/docs/DOC-1369#550",
        Meaning.UNKNOWN,
        subject="[Postmaster] Email Delivery Failure",
        sender="postmaster@gemeente.example",
    ),
    words(
        "Proofpoint, unknown",
        SENDMAIL + "    (reason: 550 5.1.1 <contact@gemeente.example>... User unknown)\n\n"
        "   ----- Transcript of session follows -----\n... while talking to mx.gemeente.example.:\n>>> DATA\n<<< 550"
        " 5.1.1 User unknown",
        Meaning.UNKNOWN,
        subject="Returned mail: see transcript for details",
        sender="Mail Delivery Subsystem <MAILER-DAEMON@mx0a-0022.2.2.pphosted.example>",
        copy="\n   ----- Original message -----\n" + ORIGINAL,
    ),
    words(
        "Proofpoint, blocked",
        SENDMAIL + "    (reason: 554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.2)",
        Meaning.BLOCKED,
        subject="Returned mail: see transcript for details",
    ),
    words(
        "Sendmail, delayed",
        "    **********************************************\n    **      THIS IS A WARNING"
        " MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n\n  ----- The following addresses"
        " had transient non-fatal errors -----\n<contact@gemeente.example>\n\n   ----- Transcript of session follows"
        " -----\n<contact@gemeente.example>... Deferred: Connection timed out with mx.gemeente.example.\nWarning:"
        " message still undelivered after 4 hours\nWill keep trying until message is 5 days old",
        Meaning.AWAY,
        subject="Warning: could not send message for past 4 hours; delayed",
        kind=D,
    ),
    words(
        "Barracuda, spam",
        f"Your message to: {TO}\nwas blocked by our Spam Firewall. The email you sent with the"
        " following subject has NOT BEEN DELIVERED:\n\nSubject: Uw verslag",
        Meaning.BLOCKED,
        subject="**Message you sent blocked by our bulk email filter**",
        sender="postmaster@spam2.2.2.example.net",
    ),
    words(
        "Sophos, unknown",
        f"The message that you sent could not be delivered to:\n\n{TO}\n\nThe mail server said:"
        ' "550 5.1.1 Mailbox not found"',
        Meaning.UNKNOWN,
        subject="Delivery failure: Uw verslag",
        sender="postmaster@utm.example.net",
    ),
    words(
        "Cisco IronPort",
        f"The following message to <{TO}> was undeliverable.\nThe reason for the problem:\n5.1.0 -"
        f" Unknown address error 550-'5.1.1 <{TO}>: Recipient address rejected: User unknown'",
        Meaning.UNKNOWN,
        subject="Delivery Status Notification (Failure)",
        sender="MAILER-DAEMON@esa.example.net",
    ),
    dsn(
        "FortiMail, too large",
        "smtp; 552 5.2.3 Message too big for mailbox",
        Meaning.TOO_LARGE,
        status="5.2.3",
        sender="postmaster@fortimail.example.net",
    ),
    dsn(
        "Trend Micro, blocked",
        "smtp; 550 5.7.1 Service unavailable; Client host [192.0.2.2] blocked using Trend Micro"
        " Email Reputation Service",
        Meaning.BLOCKED,
        status="5.7.1",
    ),
    words(
        "qmail, unknown",
        QMAIL + f"<{TO}>:\n192.0.2.2 does not like recipient.\nRemote host said: 550 5.1.1 unknown"
        " user\nGiving up on 192.0.2.2.",
        Meaning.UNKNOWN,
        subject="failure notice",
        copy="\n--- Below this line is a copy of the message.\n\n" + ORIGINAL,
    ),
    words(
        "qmail, no mailbox",
        QMAIL + f"<{TO}>:\nSorry, no mailbox here by that name. (#5.1.1)",
        Meaning.UNKNOWN,
        subject="failure notice",
        copy="\n--- Below this line is a copy of the message.\n\n" + ORIGINAL,
    ),
    words(
        "qmail, no host",
        QMAIL + f"<{TO}>:\nSorry, I couldn't find any host named gemeente.example. (#5.1.2)",
        Meaning.NO_HOST,
        subject="failure notice",
    ),
    words(
        "hMailServer",
        "Your message did not reach some or all of the intended recipients.\n\n   Sent: 22-5-2018\n"
        f"   Subject: Uw verslag\n\nThe following recipient(s) could not be reached:\n\n{TO}\n   Error Type: SMTP\n"
        "   Remote server (192.0.2.2) issued an error.\n   hMailServer sent: RCPT TO:<contact@gemeente.example>\n"
        "   Remote server replied: 550 Mailbox unavailable",
        Meaning.UNKNOWN,
        subject="Message undeliverable: Uw verslag",
        sender="mailer-daemon@mail.example.net",
    ),
    words(
        "Lotus Domino",
        f"Uw bericht\n\n  Onderwerp: Uw verslag\n\nkon niet worden bezorgd bij:\n\n  {TO}\n\nomdat:"
        "\n\n  User CONTACT (contact@gemeente.example) not listed in Domino Directory",
        Meaning.UNKNOWN,
        subject="DELIVERY FAILURE: User CONTACT not listed in Domino Directory",
        sender="Postmaster@gemeente.example",
    ),
    words(
        "Yahoo",
        f"Sorry, we were unable to deliver your message to the following address.\n\n<{TO}>:\n554: 30:"
        " Sorry, your message to contact@gemeente.example cannot be delivered. This mailbox is disabled (554.30).",
        Meaning.DISABLED,
        subject="Failure Notice",
        sender="MAILER-DAEMON@yahoo.example",
    ),
    words(
        "KPN, in Dutch",
        f"Uw bericht aan {TO} kon niet worden bezorgd.\n\nReden: het postvak is vol.",
        Meaning.FULL,
        subject="Bericht niet bezorgd: Uw verslag",
        sender="postmaster@kpn.example",
    ),
    words(
        "Zimbra, no reason",
        f"Uw bericht aan {TO} kon niet worden afgeleverd. Het postvak kan vol zijn, of het adres bestaat niet.",
        None,
        subject="Niet afgeleverd: Uw verslag",
        sender="postmaster@zimbra.example",
    ),
    words(
        "HTML only",
        f"<p>Your message to <b>{TO}</b> couldn't be delivered.</p><p>The recipient's mailbox is full.</p>",
        Meaning.FULL,
        subject="Undeliverable: Uw verslag",
        sender="postmaster@gw.example.net",
        content="text/html; charset=utf-8",
        copy=f"<pre>{OURS.message_id.strip('<>')}</pre>",
    ),
    dsn(
        "Kerio, relaying",
        "smtp; 550 5.7.1 Relaying to <contact@gemeente.example> denied (authentication required)",
        Meaning.REFUSED,
        status="5.7.1",
    ),
    dsn("Server without words", "smtp; 550 5.2.0 nee", Meaning.REFUSED_ADDRESS, status="5.2.0"),
    dsn("Status with a remark", "550 mailbox for contact is full", Meaning.FULL, status="5.2.2 (mailbox full)"),
)
