"""Pages and their files are compressed: a desk is opened over the network of a train.

Compressing a page that holds a token tells of it only to somebody who can have it asked with words of their own beside
the token; SameSite cookies leave such a request without a session.
"""

from flask import Flask, Response, request
from flask_compress import Compress

COMPRESSED = ["text/html", "text/css", "text/javascript", "image/svg+xml"]


def init_app(app: Flask) -> None:
    """Compress what is text, the way that the browser likes and that costs least."""
    app.config.setdefault("COMPRESS_MIMETYPES", COMPRESSED)
    app.config.setdefault("COMPRESS_ALGORITHM", ["zstd", "br", "gzip"])
    app.config.setdefault("COMPRESS_STREAMS", False)
    Compress(app)

    @app.after_request
    def read_whole(response: Response) -> Response:
        """Before it is compressed: a file that is read piece by piece is left as it is."""
        if request.endpoint == "static" and response.status_code == 200 and response.mimetype in COMPRESSED:
            response.direct_passthrough = False
            content = b"".join(response.iter_encoded())
            response.close()
            response.set_data(content)
        return response
