"""A table of results: which column is which, and what one row says. Nothing of a row is repeated in its fault."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy

from munera.kernel.refusal import Sentence
from munera.kernel.tables import Unreadable, day_of, plain
from munera.services.mentor import queries
from munera.services.mentor.actions.reading import sheet_of
from munera.services.mentor.choices import AttemptStatus, ProofKind
from munera.services.mentor.models import Question

RESULT_HEADINGS: Final[dict[str, Sentence]] = {
    "number": gettext_lazy("Candidate number"),
    "birth": gettext_lazy("Date of birth"),
    "national": gettext_lazy("National number"),
    "status": gettext_lazy("State"),
    "gender": gettext_lazy("Gender"),
    "age": gettext_lazy("Age"),
    "region": gettext_lazy("Region"),
}
NEEDED: Final = ("number",)
LONGEST_NUMBER: Final = 40
# A shorter one is cut or masked, and then many people's.
SHORTEST_NATIONAL: Final = 8
MASKED: Final = re.compile(r"[*•●xX]{2}")
WORDS_OF_STATUS: Final = {
    AttemptStatus.ABSENT: ("absent", "did not come", "결시", "missing"),
    AttemptStatus.ANNULLED: ("annulled", "무효", "부정행위"),
}
NOTHING: Final = frozenset({"", "-", ".", "na", "n/a", "omitted", "미응답"})
SEVERAL: Final = frozenset({"*", "x", "0", "multiple", "중복"})
AGE_BANDS: Final = ((20, "-19"), (30, "20-29"), (40, "30-39"), (50, "40-49"), (60, "50-59"), (200, "60-"))


class RowRefused(Exception):
    """One row cannot be taken in; ``said`` names a heading or a number, never what stands in the row."""

    def __init__(self, fault: str, **said: Any) -> None:
        super().__init__(fault)
        self.fault, self.said = fault, said


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row as it is understood. ``groups`` are gender, age band and region."""

    number: str
    answers: tuple[int, ...]
    status: AttemptStatus
    proof_kind: ProofKind | None
    known: date | str | None
    groups: tuple[str, str, str]
    # By what the candidate is known again; empty where the file does not tell it whole.
    national: str = ""

    @property
    def is_audited(self) -> bool:
        return any(self.groups)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what: facts by name, answers by question."""

    columns: Mapping[str, int]
    headings: Sequence[str]
    places: tuple[int, ...]
    questions: tuple[Question, ...]

    def read(self, cells: Sequence[str], *, held_on: date) -> Candidate:
        """Raises ``RowRefused``."""
        said = {name: cells[place] if place < len(cells) else "" for name, place in self.columns.items()}
        number = queries.plain_number(said["number"])
        if not number:
            raise RowRefused("number-missing")
        if len(number) > LONGEST_NUMBER:
            raise RowRefused("number-long", most=LONGEST_NUMBER)
        kind, known = _proof(said)
        status = _status(said.get("status", ""))
        answers = () if status is AttemptStatus.ABSENT else self._answers(cells)
        groups = (said.get("gender", "")[:20], _age(said.get("age", ""), known, held_on), said.get("region", "")[:40])
        return Candidate(number, answers, status, kind, known, groups, _whole(said.get("national", "")))

    def _answers(self, cells: Sequence[str]) -> tuple[int, ...]:
        answers = []
        for place, question in zip(self.places, self.questions, strict=True):
            if place >= len(cells):
                # Taken for left out, what a cut-off file lacks would be marked as wrong.
                raise RowRefused("short", heading=self.headings[place][:40])
            answer = _answer(cells[place], question)
            if answer is None:
                raise RowRefused(
                    "answer", heading=self.headings[place][:40], least=_least(question), most=_most(question)
                )
            answers.append(answer)
        return tuple(answers)


def layout_of(headings: Sequence[str], columns: Mapping[str, int], questions: Sequence[Question]) -> Layout:
    """A question is found by its number, or by its place in the form; raises ``Unreadable`` where one is missing."""
    taken = set(columns.values())
    by_heading: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if place not in taken and plain(heading):
            by_heading.setdefault(plain(heading), place)
    by_key = [by_heading.get(plain(question.key)) for question in questions]
    by_place = [
        by_heading.get(str(at), by_heading.get(f"q{at}", by_heading.get(f"문{at}")))
        for at in range(1, len(questions) + 1)
    ]
    found = max((by_key, by_place), key=lambda places: sum(place is not None for place in places))
    missing = [question.key for question, place in zip(questions, found, strict=True) if place is None]
    if missing:
        raise Unreadable("questions", missing=missing[:8], count=len(missing))
    return Layout(columns, headings, tuple(place for place in found if place is not None), tuple(questions))


def results_in(
    content: bytes, questions: Sequence[Question], *, most_rows: int
) -> tuple[Layout, Iterator[tuple[int, Sequence[str]]]]:
    """The layout, and the lines below the headings with their numbers."""
    sheet = sheet_of(content, RESULT_HEADINGS, needed=NEEDED, most_rows=most_rows)
    return layout_of(sheet.headings, sheet.columns, questions), sheet.lines


def _answer(text: str, question: Question) -> int | None:
    """As ``queries.packing`` keeps it; None where it is no answer to this question."""
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    if said in NOTHING:
        return queries.OMITTED
    is_chosen = bool(question.right) or question.given_to_all
    if is_chosen and said in SEVERAL:
        return queries.NO_OPTION
    if is_chosen and len(said) == 1 and "a" <= said <= "i":
        said = str(ord(said) - ord("a") + 1)
    if not (said.isdecimal() and len(said) <= 3):
        return None
    return int(said) if _least(question) <= int(said) <= _most(question) else None


def _least(question: Question) -> int:
    return 1 if question.right or question.given_to_all else 0


def _most(question: Question) -> int:
    return question.options if question.right or question.given_to_all else question.most


def _status(text: str) -> AttemptStatus:
    said = text.strip().casefold()
    for status, words in WORDS_OF_STATUS.items():
        if said in words or said == str(status.label).casefold():
            return status
    if said in {"", "counted", "present", "응시", str(AttemptStatus.COUNTED.label).casefold()}:
        return AttemptStatus.COUNTED
    raise RowRefused("status")


def _proof(said: Mapping[str, str]) -> tuple[ProofKind | None, date | str | None]:
    """What the candidate will be asked for; of the two the day of birth, which everybody knows by heart."""
    birth, national = said.get("birth", ""), queries.plain_number(said.get("national", ""))
    if birth:
        return ProofKind.BIRTH_DATE, _day(birth)
    return (ProofKind.IDENTIFIER, national[:40]) if national else (None, None)


def _whole(national: str) -> str:
    """The national number where it is one person's; a masked or a cut one is not."""
    plain_one = queries.plain_number(national)
    is_whole = SHORTEST_NATIONAL <= len(plain_one) <= LONGEST_NUMBER and not MASKED.search(national)
    return plain_one if is_whole else ""


def _day(text: str) -> date:
    found = day_of(text)
    if found is None:
        raise RowRefused("birth")
    return found


def _age(text: str, known: date | str | None, held_on: date) -> str:
    """A band, told in years or by the day of birth; a single year would tell too much."""
    if text.isdecimal() and text.isascii():
        years = int(text)
    elif isinstance(known, date):
        years = held_on.year - known.year - ((held_on.month, held_on.day) < (known.month, known.day))
    else:
        return text[:20]
    return next((band for below, band in AGE_BANDS if years < below), "")
