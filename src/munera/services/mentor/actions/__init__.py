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
from munera.services.mentor.actions.filling import FaultyBlueprint, fill_blueprint
from munera.services.mentor.actions.reading import Unreadable

__all__ = [
    "ExaminationText",
    "FaultyBlueprint",
    "QuestionText",
    "Unreadable",
    "add_examination",
    "add_question",
    "add_subject",
    "add_topic",
    "add_unit",
    "begin_edition",
    "change_examination",
    "change_question",
    "change_subject",
    "change_topic",
    "fill_blueprint",
    "publish_blueprint",
    "remove_question",
    "remove_subject",
    "remove_topic",
]
