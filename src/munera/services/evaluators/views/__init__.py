"""Pages: door, fetch, form, act, answer.

``start`` the way in · ``profiles`` a researcher's own · ``demands`` a body's own · ``decks`` both · ``answers`` what
one's side has said · ``matches`` and what came of them. What they draw: ``drawing`` ·
``rounds`` and ``appointments`` panels · ``moderation`` · ``searching`` saved searches and invitations · ``drafting``
what need not be typed · ``statistics`` · ``figures`` tables and charts
"""

from munera.services.evaluators.views.answers import lift_block, list_answers, list_demand_answers
from munera.services.evaluators.views.appointments import answer_appointment, list_appointments
from munera.services.evaluators.views.decks import (
    answer_demand,
    answer_profile,
    object_to_demand,
    object_to_profile,
    show_deck,
    show_demand_deck,
    undo_answer,
    withdraw_interest,
)
from munera.services.evaluators.views.demands import (
    ask_for_skill,
    change_demand,
    close_demand,
    drop_requirement,
    find_required_skill,
    open_demand,
    show_body,
    show_demand,
    take_over_demand,
    write_demand,
)
from munera.services.evaluators.views.drafting import draft_requirements, read_orcid
from munera.services.evaluators.views.matches import (
    abandon_project,
    agree_project,
    end_match,
    finish_project,
    give_feedback,
    list_matches,
    propose_project,
    show_match,
    start_project,
)
from munera.services.evaluators.views.moderation import (
    check_institution,
    list_institutions,
    list_reports,
    rule_on_demand,
    rule_on_profile,
)
from munera.services.evaluators.views.profiles import (
    add_experience,
    close_profile,
    edit_profile,
    open_profile,
    remove_experience,
    show_own_card,
)
from munera.services.evaluators.views.rounds import (
    appoint_round,
    change_seat,
    compose_round,
    open_round,
    show_office,
    show_round,
    start_office,
    weigh_seat,
)
from munera.services.evaluators.views.searching import (
    invite,
    list_invitations,
    list_searches,
    remove_search,
    save_search,
    show_search,
)
from munera.services.evaluators.views.start import show_ranking, show_start
from munera.services.evaluators.views.statistics import show_statistics

__all__ = [
    "abandon_project",
    "add_experience",
    "agree_project",
    "answer_appointment",
    "answer_demand",
    "answer_profile",
    "appoint_round",
    "ask_for_skill",
    "change_demand",
    "change_seat",
    "check_institution",
    "close_demand",
    "close_profile",
    "compose_round",
    "draft_requirements",
    "drop_requirement",
    "edit_profile",
    "end_match",
    "find_required_skill",
    "finish_project",
    "give_feedback",
    "invite",
    "lift_block",
    "list_answers",
    "list_appointments",
    "list_demand_answers",
    "list_institutions",
    "list_invitations",
    "list_matches",
    "list_reports",
    "list_searches",
    "object_to_demand",
    "object_to_profile",
    "open_demand",
    "open_profile",
    "open_round",
    "propose_project",
    "read_orcid",
    "remove_experience",
    "remove_search",
    "rule_on_demand",
    "rule_on_profile",
    "save_search",
    "show_body",
    "show_deck",
    "show_demand",
    "show_demand_deck",
    "show_match",
    "show_office",
    "show_own_card",
    "show_ranking",
    "show_round",
    "show_search",
    "show_start",
    "show_statistics",
    "start_office",
    "start_project",
    "take_over_demand",
    "undo_answer",
    "weigh_seat",
    "withdraw_interest",
    "write_demand",
]
