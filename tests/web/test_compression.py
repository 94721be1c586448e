"""Pages and files go compressed to a browser that can read it, and files are not sent twice."""

import gzip

import pytest
from flask import Flask

WANTS = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.mark.parametrize("path", ["/inloggen", "/static/web/blocks.css", "/static/interviews/desk.js"])
def test_a_browser_gets_pages_and_files_compressed(app: Flask, path: str) -> None:
    client = app.test_client()
    plain, packed = client.get(path), client.get(path, headers=WANTS)
    assert packed.headers["Content-Encoding"] == "zstd"
    assert len(packed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_an_old_browser_gets_pages_as_gzip(app: Flask) -> None:
    answer = app.test_client().get("/inloggen", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"<h1" in gzip.decompress(answer.data)


def test_a_file_that_the_browser_has_is_not_sent_again(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/static/interviews/desk.js", headers=WANTS)
    again = client.get("/static/interviews/desk.js", headers={**WANTS, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
