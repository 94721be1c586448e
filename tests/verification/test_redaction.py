"""No log line, of whatever logger, holds a link of a respondent or a password link."""

import logging

import pytest
from checking import Client
from flask import Flask
from setting import MakeApp

from surveyapp.readings.links import kinds

TOKEN = "W3r-s3cret_token"


@pytest.mark.parametrize("path", [f"/v/{TOKEN}", f"/v/rapporttekst/{TOKEN}", f"/wachtwoord-nieuw/{TOKEN}.x"])
@pytest.mark.parametrize("logger", ["surveyapp", "werkzeug", "waitress"])
def test_a_traceback_of_a_failed_request_names_no_token(
    app: Flask, caplog: pytest.LogCaptureFixture, logger: str, path: str
) -> None:
    assert app.name == "surveyapp"
    logging.getLogger(logger).error("Exception while serving %s", path, exc_info=RuntimeError(f"no answer for {path}"))
    assert "[link]" in caplog.text
    assert TOKEN not in caplog.text


def test_a_link_that_cannot_be_looked_up_is_not_logged(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError(f"/v/{TOKEN}")

    monkeypatch.setattr(kinds, "find_by_token", broken)
    Client(make_app(PROPAGATE_EXCEPTIONS=False)).post(f"/v/{TOKEN}", status=500)
    assert "RuntimeError" in caplog.text
    assert TOKEN not in caplog.text
