"""A worker: runs jobs and follows the timetable until it is asked to stop."""

import gc
import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from munera.kernel.jobs.actions.working import Stop, work
from munera.site.timetable import TIMETABLE


class Command(BaseCommand):
    help = "Run jobs and follow the timetable; SIGTERM or Ctrl-C ends it after the job at hand."
    # As in ``serve``: a worker that comes back after a crash has no page to check.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="end when no job waits")

    def handle(self, *, until_idle: bool, **_options: Any) -> None:
        stop = Stop()

        def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
            stop.asked = True

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        # As in ``wsgi``: what is loaded stays, and is not looked through for circles again and again.
        gc.collect()
        gc.freeze()
        work(TIMETABLE, stop=stop, interval=settings.MUNERA_WORKER_INTERVAL, until_idle=until_idle)
