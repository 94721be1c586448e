"""What a body of JSON becomes before a view sees it."""

import pytest
from checking import Client
from flask import Flask

from surveyapp.web.parsing import LARGEST_ID


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 50_000, b'{"use": NaN}', b'{"use": Infinity}', b"\xff", b"", b"9" * 5_000]
)
def test_json_that_is_none_is_refused(client: Client, body: bytes) -> None:
    headers = {"X-CSRFToken": client.csrf_token()}
    answer = client.browser.put("/nakijken", data=body, content_type="application/json", headers=headers)
    assert answer.status_code == 400


def test_half_an_emoji_becomes_a_replacement_character(app: Flask) -> None:
    with app.test_request_context():
        assert app.json.loads('{"a\\ud83d": ["b\\ude00", "\\ud83d\\ude00"]}') == {"a\ufffd": ["b\ufffd", "😀"]}


@pytest.mark.parametrize("number", [LARGEST_ID + 1, 2**63, "9" * 400, "-1", "٣"])
def test_a_number_that_no_row_has_is_no_address(client: Client, number: object) -> None:
    client.get(f"/interviews/{number}", status=404)
