"""Keep the secret part of links out of the logs, also out of tracebacks."""

import logging
import re

LINK = re.compile(r"/(v/(?:[a-z]+/)?|wachtwoord-nieuw/)[\w.-]+")


class WithoutTokens(logging.Filter):
    """Log filter that writes "/v/[link]" for a personal link in a message or its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record; never drop it."""
        message = record.getMessage()
        if LINK.search(message):
            record.msg, record.args = _redacted(message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _redacted(record.exc_text)
        return True


def _redacted(text: str) -> str:
    return LINK.sub(r"/\1[link]", text)


_WITHOUT_TOKENS = WithoutTokens()


def keep_tokens_out(*loggers: logging.Logger) -> None:
    """Add the filter to these loggers. Adding it twice has no effect."""
    for logger in loggers:
        logger.addFilter(_WITHOUT_TOKENS)
