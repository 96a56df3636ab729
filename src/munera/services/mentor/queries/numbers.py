"""A sitting in numbers: how marks are spread, and how each subject went. No number tells about a few."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from munera.engines.psychometrics.suppression import FEWEST, FEWEST_EXACTLY
from munera.services.mentor.choices import AttemptStatus
from munera.services.mentor.models import Attempt, Sitting, Subject
from munera.services.mentor.queries.marking import marker_of
from munera.services.mentor.queries.sittings import Standing, forms_of, standing_of

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Marks from ``low`` up to the next, the last one included."""

    low: float
    high: float
    people: int


@dataclass(frozen=True, slots=True)
class SubjectNumbers:
    """How a subject went; ``below`` is who did not reach its minimum.

    None where the rule has none, and where it would tell about a few: of them, of all others, or of all together.
    """

    subject: Subject
    possible: int
    mean: float
    minimum: int
    below: int | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """``required`` is the mark that the rule asks for in all, None where none holds; ``possible`` the highest one.

    Of fewer than ``FEWEST_EXACTLY`` there are no ``bins``, and means are whole.
    """

    standing: Standing
    mean: float | None
    bins: tuple[Bin, ...]
    subjects: tuple[SubjectNumbers, ...]
    required: float | None
    possible: float

    @property
    def is_too_small(self) -> bool:
        return self.standing.counted < FEWEST


def numbers_of(sitting: Sitting) -> Numbers:
    """From the marks as they are kept; no answers are opened."""
    rows = Attempt.objects.filter(sitting=sitting, status=AttemptStatus.COUNTED, total__isnull=False)
    kept = [(float(total or 0.0), points) for total, points in rows.values_list("total", "subject_points")]
    standing = standing_of(sitting)
    form = forms_of(sitting).first()
    if len(kept) < FEWEST or form is None:
        return Numbers(standing, None, (), (), None, 0.0)
    marker = marker_of(form)
    grading = marker.grading
    most = float(grading.shown_possible) if grading else 100.0
    edges = np.linspace(0.0, most, BINS + 1)
    counts, _edges = np.histogram([total for total, _points in kept], edges)
    bins = tuple(
        Bin(float(low), float(high), int(people))
        for low, high, people in zip(edges[:-1], edges[1:], counts, strict=True)
    )
    points = np.array([points for _total, points in kept], np.int64)
    possible = [int(marker.table.max(axis=1)[marker.belongs[:, at] == 1].sum()) for at in range(len(marker.subjects))]
    minimums = grading.minimums if grading else (0,) * len(marker.subjects)
    subjects = tuple(_subjects(sitting, marker.subjects, points, possible, minimums))
    required = round(grading.shown(grading.minimum), 2) if grading else None
    marks = np.array([total for total, _points in kept])
    told = _joined(bins) if len(kept) >= FEWEST_EXACTLY else ()
    return Numbers(standing, _mean(marks), told, subjects, required, most)


def _joined(bins: Sequence[Bin]) -> tuple[Bin, ...]:
    """Neighbours as one where only a few are in one of them; where nobody is, nobody is told of."""
    found: list[Bin] = []
    for each in bins:
        if found and _is_few(found[-1].people):
            found[-1] = _both(found[-1], each)
        else:
            found.append(each)
    while len(found) > 1 and _is_few(found[-1].people):
        last = found.pop()
        found[-1] = _both(found[-1], last)
    return tuple(found)


def _both(lower: Bin, upper: Bin) -> Bin:
    return Bin(lower.low, upper.high, lower.people + upper.people)


def _mean(values: "np.typing.NDArray[np.generic]") -> float:
    """To hundredths, or to whole points where each of a few moves it."""
    return round(float(values.mean()), 2 if len(values) >= FEWEST_EXACTLY else 0)


def _is_few(people: int) -> bool:
    return 0 < people < FEWEST


def _subjects(
    sitting: Sitting,
    codes: tuple[str, ...],
    points: "np.typing.NDArray[np.int64]",
    possible: list[int],
    minimums: tuple[int, ...],
) -> Iterator[SubjectNumbers]:
    known = {subject.code: subject for subject in Subject.objects.filter(blueprint=sitting.blueprint_id)}
    for at, code in enumerate(codes):
        mine = points[:, at]
        below = int((mine < minimums[at]).sum())
        is_told = minimums[at] and len(mine) >= FEWEST_EXACTLY and not _is_few(below) and not _is_few(len(mine) - below)
        yield SubjectNumbers(known[code], possible[at], _mean(mine), minimums[at], below if is_told else None)
