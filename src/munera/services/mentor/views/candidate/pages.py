"""What the pages of a report are made of: sentences, tables and pictures, ready to be shown or printed.

None of the pages has a representation: a talkative log writes down what templates are given, and must not tell marks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from munera.services.mentor import queries, rules
from munera.services.mentor.models import Topic
from munera.services.mentor.queries import OwnReport, Plan, ToldAttempt
from munera.services.mentor.views import drawing
from munera.services.mentor.views.candidate import withholding
from munera.services.mentor.views.candidate.wording import numbers, prospects, result
from munera.ui.charts import Chart, Kind, Series, Spread
from munera.ui.tables import Column, Mark, Table, Words, build

ROWS: Final = 200
# Of the picture of topics, in percent of their points.
TICKS: Final = (0, 50, 100)


@dataclass(frozen=True, slots=True)
class Step:
    """A topic of the plan in words."""

    topic: Topic
    sentence: str


@dataclass(frozen=True, slots=True)
class SurprisingQuestion:
    """A question that was made public, in words."""

    key: str
    topic: str
    wording: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ChancePicture:
    """The chance next time: a hundred people and the sentences about them."""

    sentences: list[str]
    people: tuple[drawing.Icon, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ReportPage:
    """All that "why did I fail" says."""

    report: OwnReport
    title: str
    brief: list[tuple[str, str]]
    decision: list[str]
    about_rule: list[str]
    certainty: list[str]
    clauses: Table
    bands: drawing.Bands
    has_passers: bool
    topics: Table
    weakest: str
    lost_words: str
    lost: Chart | None
    surprises: list[SurprisingQuestion]
    chance: ChancePicture | None
    needed: list[str]
    about_needed: list[str]
    plan: list[Step]
    first_step: list[str]
    assumption: list[str]
    strengths: list[Topic]
    next_topics: list[Topic]
    withheld: list[withholding.Told]
    history: Table | None
    course: Chart | None


def title_of(report: OwnReport) -> str:
    return _("You have passed") if report.passed else _("Why it was not enough this time")


def report_page(report: OwnReport, *, earlier: Sequence[ToldAttempt] = ()) -> ReportPage:
    """With the history where there is more than this one attempt."""
    plan, compared = queries.plan_of(report), _compared(report)
    achieved = report.explanation.achieved
    return ReportPage(
        report=report,
        title=title_of(report),
        brief=_brief(report, plan),
        decision=result.decision(report),
        about_rule=result.about_rule(report),
        certainty=result.certainty(report),
        clauses=_clauses(report),
        bands=drawing.draw_bands(compared, ticks=[(share, numbers.percent(share / 100)) for share in TICKS]),
        has_passers=any(one.passers for one in compared),
        topics=topics_table(report),
        weakest=result.weakest(report) if not report.passed else "",
        lost_words=result.lost(report) if not report.passed else "",
        lost=_lost(report),
        surprises=_surprises(report),
        chance=_chance(report),
        needed=prospects.needed(report),
        about_needed=prospects.about_needed(report),
        plan=plan_steps(report, plan)[: rules.TOPICS_FIRST],
        first_step=_about_first(report, plan),
        assumption=prospects.assumption(plan),
        strengths=result.topics_of(report, achieved.strengths) if achieved else [],
        next_topics=result.topics_of(report, achieved.next) if achieved else [],
        withheld=withholding.withheld(report),
        history=_history(earlier) if len(earlier) > 1 else None,
        course=_course(earlier) if len(earlier) > 1 else None,
    )


def plan_steps(report: OwnReport, plan: Plan) -> list[Step]:
    chance = report.explanation.chance
    base = chance.best if chance and not prospects.is_learned(report) else None
    return [Step(planned.topic, prospects.step(planned, base=base)) for planned in plan.topics]


def _about_first(report: OwnReport, plan: Plan) -> list[str]:
    told = (prospects.weakest_comes_later(report, plan), prospects.first_step(plan))
    return [sentence for sentence in told if sentence]


@dataclass(frozen=True, slots=True, repr=False)
class PlanPage:
    """The whole plan, and what it supposes."""

    steps: list[Step]
    first_step: list[str]
    assumption: list[str]


def plan_page(report: OwnReport, plan: Plan) -> PlanPage:
    return PlanPage(plan_steps(report, plan), _about_first(report, plan), prospects.assumption(plan))


@dataclass(frozen=True, slots=True, repr=False)
class RadarPage:
    """The second view of the topics."""

    radar: drawing.Radar | None
    topics: Table


def radar_page(report: OwnReport) -> RadarPage:
    return RadarPage(_radar(report), topics_table(report))


def _radar(report: OwnReport) -> drawing.Radar | None:
    return drawing.draw_radar(_compared(report), lowest=TICKS[0], highest=TICKS[-1])


def topics_table(report: OwnReport) -> Table:
    """What the picture shows, in numbers; and where a topic stands beside those who passed, in words."""
    return _table(
        [line for line in report.explanation.skills if line.skill in report.topics],
        caption=gettext_lazy("Your topics, each with the part of its points that your answers stand for"),
        columns=(
            Column(gettext_lazy("Topic")),
            Column(gettext_lazy("Points on the day"), numeric=True),
            Column(gettext_lazy("What your answers stand for")),
            Column(gettext_lazy("Middle half of those who passed")),
            Column(gettext_lazy("Beside those who passed")),
        ),
        cells=lambda line: (
            report.topics[line.skill].name,
            _("%(got)s of %(possible)s") % {"got": line.got, "possible": line.possible},
            _between(line.share.low, line.share.high),
            _between(line.passers.low, line.passers.high) if line.passers else None,
            result.beside_passers(line.below_passers if line.passers else None),
        ),
    )


def _history(attempts: Sequence[ToldAttempt]) -> Table:
    return _table(
        attempts,
        caption=gettext_lazy("Your attempts at this examination"),
        columns=(
            Column(gettext_lazy("Held on")),
            Column(gettext_lazy("Points"), numeric=True),
            Column(gettext_lazy("Needed"), numeric=True),
            Column(gettext_lazy("Result")),
        ),
        cells=lambda attempt: (
            date_format(attempt.held_on, "DATE_FORMAT"),
            _("%(got)s of %(possible)s")
            % {
                "got": numbers.points(attempt.decision.points),
                "possible": numbers.points(attempt.decision.possible),
            },
            numbers.points(attempt.decision.required),
            Mark(pgettext("an examination", "Passed"), "success")
            if attempt.decision.passed
            else Mark(_("Not passed"), "neutral"),
        ),
    )


def _course(attempts: Sequence[ToldAttempt]) -> Chart:
    """From one attempt to the next, beside the mark."""
    return Chart(
        name="course",
        kind=Kind.LINE,
        title=_("Your attempts beside what was needed"),
        labels=tuple(date_format(attempt.held_on, "DATE_FORMAT") for attempt in attempts),
        series=(
            Series(
                _("Your result"),
                tuple(attempt.reached for attempt in attempts),
                Spread(_("Error of measurement"), tuple(attempt.within_error for attempt in attempts)),
            ),
            Series(_("Needed"), tuple(attempt.needed for attempt in attempts)),
        ),
        unit=_("percent of all points"),
    )


def _brief(report: OwnReport, plan: Plan) -> list[tuple[str, str]]:
    """The report in a few numbers, for whoever reads no further."""
    made, chance = report.explanation.decision, report.explanation.chance
    told = [
        (
            _("Your points"),
            _("%(got)s of %(possible)s")
            % {"got": numbers.points(made.points), "possible": numbers.points(made.possible)},
        ),
        (_("Needed"), numbers.points(made.required)),
        *(
            (
                _("Missing in %(subject)s") % {"subject": result.part_name(report, clause.subject)},
                numbers.points(clause.required - clause.got),
            )
            for clause in made.unmet
            if clause.subject
        ),
    ]
    if plan.topics:
        told.append((_("Study first"), plan.topics[0].topic.name))
    if chance:
        name = _("Chance next time") if prospects.is_learned(report) else _("Chance as of today")
        told.append((name, _("%(count)s of 100") % {"count": numbers.in_people(chance.best)}))
    return told


def _clauses(report: OwnReport) -> Table:
    return _table(
        report.explanation.decision.clauses,
        caption=gettext_lazy("What the rule asks for, and what you reached"),
        columns=(
            Column(gettext_lazy("Part")),
            Column(gettext_lazy("Your points"), numeric=True),
            Column(gettext_lazy("Needed"), numeric=True),
            Column(gettext_lazy("Result")),
        ),
        cells=lambda clause: (
            result.part_name(report, clause.subject),
            _("%(got)s of %(possible)s")
            % {"got": numbers.points(clause.got), "possible": numbers.points(clause.possible)},
            numbers.points(clause.required) if clause.required else _("none"),
            Mark(_("Reached"), "success") if clause.met else Mark(_("Not reached"), "warning"),
        ),
    )


def _compared(report: OwnReport) -> list[drawing.Compared]:
    """In percent of the points of each topic."""
    return [
        drawing.Compared(
            report.topics[line.skill].name,
            drawing.Band(100 * line.share.low, 100 * line.share.mean, 100 * line.share.high),
            drawing.Band(100 * line.passers.low, 100 * line.passers.median, 100 * line.passers.high)
            if line.passers
            else None,
        )
        for line in report.explanation.skills
        if line.skill in report.topics
    ]


def _lost(report: OwnReport) -> Chart | None:
    """Bars that add up to what was missing, the longest first."""
    lost = report.explanation.lost
    if report.passed or not result.lost(report):
        return None
    to_the_mark = lost.to_the_mark > 0
    tenths = {line.skill: line.to_the_mark if to_the_mark else line.to_passers or 0 for line in lost.lines}
    shown = sorted(((skill, value) for skill, value in tenths.items() if value), key=lambda one: -one[1])
    return Chart(
        name="lost",
        kind=Kind.ROWS,
        title=_("Points that were missing, by topic"),
        labels=tuple(report.topics[skill].name for skill, _value in shown if skill in report.topics),
        series=(
            Series(
                _("Points"),
                tuple(value / result.TENTHS for skill, value in shown if skill in report.topics),
            ),
        ),
        unit=_("points"),
    )


def _surprises(report: OwnReport) -> list[SurprisingQuestion]:
    return [
        SurprisingQuestion(
            found.question.key, found.question.topic.name, found.question.wording, result.surprise(found)
        )
        for found in queries.surprises_in(report)
    ]


def _chance(report: OwnReport) -> ChancePicture | None:
    chance = report.explanation.chance
    if chance is None or report.passed:
        return None
    low, high = prospects.chance_in_people(report)
    return ChancePicture(prospects.chance(report), drawing.draw_people(low=low, high=high))


def _between(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": numbers.percent(low), "high": numbers.percent(high)}


def _table(
    rows: Sequence[Any], *, caption: Words, columns: Sequence[Column], cells: Callable[[Any], Sequence[Any]]
) -> Table:
    """All rows on one page: a report is read as a whole."""
    return build(QueryDict(), rows, caption=caption, columns=columns, cells=cells, per_page=ROWS)
