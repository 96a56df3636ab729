"""Why somebody failed, how sure that is and what to do next: one candidate, or everybody who sat.

    grounds = grounds_of(calibration, table, rule=pass_rule("kr-engineer-written"), skills=skills)
    explanations = explain_all(grounds, table)

Nothing about a person comes in but their answers.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.advice.assumptions import Assumptions
from munera.engines.psychometrics.explanation import (
    RULES,
    Achieved,
    Basis,
    Chance,
    Clause,
    Decision,
    Explanation,
    Interval,
    Lost,
    LostPoints,
    Needed,
    Reason,
    SkillLine,
    Sources,
    Statement,
    StudyStep,
    WeakestClaim,
    Withheld,
)
from munera.engines.psychometrics.frequencies import in_words
from munera.engines.psychometrics.grounds import Grounds, grounds_of, worth_of_points
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.reckoning import TARGETS, Reckoned, prepared, reckon
from munera.engines.psychometrics.record import written
from munera.engines.psychometrics.retake.model import RetakeModel

__all__ = ["Explanation", "Grounds", "explain", "explain_all", "grounds_of"]

AT_ONCE: Final = 1_024
"""People whose numbers are reckoned together: enough to be quick, few enough to stay small."""
WORTH_WHILE: Final = 0.005
"""Where no skill alone lifts the chance by so much, points say better what to study."""
NEXT: Final = 3
"""So many skills are named to those who passed."""
USUAL: Final = Assumptions()


def explain(
    grounds: Grounds,
    answers: NDArray[np.int8],
    *,
    advice: Assumptions = USUAL,
    retake: RetakeModel | None = None,
    years: float | None = None,
) -> Explanation:
    """One candidate: ``answers`` are the points in each question, in the order of ``grounds.columns``."""
    (explanation,) = explain_all(grounds, answers[None, :], advice=advice, retake=retake, years=years)
    return explanation


def explain_all(
    grounds: Grounds,
    table: NDArray[np.int8],
    *,
    advice: Assumptions = USUAL,
    retake: RetakeModel | None = None,
    years: float | None = None,
) -> list[Explanation]:
    """Everybody, each as if alone. ``years`` until the next attempt matter where growth was learned."""
    table = np.ascontiguousarray(table, np.int8)
    teller = _Teller(grounds, advice, retake, years)
    ready = prepared(grounds)
    found: list[Explanation] = []
    for start in range(0, len(table), AT_ONCE):
        rows = table[start : start + AT_ONCE]
        numbers = reckon(ready, rows, advice=advice, retake=retake, years=years)
        with _collecting_later():
            found += teller.told(rows, numbers)
    return found


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Nothing that is made here goes round in circles; to look for circles meanwhile takes most of the time.

    The whole process does without for as long: for those ``AT_ONCE``, a twentieth of a second.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on and not gc.get_freeze_count():
            # What was made counts as old from now on: to look through all of it at once would take a tenth of the time.
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()


class _Teller:
    """Makes explanations of numbers. What is the same for everybody is made once."""

    def __init__(self, grounds: Grounds, advice: Assumptions, retake: RetakeModel | None, years: float | None) -> None:
        self.grounds, self.advice = grounds, advice
        self.names = grounds.skills
        self.possible = grounds.structure.possible.tolist()
        self.bands = grounds.passers.shares if grounds.passers else (None,) * len(self.names)
        self.hours, self.lifts = advice.effort(self.names).tolist(), advice.lifts(self.names).tolist()
        self.basis = Basis.SAME_ABILITY if retake is None else Basis.RETAKERS
        self.years = None if retake is None else round(years or 0.0, 4)
        self.clauses = _every_clause(grounds)
        self.withheld = _about_everybody(grounds, retake)
        self.sources = (
            RULES,
            grounds.rule.reference,
            grounds.rule.verified,
            grounds.calibration,
            grounds.digest,
            retake.digest if retake else "",
            sha256(written([advice, self.years])).hexdigest(),
        )
        self.before_answers = sha256(written(self.sources))

    def told(self, table: NDArray[np.int8], numbers: Reckoned) -> list[Explanation]:
        """In the order of the people."""
        return [
            Explanation(
                decision=decision,
                skills=skills,
                lost=lost,
                weakest=None if decision.passed or isinstance(weakest, Withheld) else weakest,
                plan=plan,
                chance=chance,
                needed=needed,
                achieved=achieved,
                withheld=self.withheld if decision.passed else self._held_back(weakest, is_far=is_far),
                sources=self._sources(answers),
            )
            for decision, skills, lost, weakest, plan, chance, needed, is_far, achieved, answers in zip(
                self._decisions(numbers),
                self._skills(numbers),
                self._lost(numbers),
                self._weakest(numbers),
                self._plans(numbers),
                self._chances(numbers),
                self._needed(numbers),
                np.isnan(numbers.needed[:, -1]).tolist(),
                self._achieved(numbers),
                table,
                strict=True,
            )
        ]

    def _held_back(self, weakest: WeakestClaim | Withheld, *, is_far: bool) -> tuple[Withheld, ...]:
        """What is not told to somebody who failed."""
        so_far = (*self.withheld, weakest) if isinstance(weakest, Withheld) else self.withheld
        return (*so_far, _OUT_OF_REACH) if is_far else so_far

    def _sources(self, answers: NDArray[np.int8]) -> Sources:
        digest = self.before_answers.copy()
        digest.update(answers.tobytes())
        return Sources(*self.sources, digest.hexdigest())

    def _decisions(self, numbers: Reckoned) -> list[Decision]:
        grading = self.grounds.grading
        required = round(grading.shown(grading.minimum), 4)
        by_total, by_subject = self.clauses
        possible = float(grading.shown_possible)
        found = []
        for units, passed, total, error, deserves, subjects in zip(
            (numbers.subjects @ np.array(grading.steps)).tolist(),
            numbers.passed.tolist(),
            numbers.total.round(4).tolist(),
            numbers.standard_error.round(4).tolist(),
            numbers.prospects.true_score_passes.round(4).tolist(),
            numbers.subjects.tolist(),
            strict=True,
        ):
            clauses = (by_total[units], *[known[got] for known, got in zip(by_subject, subjects, strict=True)])
            margin = round(total - required, 4)
            found.append(Decision(passed, total, possible, required, margin, error, deserves, clauses))
        return found

    def _skills(self, numbers: Reckoned) -> list[tuple[SkillLine, ...]]:
        below = numbers.prospects.below.round(4).tolist()
        if self.grounds.passers is None:
            below = [[None] * len(self.names)] * len(below)
        same = [
            (worth.skill, most, band, round(worth.own, 4), round(worth.total, 4), worth.has_value)
            for worth, most, band in zip(self.grounds.worths, self.possible, self.bands, strict=True)
        ]
        people = zip(
            numbers.skills.tolist(),
            numbers.ability.round(4).tolist(),
            numbers.share.round(4).tolist(),
            below,
            strict=True,
        )
        return [
            tuple(
                [
                    SkillLine(
                        skill, got, most, Interval(a, b, c), Interval(d, e, f), band, lower, own, total, has_value
                    )
                    for (skill, most, band, own, total, has_value), got, (a, b, c), (d, e, f), lower in zip(
                        same, *person, strict=True
                    )
                ]
            )
            for person in people
        ]

    def _lost(self, numbers: Reckoned) -> list[Lost]:
        order = np.argsort(-numbers.lost_to_mark, axis=1, kind="stable").tolist()
        to_mark, to_passers = numbers.lost_to_mark.tolist(), numbers.lost_to_passers.tolist()
        names, known = self.names, self.grounds.passers is not None
        return [
            Lost(
                whole,
                other if known else None,
                tuple([LostPoints(names[k], mark[k], passers[k] if known else None) for k in ranks]),
            )
            for whole, other, ranks, mark, passers in zip(
                numbers.to_mark.tolist(), numbers.to_passers.tolist(), order, to_mark, to_passers, strict=True
            )
        ]

    def _weakest(self, numbers: Reckoned) -> list[WeakestClaim | Withheld]:
        weakest = numbers.prospects.weakest
        return [
            _TOO_EVEN
            if sure <= self.advice.claim
            else WeakestClaim(self.names[k], sure)
            if self.grounds.worths[k].has_value
            else _TOO_UNSURE
            for k, sure in zip(weakest.argmax(axis=1).tolist(), weakest.max(axis=1).round(4).tolist(), strict=True)
        ]

    def _plans(self, numbers: Reckoned) -> list[tuple[StudyStep, ...]]:
        """Of those who failed; none for others."""
        hours = self.advice.effort(self.names)
        gains, points = numbers.prospects.gains, numbers.points_gained
        hardly = gains.max(axis=1, keepdims=True) < WORTH_WHILE
        order = np.argsort(-np.where(hardly, points, gains) / hours, axis=1, kind="stable")
        otherwise = (numbers.prospects.gains_otherwise / hours).argmax(axis=2)
        stays = (otherwise == order[:, [0]]).all(axis=1) & ~hardly[:, 0]
        steps = zip(
            numbers.passed.tolist(),
            order.tolist(),
            stays.tolist(),
            gains.round(4).tolist(),
            points.round(2).tolist(),
            (gains / hours).round(6).tolist(),
            numbers.prospects.best.round(4).tolist(),
            strict=True,
        )
        names, hours_of, lifts = self.names, self.hours, self.lifts
        return [
            ()
            if passed
            else tuple(
                [
                    StudyStep(
                        names[k], hours_of[k], lifts[k], gain[k], point[k], hourly[k], best[k], first and k == ranks[0]
                    )
                    for k in ranks
                ]
            )
            for passed, ranks, first, gain, point, hourly, best in steps
        ]

    def _chances(self, numbers: Reckoned) -> list[Chance | None]:
        chances = numbers.chances
        return [
            None
            if passed
            else Chance(self.basis, best, low, high, in_words(best), in_words(low), in_words(high), self.years)
            for passed, best, low, high in zip(
                numbers.passed.tolist(),
                chances.best.round(4).tolist(),
                chances.low.round(4).tolist(),
                chances.high.round(4).tolist(),
                strict=True,
            )
        ]

    def _needed(self, numbers: Reckoned) -> list[tuple[Needed, ...]]:
        """Of the targets that are within reach and not reached yet; none for those who passed."""
        return [
            ()
            if passed
            else tuple(
                [
                    Needed(target, gain, point)
                    for target, gain, point in zip(TARGETS, gains, points, strict=True)
                    if gain > 0
                ]
            )
            for passed, gains, points in zip(
                numbers.passed.tolist(),
                numbers.needed.round(4).tolist(),
                numbers.needed_points.round(2).tolist(),
                strict=True,
            )
        ]

    def _achieved(self, numbers: Reckoned) -> list[Achieved | None]:
        """Of those who passed."""
        left = np.argsort(numbers.expected - self._most(), axis=1, kind="stable")[:, :NEXT]
        sure = (1 - numbers.prospects.below > self.advice.claim) & [worth.has_value for worth in self.grounds.worths]
        if self.grounds.passers is None:
            sure[:] = False
        return [
            None
            if not passed
            else Achieved(
                tuple([name for name, is_sure in zip(self.names, row, strict=True) if is_sure]),
                tuple([self.names[k] for k in following]),
            )
            for passed, row, following in zip(numbers.passed.tolist(), sure.tolist(), left.tolist(), strict=True)
        ]

    def _most(self) -> Floats:
        """All points of each skill, as people are told them."""
        structure, grading = self.grounds.structure, self.grounds.grading
        most = np.array([each.item.categories - 1 for each in structure.parameters])
        units = most * worth_of_points(structure, grading)
        return np.asarray(units @ structure.members * grading.shown_possible / grading.most)


_TOO_EVEN: Final = Withheld(Statement.WEAKEST, Reason.TOO_EVEN)
_TOO_UNSURE: Final = Withheld(Statement.WEAKEST, Reason.TOO_UNSURE)
_OUT_OF_REACH: Final = Withheld(Statement.NEEDED, Reason.OUT_OF_REACH)


def _about_everybody(grounds: Grounds, retake: RetakeModel | None) -> tuple[Withheld, ...]:
    """What is told to nobody who sat, and why."""
    unsure = [
        Withheld(Statement.SKILL_IS_WEAK, Reason.TOO_UNSURE if worth.own > 0 else Reason.TOO_FEW_QUESTIONS, worth.skill)
        for worth in grounds.worths
        if not worth.has_value
    ]
    if grounds.passers is None:
        unsure += [
            Withheld(statement, Reason.TOO_FEW_PEOPLE) for statement in (Statement.PASSERS, Statement.LOST_TO_PASSERS)
        ]
    if retake is None:
        unsure.append(Withheld(Statement.CHANCE, Reason.NO_RETAKERS))
    return tuple(unsure)


def _every_clause(grounds: Grounds) -> tuple[list[Clause], list[list[Clause]]]:
    """Each condition with each number of points that one can have: that on the total, by units, those on subjects."""
    grading = grounds.grading
    possible, required = float(grading.shown_possible), round(grading.shown(grading.minimum), 4)
    by_total = [
        Clause("", round(grading.shown(units), 4), required, possible, units >= grading.minimum)
        for units in range(grading.most + 1)
    ]
    by_subject = [
        [Clause(subject, float(got), float(least), float(most), got >= least) for got in range(most + 1)]
        for subject, least, most in zip(grading.subjects, grading.minimums, grading.possible, strict=True)
    ]
    return by_total, by_subject
