"""When a mail is tried again, what became of it, and what a mail server's words mean."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 240, 240, 240, 240))
"""How long to wait after the first, second, ... attempt without success; one attempt follows the last."""
MAX_UNSURE = 2
"""How often a mail may be handed over without an answer: it may have arrived each time, so once more at most."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after this many attempts; None to give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


class Standing(StrEnum):
    """What became of a mail, as staff see it."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Dutch word on screen."""
        return {
            "waiting": "Wacht",
            "sent": "Verstuurd",
            "failed": "Mislukt",
            "returned": "Teruggekomen",
            "withdrawn": "Niet meer nodig",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a server's words mean, and what to do about it: each a Dutch sentence, or "" when nobody knows."""

    what: str
    advice: str


CHECK_ADDRESS = "Vraag de ontvanger naar het goede adres, verbeter het bij ‘Datum en personen’ en verstuur opnieuw."
ASK_ADMINISTRATOR = "Vraag de beheerder van de mailserver dit na te kijken. Verstuur de mail daarna opnieuw."
TRY_ONCE_MORE = "Verstuur de mail opnieuw. Lukt het dan weer niet, vraag het dan de beheerder."
JUST_WAIT = "U hoeft niets te doen: wij proberen het vanzelf opnieuw."

_MEANINGS = (
    (r"geen geldig e-mailadres|tekens die niet elke", "Het e-mailadres klopt niet.", CHECK_ADDRESS),
    (r"5\.1\.[0123]\b|user unknown|no such user|unknown (user|recipient|address)|does ?n.t exist|not found in",
     "Dit e-mailadres bestaat niet bij de ontvanger.", CHECK_ADDRESS),
    (r"\b5?\.?2\.2\b|quota|mailbox (is )?full|^552 ", "Het postvak van de ontvanger is vol.",
     "Bel de ontvanger, of verstuur de mail over een paar dagen opnieuw."),
    (r"5\.2\.1\b|disabled|inactive", "Het postvak van de ontvanger is uitgezet.", CHECK_ADDRESS),
    (r"5\.3\.4\b|too (big|large)|size limit", "De mail is te groot voor de ontvanger.",
     "Stuur het verslag op een andere manier, of vraag om een ander adres."),
    (r"spam|blocked|blacklist|blocklist|reputation|5\.7\.|dmarc|spf|policy",
     "De mailserver van de ontvanger vertrouwt deze mail niet.", ASK_ADMINISTRATOR),
    (r"inloggen bij de mailserver|^53[045] |5\.7\.8", "Onze mailserver laat ons niet inloggen.", ASK_ADMINISTRATOR),
    (r"certificate|ssl|tls", "De beveiligde verbinding met onze mailserver lukt niet.", ASK_ADMINISTRATOR),
    (r"misschien is hij aangekomen", "Onze mailserver kreeg de mail, maar zei niet of hij is aangenomen.",
     "Vraag de ontvanger of de mail er is. Verstuur hem alleen opnieuw als dat niet zo is."),
    (r"gr[ea]ylist|^450 |4\.7\.1\b", "De mailserver van de ontvanger vraagt om het later nog eens te proberen.",
     JUST_WAIT),
    (r"^4\d\d |niet bereikbaar|antwoordde niet|brak het gesprek",
     "De mailserver is nu niet bereikbaar of heeft het druk.", JUST_WAIT),
    (r"^55[013] ", "De mailserver weigert dit e-mailadres.", CHECK_ADDRESS),
    (r"^5\d\d ", "De mailserver weigert deze mail.", ASK_ADMINISTRATOR),
)  # fmt: skip


def explained(words: str) -> Explanation:
    """What a server's own words mean, in plain Dutch."""
    given_up = re.match(r"Na \d+ pogingen opgegeven\. Laatste antwoord: ", words)
    found = words[given_up.end() :] if given_up else words
    for pattern, what, advice in _MEANINGS:
        if re.search(pattern, found, re.IGNORECASE):
            return Explanation(what, TRY_ONCE_MORE if given_up and advice == JUST_WAIT else advice)
    return Explanation("", "")
