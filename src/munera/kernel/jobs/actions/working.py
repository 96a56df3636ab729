"""The loop of a worker: look at the clock, take up what dead workers left, run what waits."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import Error as AnyDatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone

from munera.kernel.jobs.actions.queue import run_next
from munera.kernel.jobs.actions.reclaiming import reclaim_jobs
from munera.kernel.jobs.actions.ticking import tick
from munera.kernel.jobs.choices import Due
from munera.kernel.jobs.models import Worker
from munera.kernel.jobs.queries import lease

logger = logging.getLogger(__name__)

# Seconds between looks at the timetable and at dead workers.
LOOK_EVERY = 1.0


@dataclass
class Stop:
    """Set by a signal. A plain flag: an ``Event`` may lock for ever when a signal comes while it is being read."""

    asked: bool = False
    step: float = field(default=0.2, repr=False)

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(self.step, left))


def work(timetable: Iterable[Due], *, stop: Stop, interval: float, until_idle: bool = False) -> None:
    """Run jobs until asked to stop (or, ``until_idle``, until none waits); the job at hand is finished first."""
    lines = tuple(timetable)
    worker = _sign_on()
    heart_stop = Stop()
    heart = threading.Thread(target=_beat, args=(worker, heart_stop), daemon=True, name="heartbeat")
    heart.start()
    logger.info("worker %s begins", worker.name)
    look_at = 0.0
    try:
        while not stop.asked:
            look = time.monotonic() >= look_at
            look_at = time.monotonic() + LOOK_EVERY if look else look_at
            if _turn(worker, lines if look else None):
                continue
            if until_idle:
                break
            stop.wait(interval)
    finally:
        heart_stop.asked = True
        heart.join(timeout=5)
        _sign_off(worker)
        logger.info("worker %s ends", worker.name)


def _turn(worker: Worker, lines: tuple[Due, ...] | None) -> bool:
    """One turn of the loop: now and then a look at the clock, then one job. A database that is away ends no worker."""
    try:
        if lines is not None:
            tick(lines, at=timezone.now())
            reclaim_jobs()
        close_old_connections()
        return run_next(worker.name)
    except AnyDatabaseError:
        logger.warning("worker %s: the database does not answer as it should", worker.name, exc_info=True)
        close_old_connections()
        time.sleep(1)
        return False


def _beat(worker: Worker, stop: Stop) -> None:
    """Say "I am here" four times in a lease, apart from the work, which may be long."""
    try:
        while not stop.asked:
            try:
                Worker.objects.filter(name=worker.name).update(seen_at=timezone.now())
            except AnyDatabaseError:
                logger.warning("worker %s could not note that it lives", worker.name)
                connection.close()
            stop.wait(lease().total_seconds() / 4)
    finally:
        connection.close()


def _sign_on() -> Worker:
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
    return Worker.objects.create(name=name)


def _sign_off(worker: Worker) -> None:
    try:
        Worker.objects.filter(name=worker.name).delete()
    except AnyDatabaseError:
        logger.warning("worker %s could not sign off", worker.name)
