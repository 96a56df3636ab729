"""Pages: door, fetch, form, act, answer.

``start`` the way in · ``profiles`` a researcher's own · ``demands`` a body's own · ``decks`` both · ``answers`` what
one's side has said · ``matches`` and what came of them. What they draw: ``drawing``
"""

from munera.services.evaluators.views.answers import lift_block, list_answers, list_demand_answers
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
from munera.services.evaluators.views.profiles import (
    add_experience,
    close_profile,
    edit_profile,
    open_profile,
    remove_experience,
    show_own_card,
)
from munera.services.evaluators.views.start import show_ranking, show_start

__all__ = [
    "abandon_project",
    "add_experience",
    "agree_project",
    "answer_demand",
    "answer_profile",
    "ask_for_skill",
    "change_demand",
    "close_demand",
    "close_profile",
    "drop_requirement",
    "edit_profile",
    "end_match",
    "find_required_skill",
    "finish_project",
    "give_feedback",
    "lift_block",
    "list_answers",
    "list_demand_answers",
    "list_matches",
    "object_to_demand",
    "object_to_profile",
    "open_demand",
    "open_profile",
    "propose_project",
    "remove_experience",
    "show_body",
    "show_deck",
    "show_demand",
    "show_demand_deck",
    "show_match",
    "show_own_card",
    "show_ranking",
    "show_start",
    "start_project",
    "take_over_demand",
    "undo_answer",
    "withdraw_interest",
    "write_demand",
]
