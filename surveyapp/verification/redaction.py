"""Keep the secret part of a respondent's link out of the log, also when a request fails."""

import logging
import re

LINK = re.compile(r"/v/(?:[a-z]+/)?[\w-]+")


class WithoutTokens(logging.Filter):
    """Writes "/v/[link]" where a log line names a respondent's link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line; never drop it."""
        message = record.getMessage()
        if "/v/" in message:
            record.msg, record.args = LINK.sub("/v/[link]", message), ()
        return True


_WITHOUT_TOKENS = WithoutTokens()


def keep_tokens_out(*loggers: logging.Logger) -> None:
    """Let these loggers write no token. The same logger twice is once."""
    for logger in loggers:
        logger.addFilter(_WITHOUT_TOKENS)
