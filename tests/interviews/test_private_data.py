"""What looks like personal data is found in the forms in which people write it, and figures are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interview_files import all_answers

from surveyapp.text.private_data import PrivateKind, is_bsn, is_iban, private_data

digits = st.integers(0, 9)


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in private_data(text)]


@pytest.mark.parametrize(
    "number",
    [
        "06-12345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "0612345678",
        "+31 6 12345678",
        "+31612345678",
        "0031 6 12345678",
        "(020) 123 45 67",
        "020 - 1234567",
        "0592-123456",
        "+31 (0)20 123 4567",
        "088 123 45 67",
    ],
)
def test_a_telephone_number_is_found_however_it_is_grouped(number: str) -> None:
    assert found(f"Bel {number}, of mail.") == [("telephone", number)]
    assert found(number) == [("telephone", number)]


@pytest.mark.parametrize("number", ["123456782", "1234.56.782", "123 456 782"])
def test_a_bsn_is_found_by_its_check_digit(number: str) -> None:
    assert found(f"Het BSN is {number}.") == [("bsn", number)]
    assert found(f"Het BSN is {number[:-1]}3.") == []


@pytest.mark.parametrize(
    ("text", "kind", "quote"),
    [
        ("Mail jan.jansen@gemeente-x.nl.", "email", "jan.jansen@gemeente-x.nl"),
        ("Rekening NL91 ABNA 0417 1643 00 op naam.", "iban", "NL91 ABNA 0417 1643 00"),
        ("Rekening NL91ABNA0417164300.", "iban", "NL91ABNA0417164300"),
        ("Zij woont op Dorpsstraat 12a, 9401 AB in Assen.", "address", "Dorpsstraat 12a, 9401 AB"),
        ("Postcode 9401AB 12 in Assen.", "address", "9401AB 12"),
    ],
)
def test_other_personal_data(text: str, kind: str, quote: str) -> None:
    assert found(text) == [(kind, quote)]


@pytest.mark.parametrize(
    "text",
    [
        "€ 123456782 of 123456782 euro, 123.456.782 en 123 456 782 inwoners",
        "€ 0 612 345 678",
        "op 01-02-2018 12:30 uur, op 06-02-2018 14 uur en op 01.02.2018 10 tot 12",
        "in 2014-2018 en 2017/2018, van 2016 tot en met 2020",
        "Kamerstukken II 2017/18, 31 490, nr. 234 en 29697-27; kst-123456782; 34775-VII",
        "https://zoek.officielebekendmakingen.nl/kst-31490-0612345678.html?id=123456782",
        "0800 0123 en 0900-1234",
        "in 2018 EU 15 en 2018 NL, artikel 12, 2017 SER",
        "NL91 ABNA 0417 1643 01",
        "van 1.250 naar 1.100 woningen, 12,5 procent, 0,25 miljoen",
    ],
)
def test_amounts_dates_years_and_documents_are_no_persons(text: str) -> None:
    assert found(text) == []


@given(st.lists(digits, min_size=8, max_size=8))
def test_every_number_with_the_right_last_digit_is_a_bsn_and_no_other(first: list[int]) -> None:
    total = sum(weight * digit for weight, digit in zip(range(9, 1, -1), first, strict=True))
    whole = ["".join(map(str, [*first, last])) for last in range(10)]
    right = {number for last, number in enumerate(whole) if (total - last) % 11 == 0 and int(number)}
    assert {number for number in whole if is_bsn(number)} == right
    for number in whole:
        named = [kind for kind, _ in found(f"Nummer {number}.")]
        assert named == ["bsn"] * (number in right)


@given(st.lists(digits, min_size=8, max_size=8), st.sampled_from([" ", "-", ""]))
def test_every_mobile_number_is_found(rest: list[int], gap: str) -> None:
    number = f"06{gap}{''.join(map(str, rest))}"
    assert found(f"Bel {number}!") == [("telephone", number)]


@given(st.integers(1_000, 10**13), st.sampled_from(["€ {}", "{} euro", "€ {},-", "{} inwoners", "{} miljoen"]))
def test_no_amount_looks_like_a_person(amount: int, form: str) -> None:
    assert found(f"Er is {form.format(f'{amount:,}'.replace(',', '.'))} voor.") == []


@given(st.dates(), st.sampled_from(["%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d"]), st.integers(0, 23))
def test_no_date_looks_like_a_telephone_number(day: object, form: str, hour: int) -> None:
    written = format(day, form)
    if written[-4:-2] in {"19", "20"} or form.startswith("%Y"):
        assert found(f"Op {written} {hour:02} uur.") == []


@given(st.integers(10_000, 39_999), st.integers(1, 999), st.sampled_from(["{}, nr. {}", "{}-{}", "{} nr. {}"]))
def test_no_kamerstuk_looks_like_a_person(dossier: int, number: int, form: str) -> None:
    spaced = f"{dossier // 1000} {dossier % 1000:03}"
    for one in (str(dossier), spaced):
        assert found(f"Kamerstukken II 2017/18, {form.format(one, number)}.") == []


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert all(one.text in text for one in private_data(text) if one.kind is not PrivateKind.IBAN or is_iban(one.text))


def test_no_false_alarm_in_answers_of_real_length() -> None:
    answers = [text for _, text in all_answers()]
    assert len(answers) > 400
    assert [one for text in answers for one in private_data(text)] == []
