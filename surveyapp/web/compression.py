"""Compression of pages and static files, for slow networks such as on a train.

Compression of a page with a token could disclose it to an attacker who can request the page with chosen words beside
the token; SameSite cookies leave such a request without a session.
"""

from flask import Flask, Response, request
from flask_compress import Compress

COMPRESSED = ["text/html", "text/css", "text/javascript", "image/svg+xml"]


def init_app(app: Flask) -> None:
    """Compress text responses with the cheapest algorithm that the browser accepts."""
    app.config.setdefault("COMPRESS_MIMETYPES", COMPRESSED)
    app.config.setdefault("COMPRESS_ALGORITHM", ["zstd", "br", "gzip"])
    app.config.setdefault("COMPRESS_STREAMS", False)
    Compress(app)

    @app.after_request
    def read_whole(response: Response) -> Response:
        """Read a static file whole before compression, which skips streamed files."""
        if request.endpoint == "static" and response.status_code == 200 and response.mimetype in COMPRESSED:
            response.direct_passthrough = False
            content = b"".join(response.iter_encoded())
            response.close()
            response.set_data(content)
        return response
