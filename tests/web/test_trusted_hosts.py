"""A foreign Host is the mistake of who asks: 400, and no traceback in the log."""

import logging

import pytest
from setting import MakeApp


@pytest.mark.parametrize("host", ["..", "elders.example", "wederhoor.example.", "a..b", "", "[::1"])
@pytest.mark.parametrize("path", ["/", "/inloggen", "/v/iets", "/static/web/base.css", "/er-is-niets"])
def test_a_foreign_host_is_refused(make_app: MakeApp, host: str, path: str, caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(BASE_URL="https://wederhoor.example", TRUSTED_HOSTS="wederhoor.example")
    with caplog.at_level(logging.WARNING):
        response = app.test_client().get(path, headers={"Host": host})
    assert response.status_code == 400
    assert not [one for one in caplog.records if one.exc_info]
