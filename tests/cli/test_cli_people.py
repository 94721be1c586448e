"""``user add``."""

import pytest
from command_line import PASSWORD, Program

ADD = ("user", "add", "beheer@example.org", "--name", "Beheer", "--role", "administrator")


def test_a_member_of_staff_is_added_with_a_password_from_a_pipe(program: Program) -> None:
    out = program.ok(*ADD, "--role", "editor", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert out == "Beheer (beheer@example.org) kan inloggen als Redacteur, Beheerder.\n"
    assert PASSWORD not in out


def test_the_password_is_asked_for_twice(program: Program) -> None:
    assert "kan inloggen" in program.ok(*ADD, stdin=f"{PASSWORD}\n{PASSWORD}\n")


def test_an_empty_answer_to_the_prompt_stops(program: Program) -> None:
    ran = program(*ADD, stdin="")
    assert ran.code == 130
    assert ran.err.endswith("Gestopt.\n")


def test_an_invitation_goes_by_mail(program: Program) -> None:
    assert "De mail is onderweg." in program.ok(*ADD, "--invite")
    assert not (program.instance / "mail").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("user", "add", "geen adres", "--name", "B", "--role", "editor"), 2, "geen geldig e-mailadres"),
        (("user", "add", "b@example.org", "--name", " ", "--role", "editor"), 2, "Vul een naam in"),
        (("user", "add", "b@example.org", "--name", "B", "--role", "baas"), 1, "Kies uit: interviewer, editor, admin"),
        (("user", "add", "b@example.org", "--name", "B"), 1, "--role ontbreekt"),
        (("user", "add", "--name", "B", "--role", "editor"), 1, "E-MAILADRES ontbreekt"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(program: Program, arguments: tuple[str, ...], code: int, words: str) -> None:
    assert words in program.refuses(code, *arguments, "--password-stdin", stdin=PASSWORD)


def test_a_short_password_and_a_known_address_are_refused(program: Program) -> None:
    assert "minstens 12 tekens" in program.refuses(2, *ADD, "--password-stdin", stdin="kort")
    program.ok(*ADD, "--password-stdin", stdin=PASSWORD)
    assert "al een account" in program.refuses(2, *ADD, "--password-stdin", stdin=PASSWORD)


def test_before_init_the_way_out_is_named(bare: Program) -> None:
    assert "voer surveyapp init uit" in bare.refuses(3, *ADD, "--password-stdin", stdin=PASSWORD)
