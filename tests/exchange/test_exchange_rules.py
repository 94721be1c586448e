import pytest
from filled_in import FILE, expected, paper

from surveyapp.exchange.papers.rules import (
    ChangeKind,
    FileRefused,
    OtherInterview,
    Reply,
    Stamp,
    Standing,
    check_interview,
    check_questionnaire,
    kind_of,
    save_key,
    untouched,
    with_known_paragraphs,
)
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.text import words as texts

SKIPPED = AnswerStatus.NOT_DISCUSSED


def replied(text: str, base: int = 0, status: AnswerStatus = AnswerStatus.TEXT) -> Reply:
    return Reply("2b", text, status, base)


@pytest.mark.parametrize(
    ("reply", "standing", "kind"),
    [
        (replied("Nieuw."), Standing(), ChangeKind.NEW),
        (replied("Nieuw."), Standing(4, ""), ChangeKind.NEW),
        (replied("niet besproken", status=SKIPPED), Standing(), ChangeKind.NEW),
        (replied("Anders.", 2), Standing(2, "Tekst."), ChangeKind.CHANGED),
        (replied("Toch.", 2), Standing(2, "", SKIPPED), ChangeKind.CHANGED),
        (replied("niet besproken", 2, SKIPPED), Standing(2, "Tekst."), ChangeKind.CHANGED),
        (replied("Anders.", 1), Standing(2, "Tekst."), ChangeKind.SINCE),
        (replied("Anders."), Standing(2, "Tekst."), ChangeKind.SINCE),
        (replied("Anders.", 3), Standing(2, "Tekst."), ChangeKind.SINCE),
        (replied("Anders.", 1), Standing(2, "Tekst.", own=True), ChangeKind.CHANGED),
        (replied("Tekst."), Standing(2, "Tekst."), ChangeKind.UNCHANGED),
        (replied("- een\n- twee", 1), Standing(2, "* een\n* twee"), ChangeKind.UNCHANGED),
        (replied("niet besproken", 1, SKIPPED), Standing(2, "", SKIPPED), ChangeKind.UNCHANGED),
        (replied("Niet besproken.", 1, SKIPPED), Standing(2, "Niet besproken."), ChangeKind.UNCHANGED),
        (replied("", 2), Standing(2, "Tekst."), ChangeKind.EMPTIED),
        (replied("", 2), Standing(2, "", SKIPPED), ChangeKind.EMPTIED),
        (replied(" \n"), Standing(2, "Tekst."), ChangeKind.BLANK),
        (replied("", 2), Standing(2, ""), ChangeKind.BLANK),
        (replied("x" * (texts.MAX_CHARACTERS + 1)), Standing(), ChangeKind.TOO_LONG),
    ],
)
def test_what_a_reply_would_do(reply: Reply, standing: Standing, kind: ChangeKind) -> None:
    assert kind_of(reply, standing) is kind


def test_only_what_can_lose_nobodys_words_is_ticked() -> None:
    assert {kind for kind in ChangeKind if kind.ticked} == {ChangeKind.NEW, ChangeKind.CHANGED}
    assert {kind for kind in ChangeKind if not kind.offered} == {
        ChangeKind.UNCHANGED,
        ChangeKind.BLANK,
        ChangeKind.TOO_LONG,
        ChangeKind.LOCKED,
    }
    assert all(kind.label for kind in ChangeKind)


def test_a_reply_that_nobody_touched_is_known_from_what_was_printed() -> None:
    assert untouched(replied("- een", 1), Standing(2, "Nieuwer.", printed="* een"))
    assert not untouched(replied("- twee", 1), Standing(2, "Nieuwer.", printed="* een"))
    assert not untouched(replied("- een", 1), Standing(2, "Nieuwer."))


def test_paragraphs_that_say_the_same_are_written_as_they_were() -> None:
    old = "Zachte\nregel.\n\n* een\n* twee\n\nOud."
    assert (
        with_known_paragraphs("Zachte\nregel.\n\n- een\n- twee\n\nNieuw.", old)
        == "Zachte\nregel.\n\n* een\n* twee\n\nNieuw."
    )
    noted = "Zachte regel.[^1]\n\n[^1]: Noot."
    assert with_known_paragraphs(noted, old) == noted
    referring = "Zie [hier].\n\n[hier]: https://example.org/"
    assert with_known_paragraphs(referring, old) == referring


def test_a_stamp_is_found_in_any_words() -> None:
    stamp = paper().stamp
    assert Stamp.find(f"Kenmerk {stamp}\t1 van 7") == stamp
    assert Stamp.find(str(Stamp("rijk", "0" * 12, "", "", FILE))) == Stamp("rijk", "0" * 12, "", "", FILE)
    for words in ("", "Kenmerk", str(stamp)[:-1], str(stamp) + "0", str(stamp).replace("WH1", "WH2")):
        assert Stamp.find(words) is None


def test_a_file_of_another_questionnaire_edition_or_interview_is_refused_by_name() -> None:
    stamp, wanted = paper().stamp, expected()
    check_questionnaire(stamp, key="regio", title="Vragenlijst Regio", digest=wanted.digest)
    with pytest.raises(FileRefused, match="Verwacht: ‘rijk’"):
        check_questionnaire(stamp, key="rijk", title="Vragenlijst Rijk", digest=wanted.digest)
    with pytest.raises(FileRefused, match="andere versie van Vragenlijst Regio"):
        check_questionnaire(stamp, key="regio", title="Vragenlijst Regio", digest="0" * 64)
    check_interview(stamp, round_name="2018", organisation="oost-drenthe", label="Regio Oost-Drenthe")
    check_interview(
        Stamp("regio", stamp.edition, "", "", FILE), round_name="2018", organisation="de-marne", label="Regio De Marne"
    )
    for round_name, organisation in (("2018", "de-marne"), ("2019", "oost-drenthe")):
        with pytest.raises(OtherInterview, match="‘oost-drenthe’ in ronde 2018"):
            check_interview(stamp, round_name=round_name, organisation=organisation, label="Regio De Marne")


def test_the_key_of_a_save_begins_with_its_file_and_differs_for_every_other_save() -> None:
    keys = {
        save_key(FILE, interview, replied(text), base) for interview in (1, 2) for text in ("a", "b") for base in (0, 1)
    }
    assert len(keys) == 8
    assert all(key.startswith(FILE) and len(key) <= 64 for key in keys)
    assert save_key(FILE, 1, replied("a"), 0) == save_key(FILE, 1, replied("a"), 0)
