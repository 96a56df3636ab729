"""Nothing identifying in logs and error reports: what looks like it is struck out before a handler sees it."""

import logging
import re
import traceback
from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

STRUCK = "…"
# The attributes every record has; others were given by the caller as ``extra``.
ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request_id", "taskName"}

SECRETS = re.compile(
    r"""(?ix)
    (?P<name> ["']? [\w-]* (?: pass(?:word|wd)? | secret | token | code | session(?:id|_key)? | cookie | credential
        | authorization | api[_-]?key | csrf\w* | state | nonce | email | login | phone | (?:full_|given_|family_)?name
        | number | jmbg ) ["']? \s* (?: = | : ) \s* )
    (?: (?P<quote>["']) .*? (?P=quote) | [^\s&,;)}\]"']+ )
    """
)
BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+")
PATTERNS = (
    re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*"),  # mail address
    re.compile(r"\bey[\w-]{8,}\.[\w-]+\.[\w-]*"),  # JSON web token
    re.compile(r"\b[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]\b"),  # codice fiscale
    re.compile(r"(?<![\w.])\+?\d(?:[ .\-/]?\d){8,18}[Xx]?(?![\w.])"),  # nine digits and more: identity, tax, phone
    re.compile(r"\b[0-9a-fA-F]{32,}\b|\b[\w-]{40,}\b"),  # keys, digests, session keys
)
# Digests that say nothing of anybody and are logged to be kept: the end of the audit's chain.
WITNESSED = frozenset({"chain_link"})
DIGEST = re.compile(r"[0-9a-f]{64}")
QUERY = re.compile(r"\?[^\s\"'<>]*")


# The lines of requests are few and come again thousands of times: what nothing was struck out of is not searched anew.
MOST_KNOWN, LONGEST_KNOWN = 1_000, 100
_known_as_clean: set[str] = set()


def redacted(text: str) -> str:
    """The text without addresses, numbers, keys, values of telling fields, and query strings."""
    if text in _known_as_clean:
        return text
    left = _struck(text)
    if left == text and len(text) <= LONGEST_KNOWN and len(_known_as_clean) < MOST_KNOWN:
        _known_as_clean.add(text)
    return left


def _struck(text: str) -> str:
    text = SECRETS.sub(lambda found: f"{found['name']}{STRUCK}", text)
    text = BEARER.sub(rf"\1 {STRUCK}", text)
    for pattern in PATTERNS:
        text = pattern.sub(STRUCK, text)
    return QUERY.sub(f"?{STRUCK}", text)


class Redaction(logging.Filter):
    """Rewrites a record on its way into a handler: message, arguments, extras, and the values in a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = redacted("".join(traceback.format_exception(*record.exc_info)))
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = redacted(record.exc_text)
        for name in vars(record).keys() - ORDINARY:
            value = getattr(record, name)
            if not (name in WITNESSED and DIGEST.fullmatch(str(value))):
                setattr(record, name, _plain(value))
        return True


def _plain(value: Any) -> Any:
    """An extra as something that may be written out."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, HttpRequest):
        return redacted(f"{value.method} {value.path}")
    return redacted(str(value))


class NothingShown(SafeExceptionReporterFilter):
    """A report of a fault says where it happened, and nothing of who asked for what."""

    def is_active(self, _request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, _request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, _request: HttpRequest, _frame: Any) -> ItemsView[str, Any]:
        return {}.items()

    def get_safe_request_meta(self, _request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_safe_cookies(self, _request: HttpRequest) -> dict[str, Any]:
        return {}
