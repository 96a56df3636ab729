"""Pages: door, fetch, form, act, answer.

``start`` the way in · ``office``, ``offers``, ``blueprints``, ``sittings``, ``results``, ``calibrations``,
``fairness`` and ``releases`` the office's own, drawn by ``tables``, ``desk``, ``curves``, ``learning`` and
``samples``, asked by ``asking``, handed out by ``handing`` · ``candidate`` the candidate's, drawn by ``drawing``
"""

from munera.services.mentor.views.blueprints import (
    add_question,
    add_subject,
    add_topic,
    change_question,
    change_subject,
    change_topic,
    download_blueprint_template,
    fill_blueprint,
    publish_blueprint,
    remove_question,
    remove_subject,
    remove_topic,
    show_blueprint,
)
from munera.services.mentor.views.calibrations import (
    calibrate_sitting,
    show_calibration,
    show_question,
)
from munera.services.mentor.views.candidate import (
    claim_attempt,
    download_report,
    export_report,
    list_attempts,
    list_courses,
    list_jobs,
    opt_in,
    show_plan,
    show_radar,
    show_report,
    take_credential,
    withdraw_opt_in,
)
from munera.services.mentor.views.fairness import (
    show_fairness,
    show_numbers,
)
from munera.services.mentor.views.offers import (
    add_offer,
    change_offer,
    list_offers,
    offer_again,
    withdraw_offer,
)
from munera.services.mentor.views.office import (
    add_examination,
    add_unit,
    begin_edition,
    change_examination,
    list_units,
    show_examination,
    show_office,
    start_office,
)
from munera.services.mentor.views.releases import (
    ask_for_reports,
    list_releases,
    release_reports,
    send_back_reports,
    show_release,
)
from munera.services.mentor.views.results import (
    download_results_report,
    download_results_template,
    show_results,
    upload_results,
)
from munera.services.mentor.views.sittings import (
    add_form,
    add_sitting,
    correct_key,
    remove_form,
    show_sitting,
)
from munera.services.mentor.views.start import (
    show_start,
)

__all__ = [
    "add_examination",
    "add_form",
    "add_offer",
    "add_question",
    "add_sitting",
    "add_subject",
    "add_topic",
    "add_unit",
    "ask_for_reports",
    "begin_edition",
    "calibrate_sitting",
    "change_examination",
    "change_offer",
    "change_question",
    "change_subject",
    "change_topic",
    "claim_attempt",
    "correct_key",
    "download_blueprint_template",
    "download_report",
    "download_results_report",
    "download_results_template",
    "export_report",
    "fill_blueprint",
    "list_attempts",
    "list_courses",
    "list_jobs",
    "list_offers",
    "list_releases",
    "list_units",
    "offer_again",
    "opt_in",
    "publish_blueprint",
    "release_reports",
    "remove_form",
    "remove_question",
    "remove_subject",
    "remove_topic",
    "send_back_reports",
    "show_blueprint",
    "show_calibration",
    "show_examination",
    "show_fairness",
    "show_numbers",
    "show_office",
    "show_plan",
    "show_question",
    "show_radar",
    "show_release",
    "show_report",
    "show_results",
    "show_sitting",
    "show_start",
    "start_office",
    "take_credential",
    "upload_results",
    "withdraw_offer",
    "withdraw_opt_in",
]
