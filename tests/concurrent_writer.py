"""One process of test_concurrency: a web process with one person in it, who saves texts to one answer.

Whoever is second gets the newest version's number with the conflict, and saves on it as a person would.
"""

import json
import re
import sys

from checking import Client

from surveyapp import create_app
from surveyapp.accounts.staff import queries
from surveyapp.core.db import db


def main(instance: str, secret: str, interview_id: str, name: str, count: int) -> None:
    """Save ``count`` texts and write each acknowledged one as ``number=text``."""
    app = create_app({"INSTANCE": instance, "SECRET_KEY": secret, "RATELIMIT_ENABLED": False, "TESTING": True})
    with app.app_context():
        user = queries.find_user_by_email(db.session, "writer@example.org")
        assert user
        client = Client(app).login(user)
    base = 0
    for place in range(count):
        text = f"{name}-{place}"
        while True:
            sent = {"text": text, "base": base, "key": f"{name}-{place}-{base}".ljust(16, "k")}
            page = client._open(
                f"/interviews/{interview_id}/antwoorden/2b",
                method="PUT",
                data=json.dumps(sent),
                headers={"X-CSRFToken": client.csrf_token(), "Content-Type": "application/json"},
            )
            if page.status == 200:
                base = page.json["base"]
                break
            assert page.status == 409, page.text
            base = int(re.findall(r'name="base" value="(\d+)"', page.json["panel"])[0])
        sys.stdout.write(f"{base}={text}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
