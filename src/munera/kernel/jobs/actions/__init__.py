"""Start work in the background; the modules beside this one run it.

``progress`` what the work reports · ``running`` one attempt · ``queue`` the task queue underneath · ``starting`` ·
``reclaiming`` what a dead worker left · ``ticking`` the timetable · ``working`` the loop of a worker.
"""

from munera.kernel.jobs.actions.progress import AttemptOvertaken, Progress
from munera.kernel.jobs.actions.starting import UnknownJobKind, start_job

__all__ = ["AttemptOvertaken", "Progress", "UnknownJobKind", "start_job"]
