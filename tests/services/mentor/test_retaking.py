"""Who failed and came again is known by a digest, and teaches the chance that others are told."""

from datetime import date
from typing import Any, Final

import numpy as np
import pytest
from django.utils import timezone

from munera.engines.psychometrics.explanation import Basis, Reason, Statement, Withheld
from munera.kernel.jobs.actions.running import run_attempt
from munera.kernel.people.models import Person
from munera.services.mentor import actions, queries
from munera.services.mentor.actions.reporting import make_reports
from munera.services.mentor.actions.retaking import LEAST, learn, read_learned
from munera.services.mentor.choices import ReleaseState
from munera.services.mentor.models import Attempt, Calibration, Form, Recognition, Release, Report, Sitting
from tests.factories.mentor import blueprint, calibrate, clerk, form_of, sitting, table, take_in

pytestmark = pytest.mark.django_db

DAYS: Final = (date(2026, 3, 7), date(2026, 7, 11), date(2026, 10, 17))
PEOPLE: Final = 760
# Of those who failed in March so many came in July, and so many others in October.
IN_JULY, IN_OCTOBER = 330, 120
FRESH: Final = 150
GROWTH: Final = 0.5
HEADINGS: Final = ["birth", "national"]


def national(person: int) -> str:
    return f"{700_101 + person:06d}-{1_000_000 + person}"


def answered(form: Form, people: list[int], abilities: Any, chance: np.random.Generator) -> bytes:
    """The candidate numbers are the sitting's own; the national number stays the person's."""
    difficulty = np.linspace(-1.0, 1.0, len(queries.questions_of(form)))
    knows = chance.random((len(people), len(difficulty))) < 1 / (1 + np.exp(-1.4 * (abilities[:, None] - difficulty)))
    rows = [(f"{form.pk}-{at:05d}", row) for at, row in enumerate(np.where(knows, 1, 2).tolist())]
    return table(form, *rows, also=[HEADINGS, *(["1985-03-01", national(person)] for person in people)])


def sat_three_times(by: Person) -> list[Sitting]:
    """March, July and October, each calibrated on the one before."""
    edition = blueprint(by, each=6)
    sittings = [sitting(by, of=edition, in_round=at, held_on=day) for at, day in enumerate(DAYS, start=1)]
    march, july, october = sittings
    chance = np.random.default_rng(11)
    abilities = chance.normal(size=PEOPLE)
    take_in(form_of(march), answered(form_of(march), list(range(PEOPLE)), abilities, chance), by)
    verdicts = Attempt.objects.filter(sitting=march).order_by("pk").values_list("passed", flat=True)
    failed = np.flatnonzero([verdict is False for verdict in verdicts])
    came = {july: failed[:IN_JULY], october: failed[IN_JULY : IN_JULY + IN_OCTOBER]}
    for number, (sat, again) in enumerate(came.items(), start=1):
        gained = abilities[again] + chance.normal(GROWTH, 0.3, len(again))
        people = [*again.tolist(), *range(number * 10_000, number * 10_000 + FRESH)]
        everybody = np.concatenate([gained, chance.normal(size=FRESH)])
        take_in(form_of(sat), answered(form_of(sat), people, everybody, chance), by)
    for sat in sittings:
        assert calibrate(sat, by).digest
    return sittings


def work(release: Release) -> Release:
    assert release.work is not None
    run_attempt(release.work.pk, worker="test", enqueue=lambda _job: None)
    return Release.objects.get(pk=release.pk)


class _Alive:
    """Nobody else has taken the work over."""

    def report(self, _done: int, **_of: int) -> None:
        return


def test_who_came_again_teaches_the_chance_that_others_are_told() -> None:
    by = clerk()
    march, _july, october = sat_three_times(by)
    release = work(actions.ask_for_reports(october, by=by))
    assert (release.state, release.fault) == (ReleaseState.ASKED, "")
    kept = release.learned
    assert (kept["fault"], kept["people"], kept["evaluation"]["people"]) == ("", IN_JULY, IN_OCTOBER)
    assert kept["evaluation"]["on"] == DAYS[2].isoformat()
    assert kept["evaluation"]["auc"] > 0.7
    assert kept["evaluation"]["calibration_error"] < 0.12
    learned = read_learned(kept)
    assert learned.model is not None
    assert learned.model.digest == kept["digest"]
    assert learned.model.growth.people >= LEAST - 100
    # No later sitting is entered: 126 days from March to July is what most waited.
    assert learned.years == pytest.approx(126 / 365.25, abs=1e-4)
    reports = list(Report.objects.filter(release=release))
    told = [queries.open_explanation(report) for report in reports]
    assert {each.chance.basis for each in told if each.chance} == {Basis.RETAKERS}
    assert {each.sources.retake for each in told} == {kept["digest"]}
    assert not any(Withheld(Statement.CHANCE, Reason.NO_RETAKERS) in each.withheld for each in told)

    # After a crash the rest is told by what was kept, even where nothing could be learned any more.
    made = {report.attempt_id: report.sha256 for report in reports}
    Report.objects.filter(pk__in=[report.pk for report in reports[::2]]).delete()
    Recognition.objects.all().delete()
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.MAKING)
    again = Release.objects.get(pk=release.pk)
    make_reports(again, progress=_Alive())  # type: ignore[arg-type]  # all that the work asks of it
    assert dict(Report.objects.filter(release=release).values_list("attempt_id", "sha256")) == made
    assert learn(again) == {"fault": "too-few", "people": None, "least": LEAST}
    assert Attempt.objects.filter(sitting=march).count() == PEOPLE


def test_a_body_knows_a_candidate_again_by_a_digest_of_its_own() -> None:
    by, elsewhere = clerk(), clerk()
    edition = blueprint(by)
    mine = [sitting(by, of=edition, in_round=at, held_on=DAYS[at - 1]) for at in (1, 2)]
    theirs = sitting(elsewhere)
    for sat, who in ((mine[0], by), (mine[1], by), (theirs, elsewhere)):
        rows: list[tuple[str, list[int | str]]] = [(f"K-{at}", [2] * 8) for at in range(4)]
        also = [
            [*HEADINGS, "status"],
            ["1985-03-01", "850301-2345678", ""],
            ["", "850301-2******", ""],
            ["", "850301", ""],
            ["1985-03-02", "850302-2345678", "absent"],
        ]
        take_in(form_of(sat), table(form_of(sat), *rows, also=also), who)
    known = dict(Recognition.objects.values_list("attempt__sitting", "digest"))
    assert len(known) == Recognition.objects.count() == 3
    assert known[mine[0].pk] == known[mine[1].pk] != known[theirs.pk]
    assert "2345678" not in repr(Recognition.objects.values())
    (pair,) = queries.who_came_again([sat.pk for sat in mine])
    assert (pair.first.sitting, pair.again.sitting, pair.days) == (mine[0].pk, mine[1].pk, 126)
    # Two under one number at one sitting: it is not one person's, and nothing is learned from either.
    other = Attempt.objects.filter(sitting=mine[1], recognition=None)[0]
    Recognition.objects.create(attempt=other, digest=known[mine[1].pk])
    assert queries.who_came_again([sat.pk for sat in mine]) == []


def test_only_sittings_whose_questions_were_held_lie_on_one_scale() -> None:
    by = clerk()
    edition = blueprint(by)
    sittings = [sitting(by, of=edition, in_round=at, held_on=day) for at, day in enumerate(DAYS, start=1)]

    def fitted(sat: Sitting, anchored_on: Calibration | None, *slopes: float) -> Calibration:
        items = [{"key": f"N{at:03d}", "slope": slope, "intercepts": [0.5]} for at, slope in enumerate(slopes)]
        return Calibration.objects.create(
            sitting=sat,
            anchored_on=anchored_on,
            started_by=by,
            state="done",
            digest="c" * 64,
            ended_at=timezone.now(),
            parameters={"items": items},
        )

    march = fitted(sittings[0], None, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5)
    july = fitted(sittings[1], march, 1.0, 1.1, 1.2, 1.3, 1.4, 0.7)
    # Asked for the same anchors, yet fewer than five lie where they lay.
    october = fitted(sittings[2], july, 1.0, 1.1, 1.2, 1.3, 0.9, 0.8)
    assert queries.calibrations_on_scale_of(july) == {sittings[0].pk: march, sittings[1].pk: july}
    assert queries.calibrations_on_scale_of(october) == {sittings[2].pk: october}


def test_the_chance_is_told_for_the_next_sitting_that_is_entered() -> None:
    by = clerk()
    edition = blueprint(by)
    march, _july, october = (sitting(by, of=edition, in_round=at, held_on=day) for at, day in enumerate(DAYS, start=1))
    assert queries.next_sitting(march, after=DAYS[1]) == october
    assert queries.next_sitting(march, after=DAYS[2]) is None
