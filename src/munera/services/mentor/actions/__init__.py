"""Every write of this room.

``blueprints`` and ``filling`` what is examined · ``sittings``, ``importing`` and ``answers`` what was answered ·
``reading`` tables that are handed in · ``offering`` courses and jobs · ``refusals`` ·
``claiming``, ``passing`` and ``sharing`` the candidate's half
"""

from munera.services.mentor.actions.answers import (
    RESULT_HEADINGS,
)
from munera.services.mentor.actions.asking import (
    ask_to_calibrate,
)
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
    BLUEPRINT_HEADINGS,
    FaultyBlueprint,
    RowFault,
    fill_blueprint,
)
from munera.services.mentor.actions.importing import (
    discard_stale_results,
    read_results,
    receive_results,
)
from munera.services.mentor.actions.offering import (
    OfferText,
    add_offer,
    change_offer,
    offer_again,
    withdraw_offer,
)
from munera.services.mentor.actions.passing import (
    take_credential,
)
from munera.services.mentor.actions.releasing import (
    ask_for_reports,
    release_reports,
    send_back_reports,
)
from munera.services.mentor.actions.sharing import (
    take_report_along,
)
from munera.services.mentor.actions.sittings import (
    SittingText,
    add_form,
    add_sitting,
    correct_key,
    mark_again,
    remove_form,
)
from munera.services.mentor.actions.telling import (
    tell_candidates,
)

__all__ = [
    "BLUEPRINT_HEADINGS",
    "RESULT_HEADINGS",
    "ExaminationText",
    "FaultyBlueprint",
    "NothingProved",
    "OfferText",
    "QuestionText",
    "RowFault",
    "SittingText",
    "add_examination",
    "add_form",
    "add_offer",
    "add_question",
    "add_sitting",
    "add_subject",
    "add_topic",
    "add_unit",
    "ask_for_reports",
    "ask_to_calibrate",
    "begin_edition",
    "change_examination",
    "change_offer",
    "change_question",
    "change_subject",
    "change_topic",
    "claim_attempt",
    "correct_key",
    "count_claim",
    "discard_stale_results",
    "fill_blueprint",
    "mark_again",
    "offer_again",
    "opt_in",
    "publish_blueprint",
    "read_results",
    "receive_results",
    "release_reports",
    "remove_form",
    "remove_question",
    "remove_subject",
    "remove_topic",
    "send_back_reports",
    "take_credential",
    "take_report_along",
    "tell_candidates",
    "withdraw_offer",
    "withdraw_opt_in",
]
