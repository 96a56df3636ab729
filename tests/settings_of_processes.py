"""The site's settings with the kinds of jobs that tests start in real processes."""

from munera.site.settings import *  # noqa: F403  # a settings module is made to be extended
from munera.site.settings import MUNERA_JOBS as USUAL_JOBS

MUNERA_JOBS = USUAL_JOBS | {
    "tests.steps": "tests.kernel.jobs.work.steps",
    "tests.together": "tests.kernel.jobs.work.together",
    "tests.tick": "tests.kernel.jobs.work.note_tick",
}
