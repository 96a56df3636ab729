"""Every write: the list of workers, operations on days, levies that waited, closing and correcting a month.

``workers`` who is on the list · ``asking`` one press of a button · ``operations`` its answer · ``judging`` what the
rules say to each worker · ``assessing`` the levy of a day · ``closing`` a month and its corrections · ``uploading`` a
file of crews, with ``reading``, ``planning`` and ``enrolling`` · ``refusals``
"""

from munera.services.seasonal.actions.asking import Asked
from munera.services.seasonal.actions.assessing import assess_waiting_engagements
from munera.services.seasonal.actions.closing import close_ended_months, close_month, correct_month
from munera.services.seasonal.actions.operations import (
    Answered,
    answer_operation,
    cancel_crew,
    cancel_engagement,
    register_crew,
    register_days,
)
from munera.services.seasonal.actions.refusals import (
    AlreadyCancelled,
    AlreadyClosed,
    AlreadyInCrew,
    CrewNameTaken,
    DayHasPassed,
    LevyNotKnown,
    MonthHasNotBegun,
    NobodyChosen,
    NothingToClose,
    NothingToCorrect,
    NotOfThisCrew,
    NotYourEmployer,
    OperationReused,
    ReturnSuperseded,
    TooLateToCancel,
)
from munera.services.seasonal.actions.uploading import discard_stale_uploads, receive_upload, work_off_upload
from munera.services.seasonal.actions.workers import enrol_worker, name_crew, note_papers, remove_crew

__all__ = [
    "AlreadyCancelled",
    "AlreadyClosed",
    "AlreadyInCrew",
    "Answered",
    "Asked",
    "CrewNameTaken",
    "DayHasPassed",
    "LevyNotKnown",
    "MonthHasNotBegun",
    "NobodyChosen",
    "NotOfThisCrew",
    "NotYourEmployer",
    "NothingToClose",
    "NothingToCorrect",
    "OperationReused",
    "ReturnSuperseded",
    "TooLateToCancel",
    "answer_operation",
    "assess_waiting_engagements",
    "cancel_crew",
    "cancel_engagement",
    "close_ended_months",
    "close_month",
    "correct_month",
    "discard_stale_uploads",
    "enrol_worker",
    "name_crew",
    "note_papers",
    "receive_upload",
    "register_crew",
    "register_days",
    "remove_crew",
    "work_off_upload",
]
