"""Every write of this room.

``blueprints`` and ``filling`` what is examined · ``reading`` tables that are handed in · ``refusals``
"""

from munera.services.mentor.actions.blueprints import (
    ExaminationText,
    QuestionText,
    add_examination,
    add_question,
    add_subject,
    add_topic,
    add_unit,
    begin_edition,
    change_examination,
    change_question,
    change_subject,
    change_topic,
    publish_blueprint,
    remove_question,
    remove_subject,
    remove_topic,
)
from munera.services.mentor.actions.claiming import (
    NothingProved,
    claim_attempt,
    count_claim,
    opt_in,
    withdraw_opt_in,
)
from munera.services.mentor.actions.filling import (
    FaultyBlueprint,
    fill_blueprint,
)
from munera.services.mentor.actions.passing import (
    take_credential,
)
from munera.services.mentor.actions.reading import (
    Unreadable,
)
from munera.services.mentor.actions.sharing import (
    take_report_along,
)
from munera.services.mentor.actions.sittings import SittingText, add_sitting

__all__ = [
    "ExaminationText",
    "FaultyBlueprint",
    "NothingProved",
    "QuestionText",
    "SittingText",
    "Unreadable",
    "add_examination",
    "add_question",
    "add_sitting",
    "add_subject",
    "add_topic",
    "add_unit",
    "begin_edition",
    "change_examination",
    "change_question",
    "change_subject",
    "change_topic",
    "claim_attempt",
    "count_claim",
    "fill_blueprint",
    "opt_in",
    "publish_blueprint",
    "remove_question",
    "remove_subject",
    "remove_topic",
    "take_credential",
    "take_report_along",
    "withdraw_opt_in",
]
