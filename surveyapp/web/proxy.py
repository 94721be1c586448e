"""The visitor's address behind reverse proxies, from headers of as many proxies as are configured."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def init_app(app: Flask) -> None:
    """Trust the last ``PROXIES`` entries of X-Forwarded-For and -Proto, and never X-Forwarded-Host."""
    proxies = app.config["PROXIES"]
    if proxies > 0:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
