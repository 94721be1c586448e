"""Make a request for a password link take equally long whether or not the account exists."""

from time import monotonic, sleep

from flask import Flask, Response, g, request

ENDPOINT = "security.forgot_password"
TAKES = 1.0
"""Seconds: several times the time of the slower case."""


def init_app(app: Flask) -> None:
    """Delay each response until the time has passed, after the transaction has ended."""

    @app.before_request
    def begin() -> None:
        g.asked_at = monotonic()

    @app.after_request
    def wait(response: Response) -> Response:
        if request.endpoint == ENDPOINT and request.method == "POST" and "asked_at" in g:
            sleep(max(0.0, g.asked_at + TAKES - monotonic()))
        return response
