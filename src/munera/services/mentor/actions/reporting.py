"""Explain everybody's result and keep each explanation sealed. For workers: it brings in compiled loops."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from munera.engines.psychometrics.decisions import PassRule
from munera.engines.psychometrics.errors import PsychometricsError
from munera.engines.psychometrics.explaining import explain_all
from munera.engines.psychometrics.explanation import Explanation
from munera.engines.psychometrics.grounds import Grounds
from munera.kernel.audit.actions import record_audit
from munera.kernel.inserting import insert_rows
from munera.kernel.jobs.actions import Progress
from munera.services.mentor import queries
from munera.services.mentor.actions.gathering import Gathered, gathered
from munera.services.mentor.actions.grounding import CurveMissing, columns, grounds_for
from munera.services.mentor.actions.retaking import Learned, learn, read_learned
from munera.services.mentor.actions.telling import tell_heads
from munera.services.mentor.choices import ReleaseState
from munera.services.mentor.models import Release, Report

AT_ONCE: Final = 1_000
COLUMNS: Final = ("release_id", "attempt_id", "sealed", "sha256")
# How many reports the second person is shown: near the mark on either side, and far from it.
SHOWN_OF_EACH: Final = 2


class _CannotBeMade(Exception):
    def __init__(self, fault: str, **said: Any) -> None:
        super().__init__(fault)
        self.fault, self.said = fault, said


def make_reports(release: Release, *, progress: Progress) -> None:
    """Begun again after a crash, it goes on with those who have no report yet: each rests on the same grounds."""
    if release.state != ReleaseState.MAKING:
        return
    try:
        _make(release, progress)
    except _CannotBeMade as sorry:
        _fail(release, sorry.fault, sorry.said)
    except PsychometricsError as error:
        # The engine's own words, which name questions and no candidate.
        _fail(release, "refused", {"reason": str(error)[:300]})
    else:
        _finish(release)


def _make(release: Release, progress: Progress) -> None:
    rule = queries.rule_of(release.sitting)
    if rule is None:
        raise _CannotBeMade("no-rule")
    everything = gathered(release.sitting)
    if not everything.people:
        raise _CannotBeMade("nobody")
    learned = _learned(release, progress, of=everything.people)
    done = 0
    for form in queries.forms_of(release.sitting):
        rows = np.flatnonzero(everything.forms == form.pk)
        if not len(rows):
            continue
        mine = everything.of_form(rows)
        grounds = _grounds(release, mine, rule)
        making = _Making(release, mine.attempts, grounds, columns(mine, grounds.columns), learned)
        for some in _pieces(np.arange(len(rows))):
            done += len(some)
            making.keep(some, progress=progress, done=done, of=everything.people)


def _grounds(release: Release, mine: Gathered, rule: PassRule) -> Grounds:
    try:
        return grounds_for(queries.read_parameters(release.calibration.parameters), mine, rule)
    except CurveMissing as missing:
        raise _CannotBeMade("no-curve", missing=missing.keys[:8], count=len(missing.keys)) from missing


def _learned(release: Release, progress: Progress, *, of: int) -> Learned:
    """Learned once and kept before the first report is made: all of them, also after a crash, rest on the same."""
    if not release.learned:
        release.learned = learn(release)
        with transaction.atomic():
            progress.report(0, of=of)
            Release.objects.filter(pk=release.pk).update(learned=release.learned)
    return read_learned(release.learned)


def _pieces(rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


@dataclass(frozen=True, slots=True)
class _Making:
    """The reports of one form."""

    release: Release
    attempts: Sequence[int]
    grounds: Grounds
    table: NDArray[np.int8]
    learned: Learned

    def keep(self, some: NDArray[np.int64], *, progress: Progress, done: int, of: int) -> None:
        with transaction.atomic():
            # First of all: an attempt that was overtaken stops here, and one that goes on is waited for.
            progress.report(done, of=of)
            told = queries.attempts_told_in(self.release, [self.attempts[at] for at in some])
            left = [at for at in some if self.attempts[at] not in told]
            if not left:
                return
            explanations = explain_all(
                self.grounds, self.table[left], retake=self.learned.model, years=self.learned.years
            )
            rows = zip((self.attempts[at] for at in left), explanations, strict=True)
            insert_rows(Report, COLUMNS, (_row(self.release, attempt, explanation) for attempt, explanation in rows))


def _row(release: Release, attempt: int, explanation: Explanation) -> tuple[int, int, bytes, str]:
    sealed = queries.seal_explanation(explanation)
    return release.pk, attempt, sealed.sealed, sealed.sha256


def _finish(release: Release) -> None:
    numbers = _numbers(release)
    with transaction.atomic():
        made = Release.objects.filter(pk=release.pk, state=ReleaseState.MAKING)
        if made.update(state=ReleaseState.ASKED, numbers=numbers):
            details: dict[str, Any] = {"reports": numbers["reports"]}
            if digest := release.learned.get("digest"):
                details["learned"] = digest
            body = release.sitting.examination.body
            record_audit("mentor.reports.made", release, by=release.asked_by, on_behalf_of=body, details=details)
            tell_heads(release)


def _numbers(release: Release) -> dict[str, Any]:
    """What the second person looks at: how many of which kind, and some of them to read."""
    withheld: Counter[str] = Counter()
    margins: list[tuple[float, int, bool]] = []
    by_subject_alone = 0
    for report in Report.objects.filter(release=release).order_by("pk").iterator(chunk_size=AT_ONCE):
        explanation = queries.open_explanation(report)
        decision = explanation.decision
        withheld.update({f"{each.statement}|{each.reason}" for each in explanation.withheld})
        margins.append((decision.margin, report.pk, decision.passed))
        by_subject_alone += not decision.passed and decision.margin >= 0
    return {
        "reports": len(margins),
        "passed": sum(passed for _margin, _pk, passed in margins),
        "failed": sum(not passed for _margin, _pk, passed in margins),
        "failed_by_subject_alone": by_subject_alone,
        "withheld": dict(withheld),
        "sample": _sample(sorted(margins)),
    }


def _sample(margins: Sequence[tuple[float, int, bool]]) -> list[int]:
    """Far below the mark, close below it, stopped by a subject alone, close above, and far above."""
    passed = [pk for _margin, pk, has_passed in margins if has_passed]
    below = [pk for margin, pk, has_passed in margins if not has_passed and margin < 0]
    by_subject = [pk for margin, pk, has_passed in margins if not has_passed and margin >= 0]
    shown = [*below[:1], *below[-SHOWN_OF_EACH:], *by_subject[-1:], *passed[:SHOWN_OF_EACH], *passed[-1:]]
    return list(dict.fromkeys(shown))


def _fail(release: Release, fault: str, said: Mapping[str, Any]) -> None:
    with transaction.atomic():
        failed = {"state": ReleaseState.FAILED, "fault": fault, "said": dict(said)}
        Release.objects.filter(pk=release.pk, state=ReleaseState.MAKING).update(**failed)
        body = release.sitting.examination.body
        details = {"fault": fault}
        record_audit("mentor.reports.failed", release, by=release.asked_by, on_behalf_of=body, details=details)
