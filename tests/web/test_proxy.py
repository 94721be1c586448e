import pytest
from flask import request
from setting import MakeApp

from surveyapp.web.access import open_to_all


@pytest.mark.parametrize(("proxies", "expected"), [(0, "127.0.0.1"), (1, "3.3.3.3"), (2, "2.2.2.2")])
def test_only_as_many_forwarded_addresses_are_believed_as_there_are_proxies(
    make_app: MakeApp, proxies: int, expected: str
) -> None:
    app = make_app(PROXIES=proxies)
    app.add_url_rule("/who", "who", open_to_all(lambda: f"{request.remote_addr} {request.host}"))
    headers = {"X-Forwarded-For": "1.1.1.1, 2.2.2.2, 3.3.3.3", "X-Forwarded-Host": "evil.example.com"}
    assert app.test_client().get("/who", headers=headers).text == f"{expected} localhost"
