"""What another site sends changes nothing, also with a valid token."""

import pytest
from checking import Client
from setting import MakeUser

from surveyapp.accounts.staff.rules import RoleName


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"Origin": "http://localhost"}, 302),
        ({"Origin": "http://wederhoor.example.org"}, 302),
        ({"Origin": "null"}, 302),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 302),
        ({"Origin": "https://evil.example.com"}, 403),
        ({"Origin": "http://localhost.evil.example.com"}, 403),
        ({"Origin": "http://localhost:8001"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_only_our_own_pages_change_something(
    client: Client, staff: MakeUser, headers: dict[str, str], status: int
) -> None:
    client.login(staff(RoleName.EDITOR))
    client.post("/uitloggen", headers=headers, status=status)
    client.get("/wachtwoord", status=302 if status == 302 else 200)
