import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveyapp.text.unicode_forms import normalized
from surveyapp.text.words import normalise, normalised

MARKS = "a\u00e9\u0301\u0316\u0334\u0344\u0345\u0f71\u0f72\u0f73\u0f74\u0f75\u3099\uff9e\u1100\u1161\u11a8\u2126\ufb01"


@pytest.mark.parametrize("form", ["NFC", "NFKC", "NFKD"])
@settings(max_examples=200, deadline=None)
@given(st.text(MARKS, max_size=90) | st.text(max_size=60).map(lambda text: text * 8))
@example("a" + "\u0316\u0301" * 40)
@example("a" + "\u0f73" * 40)
def test_every_form_is_that_of_python(form: str, text: str) -> None:
    assert normalized(form, text) == unicodedata.normalize(form, text)  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(st.text(MARKS + " \n\t\r\x0b\x0c\x85\u2028\x1c\x00\ufeff\u202e\ud800\u00a0", max_size=12))
def test_the_stored_form_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert normalised(f"\r\n{text}\x00 \r\n") == once
