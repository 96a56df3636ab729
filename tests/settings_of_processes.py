"""The site's settings with the kinds of jobs that tests start in real processes, another clock, and faults."""

import os
from datetime import datetime

import time_machine

from munera.site.settings import *  # noqa: F403  # a settings module is made to be extended
from munera.site.settings import MIDDLEWARE as USUAL_MIDDLEWARE
from munera.site.settings import MUNERA_JOBS as USUAL_JOBS

MUNERA_JOBS = USUAL_JOBS | {
    "tests.steps": "tests.kernel.jobs.work.steps",
    "tests.together": "tests.kernel.jobs.work.together",
    "tests.tick": "tests.kernel.jobs.work.note_tick",
}
# The moment at which the process begins, and from which its clock goes on.
if began_at := os.environ.get("TESTS_BEGAN_AT"):
    time_machine.travel(datetime.fromisoformat(began_at), tick=True).start()
if "TESTS_FAULTS" in os.environ:
    MIDDLEWARE = [*USUAL_MIDDLEWARE, "tests.faults.on_operations"]
# Another address for every file of a page: what a browser meets after an update.
if static_url := os.environ.get("TESTS_STATIC_URL"):
    STATIC_URL = static_url
