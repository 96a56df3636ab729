"""How the site speaks to its operator: one line an event, with the request it belongs to, and nobody's data."""

import logging
from contextvars import ContextVar
from typing import Any, Literal

# Set by the middleware in site/requests.py; a worker has none.
request_id: ContextVar[str] = ContextVar("request_id", default="")

Style = Literal["json", "text"]


class AddRequestId(logging.Filter):
    """Give each record the number of the request during which it was made."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


def logging_settings(style: str, *, level: str) -> dict[str, Any]:
    """What ``settings.LOGGING`` is."""
    formatters: dict[str, dict[str, Any]] = {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s %(process)d",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        },
        "text": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s", "datefmt": "%H:%M:%S"},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatters[style]},
        "filters": {
            "request_id": {"()": "munera.site.logs.AddRequestId"},
            "redaction": {"()": "munera.site.redaction.Redaction"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "filters": ["request_id", "redaction"],
            },
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers give way to ours, which are redacted.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            # Each request has a line of ours (site/requests.py); Django's would name addresses.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # A job a second would drown the rest.
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
        },
    }
