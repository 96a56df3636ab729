"""Every write: the list of workers, operations on days, levies that waited, closing and correcting a month.

``workers`` who is on the list · ``asking`` one press of a button · ``operations`` its answer · ``holding`` what stands
still meanwhile · ``judging`` what the rules say to each worker · ``assessing`` the levy of a day · ``closing`` a month
and its corrections · ``codes`` and ``confirming`` what a worker holds in hand · ``certifying`` what
lies in their wallet · ``tries`` how often somebody may try ·
``accounts`` an employer at a service centre · ``looking`` searches of an office · ``refusals``
"""

from munera.services.seasonal.actions.accounts import (
    ActsAlready,
    ActsTooLong,
    Applicant,
    HasAccount,
    OwnAccount,
    SignedConsent,
    SignsInOtherwise,
    agree_to_acting,
    open_employer_account,
)
from munera.services.seasonal.actions.asking import Asked
from munera.services.seasonal.actions.assessing import assess_waiting_engagements
from munera.services.seasonal.actions.certifying import (
    DaysTakenBack,
    NobodyCertifiesDays,
    NoDaysToCertify,
    take_days_credential,
)
from munera.services.seasonal.actions.closing import close_ended_months, close_month, correct_month
from munera.services.seasonal.actions.codes import CodeWithdrawn, issue_code, note_self_check, withdraw_code
from munera.services.seasonal.actions.confirming import NothingToConfirm, confirm_days, note_confirmation_checked
from munera.services.seasonal.actions.looking import note_search
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
    DayNotAdmitted,
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
from munera.services.seasonal.actions.tries import TriedTooOften, count_try
from munera.services.seasonal.actions.uploading import discard_stale_uploads, receive_upload, work_off_upload
from munera.services.seasonal.actions.workers import (
    change_worker,
    enrol_worker,
    name_crew,
    note_papers,
    remove_crew,
)

__all__ = [
    "ActsAlready",
    "ActsTooLong",
    "AlreadyCancelled",
    "AlreadyClosed",
    "AlreadyInCrew",
    "Answered",
    "Applicant",
    "Asked",
    "CodeWithdrawn",
    "CrewNameTaken",
    "DayHasPassed",
    "DayNotAdmitted",
    "DaysTakenBack",
    "HasAccount",
    "LevyNotKnown",
    "MonthHasNotBegun",
    "NoDaysToCertify",
    "NobodyCertifiesDays",
    "NobodyChosen",
    "NotOfThisCrew",
    "NotYourEmployer",
    "NothingToClose",
    "NothingToConfirm",
    "NothingToCorrect",
    "OperationReused",
    "OwnAccount",
    "ReturnSuperseded",
    "SignedConsent",
    "SignsInOtherwise",
    "TooLateToCancel",
    "TriedTooOften",
    "agree_to_acting",
    "answer_operation",
    "assess_waiting_engagements",
    "cancel_crew",
    "cancel_engagement",
    "change_worker",
    "close_ended_months",
    "close_month",
    "confirm_days",
    "correct_month",
    "count_try",
    "discard_stale_uploads",
    "enrol_worker",
    "issue_code",
    "name_crew",
    "note_confirmation_checked",
    "note_papers",
    "note_search",
    "note_self_check",
    "open_employer_account",
    "receive_upload",
    "register_crew",
    "register_days",
    "remove_crew",
    "take_days_credential",
    "withdraw_code",
    "work_off_upload",
]
