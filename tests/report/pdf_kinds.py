"""Every kind of PDF that the product makes, of texts that hold everything a text can hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agreed_round import NOW, SYSTEM
from aligned_round import AlignedRound
from certificate import PASSPHRASE, a_certificate
from deciding import overrule_missing
from drawn import image
from flask import Flask

from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.receipts.facts import receipt_pdf as alignment_receipt_pdf
from surveyapp.core.config import resource_dir
from surveyapp.evidence.documents import pdf_writer as evidence
from surveyapp.evidence.documents.models import Completion
from surveyapp.evidence.dossiers.facts import dossier_facts
from surveyapp.interviews.recording.models import Interview
from surveyapp.invitations.enclosures import questions_file
from surveyapp.printing import pdf_writer as printing
from surveyapp.questionnaires.operations import read
from surveyapp.questionnaires.rules import parse
from surveyapp.readings.links import operations as links_operations
from surveyapp.report.building import jobs
from surveyapp.report.editions.queries import find_newest_edition, get_edition
from surveyapp.report.figure_editing.operations import add_figure
from surveyapp.report.figures.image_reader import cleaned
from surveyapp.report.material.figures import FigureData
from surveyapp.report.rounds.queries import get_pdf
from surveyapp.report.texts import operations
from surveyapp.verification.enclosing.enclosures import record_pdf
from surveyapp.verification.keeping.operations import seen_now
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records.rules import ReactionKind

LOOSE, KEPT = False, True
KINDS = {
    "questionnaire, blank": LOOSE,
    "questionnaire of an interview": LOOSE,
    "questions with an invitation": LOOSE,
    "record": KEPT,
    "receipt": KEPT,
    "receipt with proposals": KEPT,
    "agreed texts": KEPT,
    "dossier": KEPT,
    "dossier with proposals": KEPT,
    "receipt of an alignment": KEPT,
    "dossier with an alignment": KEPT,
    "report, draft": LOOSE,
    "chapter, draft": LOOSE,
    "report, final": KEPT,
    "chapter, final": KEPT,
    "edition": KEPT,
    "edition with an organisation's seal": KEPT,
}
"""Each kind, and whether it must be fit to be kept."""

URL = "https://www.voorbeeldprovincie.example.org/onderwerpen/bevolkingsdalingsproblematiek/leefbaarheidsmonitor?jaar=2018"
MAIL = "programmasecretariaat-bevolkingsdaling@voorbeeldprovincie.example.org"
TEXT = f"""Er is *gesloopt* en **gebouwd**.[^plan] Zie {URL} of mail {MAIL}, en [het plan](https://plan.example.org).

- strak
- strakker
  op twee regels
    - genest
    - nog eens

Dan een lijst met witregels:

- het eerste punt

- het tweede punt[^bron]

  met een tweede alinea

    1. genest met witregel

    2. nog een

- > een citaat in een lijst

- het laatste punt

3) drie

5) vijf

> Een citaat
>
> - met een lijst
>
> - met witregels

[^plan]: Plan van aanpak, <{URL}>.

[^bron]: Een noot met twee alinea’s.

    Dit is de tweede.
"""
EDITED = f"""{TEXT}
| regio | bedrag | bron |
|---|---:|---|
| Oost-Drenthe [oost-drenthe.2b] | 12.345 | <{URL}> |
| Een Ander | 2*500 | **vet**[^cel] |

::: Een kader
Met een alinea.

- en een lijst

- met witregels
:::

{{figuur-kaart}}

{{figuur-themas}}

{{figuur-organisaties}}

[^cel]: Een noot in een cel.
"""


@dataclass
class Kinds:
    """A round of which all kinds can be made, in a folder."""

    app: Flask
    folder: Path
    aligned: AlignedRound

    @classmethod
    def of(cls, app: Flask, folder: Path, aligned: AlignedRound) -> "Kinds":
        """Fill the round."""
        found = cls(app, folder, aligned)
        made = aligned.made
        shown = FigureData("Krimp per gemeente", "Kaart: in Drenthe daalt de bevolking.", "CBS")
        add_figure(made.session, SYSTEM, made.round, "kaart", shown, cleaned(image()), at=NOW)
        made.agreed(made.organisation("West-Drenthe"), {"1": TEXT, "2b": TEXT})
        aligned.write(EDITED, base=1)
        overrule_missing(made.session, made.round)
        made.session.commit()
        return found

    def made(self) -> Iterator[tuple[str, bytes]]:
        """Make each kind."""
        yield from self._questionnaires()
        yield from self._evidence()
        yield from self._alignment()
        yield from self._reports()

    def _questionnaires(self) -> Iterator[tuple[str, bytes]]:
        regio = parse(read(resource_dir("questionnaires"), "regio"), "regio.yaml")
        yield "questionnaire, blank", printing.render(printing.paper(regio, "Wij", room=True))
        interview = self.aligned.drenthe
        yield "questionnaire of an interview", printing.render(printing.interview_paper(interview, "Wij"))
        yield "questions with an invitation", questions_file(interview, "Wij").content

    def _evidence(self) -> Iterator[tuple[str, bytes]]:
        made = self.aligned.made
        interview = made.interview(made.organisation("Noord-Drenthe"), {"1": TEXT, "2b": TEXT, "6": TEXT})
        (verification,) = made.send(interview)
        made.session.commit()
        yield "record", record_pdf(made.session, verification, "Wij")
        made.agree(verification)
        made.session.commit()
        yield "receipt", evidence.receipt_pdf(made.session, verification, "Wij")
        completion = made.session.query(Completion).filter_by(interview_id=interview.id).one()
        yield "agreed texts", evidence.agreed_pdf(made.session, completion, "Wij")
        yield "dossier", self._dossier(interview)
        yield from self._proposals()

    def _proposals(self) -> Iterator[tuple[str, bytes]]:
        made = self.aligned.made
        interview = made.interview(made.organisation("Zuid-Drenthe"), {"1": TEXT, "2b": TEXT, "6": TEXT})
        (one,) = made.send(interview)
        links_operations.open_reading(made.session, SYSTEM, one, at=NOW)
        said = {
            "at": NOW,
            "proposal": f"Nieuw: {TEXT}",
            "remark": f"Met tekens die geen lettertype heeft: 🦊 中 \ue0a3.\n\n{TEXT}",
        }
        reacting_operations.react(made.session, one, "1", kind=ReactionKind.CORRECTION, **said)
        reacting_operations.react(made.session, one, "2b", kind=ReactionKind.QUESTION, remark=TEXT, at=NOW)
        reacting_operations.agree_to_rest(made.session, one, at=NOW)
        reacting_operations.submit(
            made.session,
            SYSTEM,
            one,
            number=one.record.number,
            hash_=one.record.hash,
            seen=seen_now(made.session, one),
            contact="team@example.org",
            at=NOW,
        )
        made.session.commit()
        yield "receipt with proposals", evidence.receipt_pdf(made.session, one, "Wij")
        yield "dossier with proposals", self._dossier(interview)

    def _alignment(self) -> Iterator[tuple[str, bytes]]:
        self.aligned.send()
        reading = self.aligned.readings()[0]
        self.aligned.submit(reading, (Opinion.WORDING, TEXT))
        self.aligned.session.commit()
        yield "receipt of an alignment", alignment_receipt_pdf(self.aligned.session, reading, "Wij")
        yield "dossier with an alignment", self._dossier(reading.respondent.interview)

    def _dossier(self, interview: Interview) -> bytes:
        facts = dossier_facts(self.aligned.session, interview, NOW)
        return evidence.dossier_pdf(self.aligned.session, facts, "Wij")

    def _reports(self) -> Iterator[tuple[str, bytes]]:
        overrule_missing(self.aligned.session, self.aligned.made.round)
        yield "report, draft", self._built(draft=True)
        yield "chapter, draft", self._built(draft=True, chapter="inleiding")
        yield "report, final", self._built(draft=False)
        yield "chapter, final", self._built(draft=False, chapter="inleiding")
        yield "edition", self._edition()
        a_certificate(self.folder / "zegel.p12")
        self.app.config |= {"SEAL_FILE": str(self.folder / "zegel.p12"), "SEAL_PASSPHRASE": PASSPHRASE}
        yield "edition with an organisation's seal", self._edition(erratum=f"Nu met zegel, zie {URL}.")

    def _built(self, **how: bool | str) -> bytes:
        session = self.aligned.session
        build = operations.request_build(session, SYSTEM, self.aligned.made.round, at=NOW, **how)  # type: ignore[arg-type]
        session.commit()
        jobs.run_next_build(self.app)
        session.expire_all()
        assert not build.error, build.error
        return get_pdf(session, build.id) if not build.publish else b""

    def _edition(self, erratum: str = "") -> bytes:
        self._built(draft=False, publish=True, erratum=erratum)
        edition = find_newest_edition(self.aligned.session, self.aligned.made.round)
        assert edition
        return get_edition(self.aligned.session, edition.id).content
