"""The web server: granian, with as many processes and threads as the environment says."""

import os
import shutil
import sys
from typing import Any, Never

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Serve the site. See docs/operations.md for what may stand in front of it."
    # They load every page, and granian is about to load them again; ``prepare`` and ``check`` have looked before.
    requires_system_checks = []

    def handle(self, **_options: Any) -> Never:
        counts = settings.HOME / "metrics"
        # The counts of processes that are gone would be added to ours for ever.
        shutil.rmtree(counts, ignore_errors=True)
        counts.mkdir(parents=True)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)
        # granian takes the place of this process, so that signals reach it.
        os.execv(sys.executable, [sys.executable, "-m", "granian", *arguments()])  # noqa: S606  # no shell, our own words


def arguments() -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": settings.MUNERA_LISTEN_HOST,
        "--port": str(settings.MUNERA_LISTEN_PORT),
        "--workers": str(settings.MUNERA_WEB_PROCESSES),
        "--blocking-threads": str(settings.MUNERA_WEB_THREADS),
        # A process that dies is replaced, and one that stops finishes the requests it has.
        "--workers-kill-timeout": "30",
        "--log-level": "warning",
    }
    flags = ["--respawn-failed-workers"]
    return [word for pair in options.items() for word in pair] + [*flags, "munera.site.wsgi:application"]
