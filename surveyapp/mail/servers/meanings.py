"""Meanings of a mail server's answer, in plain Dutch: by its enhanced status code (RFC 3463), or else by its words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MAX_WORDS = 2_000
"""Characters of an answer that are read."""


class Meaning(StrEnum):
    """Why a mail did not arrive, or not yet."""

    WRONG = "wrong"
    UNKNOWN = "unknown"
    NO_HOST = "no_host"
    FULL = "full"
    DISABLED = "disabled"
    TOO_LARGE = "too_large"
    RESTRICTED = "restricted"
    BLOCKED = "blocked"
    LOG_IN = "log_in"
    CERTIFICATE = "certificate"
    UNSURE = "unsure"
    LATER = "later"
    AWAY = "away"
    EXPIRED = "expired"
    LOOP = "loop"
    REFUSED_ADDRESS = "refused_address"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a server's words mean, and what to do about it: each a Dutch sentence, or "" when unknown."""

    what: str
    advice: str


CHECK_ADDRESS = "Vraag de ontvanger naar het goede adres, verbeter het bij ‘Datum en personen’ en verstuur opnieuw."
ASK_ADMINISTRATOR = "Vraag de beheerder van de mailserver dit na te kijken. Verstuur de mail daarna opnieuw."
TRY_ONCE_MORE = "Verstuur de mail opnieuw. Lukt het dan weer niet, vraag het dan de beheerder."
JUST_WAIT = "U hoeft niets te doen: wij proberen het vanzelf opnieuw."

EXPLANATIONS = {
    Meaning.WRONG: Explanation("Het e-mailadres klopt niet.", CHECK_ADDRESS),
    Meaning.UNKNOWN: Explanation("Dit e-mailadres bestaat niet bij de ontvanger.", CHECK_ADDRESS),
    Meaning.NO_HOST: Explanation("Het deel achter de @ bestaat niet, of ontvangt geen mail.", CHECK_ADDRESS),
    Meaning.FULL: Explanation(
        "Het postvak van de ontvanger is vol.", "Bel de ontvanger, of verstuur de mail over een paar dagen opnieuw."
    ),
    Meaning.DISABLED: Explanation("Het postvak van de ontvanger is uitgezet.", CHECK_ADDRESS),
    Meaning.TOO_LARGE: Explanation(
        "De mail is te groot voor de ontvanger.",
        "Stuur het verslag op een andere manier, of vraag om een ander adres.",
    ),
    Meaning.RESTRICTED: Explanation(
        "De ontvanger neemt op dit adres alleen mail van bekende afzenders aan.",
        "Vraag de ontvanger om mail van ons adres toe te laten, of om een ander adres. Verstuur daarna opnieuw.",
    ),
    Meaning.BLOCKED: Explanation("De mailserver van de ontvanger vertrouwt deze mail niet.", ASK_ADMINISTRATOR),
    Meaning.LOG_IN: Explanation("Onze mailserver laat ons niet inloggen.", ASK_ADMINISTRATOR),
    Meaning.CERTIFICATE: Explanation("De beveiligde verbinding met onze mailserver lukt niet.", ASK_ADMINISTRATOR),
    Meaning.UNSURE: Explanation(
        "Onze mailserver kreeg de mail, maar zei niet of hij is aangenomen.",
        "Vraag de ontvanger of de mail er is. Verstuur hem alleen opnieuw als dat niet zo is.",
    ),
    Meaning.LATER: Explanation("De mailserver van de ontvanger vraagt om het later nog eens te proberen.", JUST_WAIT),
    Meaning.AWAY: Explanation("De mailserver is nu niet bereikbaar of heeft het druk.", JUST_WAIT),
    Meaning.EXPIRED: Explanation("De mailserver van de ontvanger was te lang niet bereikbaar.", TRY_ONCE_MORE),
    Meaning.LOOP: Explanation(
        "De mail blijft bij de ontvanger rondgaan: daar is iets verkeerd ingesteld.",
        "Bel de ontvanger, of vraag om een ander adres.",
    ),
    Meaning.REFUSED_ADDRESS: Explanation("De mailserver weigert dit e-mailadres.", CHECK_ADDRESS),
    Meaning.REFUSED: Explanation("De mailserver weigert deze mail.", ASK_ADMINISTRATOR),
}

_OWN = (
    (r"[^:]{0,80}(?:geen geldig e-mailadres|tekens die niet elke)", Meaning.WRONG),
    (r"Inloggen bij de mailserver", Meaning.LOG_IN),
    (r"De mailserver is niet bereikbaar: .{0,200}(?:certificate|ssl|tls)", Meaning.CERTIFICATE),
    (r"De mailserver kreeg de hele mail", Meaning.UNSURE),
    (r"De mailserver (?:is niet bereikbaar|antwoordde niet|brak het gesprek)", Meaning.AWAY),
)
"""Messages of this application about its own mail server."""

_BY_STATUS = {
    "1.1": Meaning.UNKNOWN,
    "1.2": Meaning.NO_HOST,
    "1.3": Meaning.UNKNOWN,
    "1.6": Meaning.UNKNOWN,
    "1.7": Meaning.BLOCKED,
    "1.8": Meaning.BLOCKED,
    "1.9": Meaning.NO_HOST,
    "1.10": Meaning.UNKNOWN,
    "2.1": Meaning.DISABLED,
    "2.2": Meaning.FULL,
    "2.3": Meaning.TOO_LARGE,
    "3.2": Meaning.AWAY,
    "3.4": Meaning.TOO_LARGE,
    "4.1": Meaning.AWAY,
    "4.2": Meaning.AWAY,
    "4.3": Meaning.AWAY,
    "4.4": Meaning.NO_HOST,
    "4.5": Meaning.AWAY,
    "4.6": Meaning.LOOP,
    "4.7": Meaning.EXPIRED,
    "4.14": Meaning.LOOP,
    "4.300": Meaning.EXPIRED,
    "4.310": Meaning.NO_HOST,
    "4.312": Meaning.NO_HOST,
    "4.316": Meaning.EXPIRED,
    "4.317": Meaning.AWAY,
    "7.8": Meaning.LOG_IN,
    "7.12": Meaning.RESTRICTED,
    "7.123": Meaning.RESTRICTED,
    "7.124": Meaning.RESTRICTED,
    "7.13": Meaning.DISABLED,
    "7.129": Meaning.RESTRICTED,
    "7.133": Meaning.RESTRICTED,
    "7.134": Meaning.RESTRICTED,
    "7.136": Meaning.RESTRICTED,
    "7.193": Meaning.RESTRICTED,
}
"""By subject and detail of a status, without its class. 4.100 and up are Exchange Online's."""
_BUT = {
    "1.10": ((r"null ?mx", Meaning.NO_HOST),),
    "2.1": ((r"\brate\b|too many|try again", Meaning.LATER),),
    "4.1": ((r"access denied|address rejected", Meaning.UNKNOWN), (r"\brejected", Meaning.REFUSED)),
}
"""Words that decide where servers use a status in two ways."""

_BY_WORDS = tuple(
    (re.compile("|".join(patterns), re.IGNORECASE), meaning)
    for meaning, patterns in (
        (Meaning.LATER, (r"gr[ea]ylist", r"\b(?:relay|daily|hourly|sending|rate) quota")),
        (
            Meaning.NO_HOST,
            (
                r"null ?mx",
                r"host (?:or domain(?: name)? )?not found",
                r"host unknown",
                r"unknown host",
                r"nxdomain",
                r"domain(?: name)? (?:does not exist|not found)",
                r"name service error",
                r"no mx record",
                r"no such domain",
                r"no relevant answer",
                r"unrouteable mail domain",
                r"bad destination (?:host|system)",
            ),
        ),
        (
            Meaning.FULL,
            (
                r"quota",
                r"mailbox exceeds",
                r"(?:mailbox|inbox|account) (?:size )?(?:is )?(?:full|limit)",
                r"storage (?:allocation|limit|space)",
                r"out of storage",
                r"postvak (?:is |kan )?vol",
            ),
        ),
        (
            Meaning.TOO_LARGE,
            (
                r"too (?:big|large)",
                r"size (?:limit|exceed)",
                r"exceeds? .{0,40}\bsize",
                r"message size",
                r"te groot",
            ),
        ),
        (
            Meaning.UNKNOWN,
            (
                r"user unknown",
                r"unknown (?:user|recipient|address|mailbox|local)",
                r"no such (?:user|recipient|mailbox|address|person)",
                r"(?:user|recipient|mailbox|account|address|person) (?:address )?(?:is )?(?:unknown|not found)",
                r"(?:user|recipient|mailbox|account|address|person) (?:address )?(?:is )?not known",
                r"(?:(?:does|may|user)(?: not|n.t)) exist",
                r"(?:user|recipient) does(?: not|n.t) have an? ",
                r"(?:recipient|mailbox|address|user) (?:is )?invalid",
                r"invalid (?:recipient|mailbox|address|user)",
                r"mailbox unavailable",
                r"no mailbox (?:here )?by that name",
                r"unrouteable address",
                r"recipient ?not ?found",
                r"not our (?:customer|user)",
                r"not listed in",
                r"not found in",
                r"bestaat niet",
                r"cannot be found",
                r"couldn.t be found",
                r"wasn.t found",
            ),
        ),
        (
            Meaning.DISABLED,
            (
                r"disabled",
                r"inactive",
                r"deactivated",
                r"frozen",
                r"no longer (?:active|in use|valid|available)",
                r"(?:account|mailbox|user) .{0,30}(?:suspended|blocked|locked|closed)",
            ),
        ),
        (
            Meaning.LATER,
            (
                r"try (?:again )?later",
                r"temporarily deferred",
                r"rate limit",
                r"frequency limit",
                r"too many (?:connections|messages)",
            ),
        ),
        (
            Meaning.BLOCKED,
            (
                r"\bspam\b",
                r"spamming",
                r"spamhaus",
                r"\bblocked\b",
                r"black ?list",
                r"block ?list",
                r"deny ?list",
                r"reputation",
                r"\bdmarc\b",
                r"\bspf\b",
                r"\bdkim\b",
                r"\bpolicy\b",
                r"virus",
                r"bulk e-?mail",
                r"malware",
                r"unsolicited",
                r"banned",
                r"listed (?:at|on|by)",
                r"sender (?:address )?(?:rejected|not allowed)",
                r"unauthenticated",
                r"reverse dns",
                r"\brdns\b",
                r"\bptr\b",
                r"sender address",
            ),
        ),
        (
            Meaning.RESTRICTED,
            (
                r"only accepts? (?:mail|messages|email) from",
                r"not (?:allowed|permitted|authori[sz]ed) to send to",
            ),
        ),
        (Meaning.LOOP, (r"too many hops", r"mail loop", r"hop count", r"loops back")),
        (
            Meaning.AWAY,
            (
                r"expired",
                r"retry time(?:out)? ",
                r"timed out",
                r"timeout",
                r"connection refused",
                r"unreachable",
                r"no route to host",
                r"refused to talk",
                r"did not (?:respond|accept our requests to connect)",
                r"not respond",
            ),
        ),
    )
)
"""Meanings by words, for answers without a status; the surest first."""

_STATUS = re.compile(r"([245])\.(\d{1,3}\.\d{1,3})")
_BETWEEN = re.compile(r"[\s#<>\[\]()'\":;,-]+")
_RELAY = re.compile(r"\brelay", re.IGNORECASE)
_CISCO = re.compile(r"^.{0,20}- [\w ]{1,40} (?=[45]\d\d-')")
"""What a Cisco gateway adds before the other server's answer."""
_HEAD = 12
"""Words at the beginning of an answer that can hold its codes."""
_NOISE = re.compile(
    r"<[^<>\s]{0,300}>|[^\s@]{0,100}@\S{0,100}|https?://\S{0,300}|\[[^\[\]]{0,200}\]|\b(?:[\w-]{1,63}\.)+[\w-]{1,63}"
)
"""Addresses and names of servers, whose words are ignored."""
_GIVEN_UP = re.compile(r"Na \d+ pogingen opgegeven\. Laatste antwoord: ")


def explained(words: str, *, returned: bool = False) -> Explanation:
    """Return what a server's words mean, in plain Dutch. ``returned``: the mail is not retried automatically."""
    given_up = _GIVEN_UP.match(words)
    meaning = meaning_of(words[given_up.end() :] if given_up else words)
    if meaning is None:
        return Explanation("", "")
    if returned and meaning in {Meaning.AWAY, Meaning.LATER}:
        meaning = Meaning.EXPIRED
    explanation = EXPLANATIONS[meaning]
    return Explanation(explanation.what, TRY_ONCE_MORE) if given_up and explanation.advice == JUST_WAIT else explanation


def meaning_of(words: str) -> Meaning | None:
    """Return the meaning of a server's answer; None when it is unknown."""
    words = _CISCO.sub("", words[:MAX_WORDS].strip())
    for pattern, meaning in _OWN:
        if re.match(pattern, words, re.IGNORECASE):
            return meaning
    code, statuses = _codes(words)
    plain = _NOISE.sub(" ", words)
    by_status = next((meant for status in reversed(statuses) if (meant := _by_status(status, code, plain))), None)
    return by_status or _by_words(plain) or _by_class(code, statuses)


def _codes(words: str) -> tuple[str, list[str]]:
    """Return the reply code and the enhanced statuses at the beginning of an answer; later numbers are ignored."""
    code, statuses = "", []
    for word in _BETWEEN.split(words.lstrip(" #<[('\""), maxsplit=_HEAD)[:_HEAD]:
        if re.fullmatch(r"[45]\d\d", word):
            code = code or word
        elif _STATUS.fullmatch(word):
            statuses.append(word)
        elif word.lower() not in {"", "smtp", "x", "error", "status", "code", "said", "reason"}:
            break
    return code, statuses


def _by_status(status: str, code: str, plain: str) -> Meaning | None:
    kind, detail = status.split(".", 1)
    for pattern, meaning in _BUT.get(detail, ()):
        if re.search(pattern, plain, re.IGNORECASE):
            return meaning
    if kind == "4" and (detail.startswith("7.") or detail == "2.1"):
        return Meaning.LATER
    if kind == "4" and detail == "4.4":
        return Meaning.AWAY
    if detail == "7.8" and code not in {"", "530", "534", "535"}:
        return Meaning.BLOCKED
    if detail.startswith("7.") and detail not in _BY_STATUS:
        return _of_security(detail, plain)
    return _BY_STATUS.get(detail)


def _of_security(detail: str, plain: str) -> Meaning:
    """Return the meaning of 5.7.x. Some servers use 5.7.1 for an address that they do not know or do not serve."""
    meaning = _by_words(plain) if detail in {"7.0", "7.1"} else None
    if meaning in {Meaning.UNKNOWN, Meaning.FULL, Meaning.TOO_LARGE, Meaning.RESTRICTED}:
        return meaning
    return Meaning.REFUSED if _RELAY.search(plain) else Meaning.BLOCKED


def _by_words(plain: str) -> Meaning | None:
    return next((meaning for pattern, meaning in _BY_WORDS if pattern.search(plain)), None)


def _by_class(code: str, statuses: Iterable[str]) -> Meaning | None:
    if code.startswith("53"):
        return Meaning.LOG_IN
    if code == "450":
        return Meaning.LATER
    if code in {"550", "551", "553"}:
        return Meaning.REFUSED_ADDRESS
    kind = code[:1] or next((status[:1] for status in statuses), "")
    return {"4": Meaning.AWAY, "5": Meaning.REFUSED}.get(kind)


def only_meaning(lines: Iterable[str]) -> str:
    """Return the first of these lines with a known meaning, when all such lines mean the same; otherwise ""."""
    lines_with_meaning = {line: meanings for line in lines if (meanings := _all_by_words(line))}
    return next(iter(lines_with_meaning)) if len(set().union(*lines_with_meaning.values())) == 1 else ""


def _all_by_words(line: str) -> set[Meaning]:
    plain = _NOISE.sub(" ", line[:MAX_WORDS])
    return {meaning for pattern, meaning in _BY_WORDS if pattern.search(plain)}
