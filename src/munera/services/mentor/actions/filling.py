"""Fill a draft of a blueprint from a spreadsheet: a line for each question. All of it is taken in, or nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.kernel.audit.actions import record_audit
from munera.kernel.people.models import Person
from munera.kernel.refusal import Sentence
from munera.kernel.tables import Unreadable
from munera.services.mentor import queries, rules
from munera.services.mentor.actions.blueprints import hold_draft
from munera.services.mentor.actions.reading import Sheet, sheet_of
from munera.services.mentor.models import Blueprint, CompetenceUnit, Question, Subject, Topic

MOST_QUESTIONS: Final = 2_000
MOST_FAULTS: Final = 50
BLUEPRINT_HEADINGS: Final[dict[str, Sentence]] = {
    "subject": gettext_lazy("Subject"),
    "topic": gettext_lazy("Topic"),
    "question": gettext_lazy("Number of the question"),
    "right": gettext_lazy("Right answer"),
    "options": gettext_lazy("Options"),
    "points": gettext_lazy("Points"),
    "units": gettext_lazy("Units of competence"),
    "subject_en": gettext_lazy("Subject in English"),
    "topic_en": gettext_lazy("Topic in English"),
}
NEEDED: Final = ("subject", "topic", "question")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one line, and what to do about it."""

    number: int
    sentence: Sentence


class FaultyBlueprint(Exception):
    """The table can be read and must not be taken in: what is wrong, line by line."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    subject: tuple[str, str]
    topic: tuple[str, str]
    key: str
    right: str
    options: int
    categories: int
    units: tuple[str, ...]


class _BadCell(Exception):
    def __init__(self, sentence: Sentence) -> None:
        super().__init__("bad cell")
        self.sentence = sentence


def fill_blueprint(blueprint: Blueprint, *, content: bytes, by: Person) -> int:
    """How many questions were taken in; raises ``Unreadable`` and ``FaultyBlueprint``."""
    sheet = sheet_of(content, BLUEPRINT_HEADINGS, needed=NEEDED, most_rows=MOST_QUESTIONS)
    with transaction.atomic():
        held = hold_draft(blueprint)
        lines = _lines_of(sheet, known=set(held.questions.values_list("key", flat=True)))
        if not lines:
            raise Unreadable("empty")
        _write(held, lines)
        details = {"edition": held.version, "questions": len(lines)}
        record_audit("mentor.blueprint.filled", held, by=by, on_behalf_of=held.examination.body, details=details)
    return len(lines)


def _lines_of(sheet: Sheet, *, known: set[str]) -> list[_Line]:
    lines: list[_Line] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    for number, cells in sheet.lines:
        try:
            line = _line(number, {name: _cell(cells, place) for name, place in sheet.columns.items()})
            _refuse_twice(line.key, known, seen)
        except _BadCell as bad:
            faults.append(RowFault(number, bad.sentence))
            if len(faults) >= MOST_FAULTS:
                break
            continue
        seen[line.key] = number
        lines.append(line)
    faults += _unknown_units(lines)
    if faults:
        raise FaultyBlueprint(sorted(faults, key=lambda fault: fault.number)[:MOST_FAULTS])
    return lines


def _refuse_twice(key: str, known: set[str], seen: Mapping[str, int]) -> None:
    if key in known:
        raise _BadCell(_("The blueprint has a question with this number already."))
    if key in seen:
        raise _BadCell(_("Row %(row)s has the same number.") % {"row": seen[key]})


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _line(number: int, cells: Mapping[str, str]) -> _Line:
    for name in NEEDED:
        if not cells.get(name):
            raise _BadCell(_("Nothing stands under “%(heading)s”.") % {"heading": BLUEPRINT_HEADINGS[name]})
    if len(cells["question"]) > 40:
        raise _BadCell(_("The number of the question is longer than 40 characters."))
    options = _number(cells.get("options", ""), "options", least=2, most=9, default=4)
    points = _number(cells.get("points", ""), "points", least=1, most=15, default=1)
    right = rules.right_options(cells.get("right", ""), options=options)
    if right is None:
        raise _BadCell(
            _("The right answer is not one of the options 1 to %(most)s. Divide several by commas.") % {"most": options}
        )
    if right and points > 1:
        raise _BadCell(_("A question with a right answer has 1 point. Leave one of the two empty."))
    return _Line(
        number=number,
        subject=(cells["subject"][:200], cells.get("subject_en", "")[:200]),
        topic=(cells["topic"][:200], cells.get("topic_en", "")[:200]),
        key=cells["question"],
        right=right,
        options=options,
        categories=points + 1,
        units=tuple(unit for unit in re.split(r"[,;\s]+", cells.get("units", "")) if unit),
    )


def _number(text: str, name: str, *, least: int, most: int, default: int) -> int:
    if not text:
        return default
    if not (text.isdecimal() and text.isascii() and least <= int(text) <= most):
        raise _BadCell(
            _("Under “%(heading)s” stands no whole number from %(least)s to %(most)s.")
            % {"heading": BLUEPRINT_HEADINGS[name], "least": least, "most": most}
        )
    return int(text)


def _unknown_units(lines: Sequence[_Line]) -> Iterator[RowFault]:
    known = queries.units_by_code(sorted({code for line in lines for code in line.units}))
    for line in lines:
        for code in line.units:
            if code not in known:
                sentence = _("There is no unit of competence %(code)s. Add it first.") % {"code": code[:40]}
                yield RowFault(line.number, sentence)


def _write(blueprint: Blueprint, lines: Sequence[_Line]) -> None:
    language = blueprint.examination.language
    units = queries.units_by_code(sorted({code for line in lines for code in line.units}))
    subjects = {subject.name: subject for subject in blueprint.subjects.all()}
    topics: dict[tuple[int, str], Topic] = {}
    for subject in subjects.values():
        topics |= {(subject.pk, topic.name): topic for topic in subject.topics.all()}
    for line in lines:
        name = line.subject[0]
        if name not in subjects:
            code = _code(line.subject, "s", taken={each.code for each in subjects.values()})
            names = _names(line.subject, language)
            subjects[name] = Subject.objects.create(blueprint=blueprint, code=code, names=names, place=len(subjects))
        subject = subjects[name]
        at = (subject.pk, line.topic[0])
        if at not in topics:
            siblings = [each for (pk, _name), each in topics.items() if pk == subject.pk]
            code = _code(line.topic, "t", taken={each.code for each in siblings})
            names = _names(line.topic, language)
            topics[at] = Topic.objects.create(subject=subject, code=code, names=names, place=len(siblings))
    written = Question.objects.bulk_create(
        Question(
            blueprint=blueprint,
            topic=topics[subjects[line.subject[0]].pk, line.topic[0]],
            key=line.key,
            categories=line.categories,
            right=line.right,
            options=line.options,
        )
        for line in lines
    )
    _tie(written, lines, units)


def _tie(questions: Sequence[Question], lines: Sequence[_Line], units: Mapping[str, CompetenceUnit]) -> None:
    between = Question.units.through
    between.objects.bulk_create(
        between(question_id=question.pk, competenceunit_id=units[code].pk)
        for question, line in zip(questions, lines, strict=True)
        for code in dict.fromkeys(line.units)
    )


def _names(said: tuple[str, str], language: str) -> dict[str, str]:
    name, in_english = said
    return {"en": in_english, language: name} if in_english and language != "en" else {language: name}


def _code(said: tuple[str, str], letter: str, *, taken: set[str]) -> str:
    """A short name from the English one where there is one; else the letter and a number."""
    base = slugify(said[1] or said[0])[:36]
    if base and base not in taken:
        return base
    number = len(taken) + 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"
