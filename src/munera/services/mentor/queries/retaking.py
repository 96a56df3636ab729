"""Who failed an examination and came again, and which of its sittings are measured on one scale."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from munera.services.mentor.choices import AttemptStatus, RunState
from munera.services.mentor.models import Calibration, Recognition, Sitting
from munera.services.mentor.queries.calibrations import FLAT, LEAST_ANCHORS


@dataclass(frozen=True, slots=True)
class Sat:
    """One attempt of somebody who is known again."""

    attempt: int
    form: int
    sitting: int
    on: date
    passed: bool | None


@dataclass(frozen=True, slots=True)
class CameAgain:
    """Somebody failed once and sat again. The digest says nothing of when: sorted by it, people stand as if by lot."""

    digest: str
    first: Sat
    again: Sat

    @property
    def days(self) -> int:
        return (self.again.on - self.first.on).days


def who_came_again(sittings: Collection[int]) -> list[CameAgain]:
    """Each person once: the first time they failed, and the next time they sat. The digests in their order."""
    rows = (
        Recognition.objects.filter(attempt__sitting__in=sittings, attempt__status=AttemptStatus.COUNTED)
        .order_by("digest", "attempt__sitting__held_on", "attempt")
        .values_list(
            "digest",
            "attempt",
            "attempt__form",
            "attempt__sitting",
            "attempt__sitting__held_on",
            "attempt__passed",
        )
    )
    by_person = groupby(rows.iterator(), key=lambda row: row[0])
    return [pair for digest, sat in by_person if (pair := _pair(digest, [Sat(*row[1:]) for row in sat]))]


def _pair(digest: str, sat: list[Sat]) -> CameAgain | None:
    """None too where two sat one sitting under one number: then it is not one person's."""
    if len({each.sitting for each in sat}) < len(sat):
        return None
    pairs = (CameAgain(digest, *two) for two in pairwise(sat))
    return next((pair for pair in pairs if pair.first.passed is False and pair.days > 0), None)


def calibrations_on_scale_of(calibration: Calibration) -> dict[int, Calibration]:
    """By sitting of the same examination the last calibration whose scale is that of this one, itself among them."""
    done = Calibration.objects.filter(
        state=RunState.DONE, sitting__examination=calibration.sitting.examination_id
    ).select_related("sitting__examination")
    known = {each.pk: each for each in done.order_by("-started_at", "-pk")}
    root = _root(calibration, known)
    found: dict[int, Calibration] = {calibration.sitting_id: calibration}
    for each in known.values():
        if _root(each, known) == root:
            found.setdefault(each.sitting_id, each)
    return found


def _root(calibration: Calibration, known: Mapping[int, Calibration]) -> int:
    """Where the scale comes from: the first calibration in the line of anchors."""
    *_others, first = _line(calibration, known)
    return first.pk


def _line(calibration: Calibration, known: Mapping[int, Calibration]) -> Iterator[Calibration]:
    yield calibration
    earlier = known.get(calibration.anchored_on_id or 0)
    if earlier and _are_joined(calibration.parameters, earlier.parameters):
        yield from _line(earlier, known)


def _are_joined(later: Mapping[str, Any], earlier: Mapping[str, Any]) -> bool:
    """Whether enough questions were held where they lay. Asked for an anchor is not yet anchored: too few may be
    shared."""
    curves = {each["key"]: (each["slope"], each["intercepts"]) for each in earlier["items"]}
    held = [
        each
        for each in later["items"]
        if each["slope"] > FLAT and curves.get(each["key"]) == (each["slope"], each["intercepts"])
    ]
    return len(held) >= LEAST_ANCHORS


def next_sitting(sitting: Sitting, *, after: date) -> Sitting | None:
    """The first of the examination that somebody can still prepare for."""
    later = Sitting.objects.filter(examination=sitting.examination_id, held_on__gt=max(after, sitting.held_on))
    return later.order_by("held_on", "pk").first()
