"""The sentences about what comes: the chance next time, what would have to change, and the plan of study."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from munera.services.mentor.queries import OwnReport, Plan, PlannedTopic
from munera.services.mentor.views.candidate.wording.numbers import in_people, people, percent, plural_of, points

# --- the chance ---------------------------------------------------------------------------------------------------


def chance(report: OwnReport) -> list[str]:
    """The chance next time as a count of a hundred, how unsure that is, and what it rests on."""
    found = report.explanation.chance
    if found is None:
        return []
    count, (low, high) = in_people(found.best), chance_in_people(report)
    told = [
        _("Of 100 people with answers like yours, %(count)s pass the next time they try.") % {"count": count}
        if is_learned(report)
        else _(
            "If 100 people with answers like yours sat again and had learned nothing more, %(count)s of them would "
            "pass."
        )
        % {"count": count}
    ]
    if low < high:
        told.append(
            _("The number is an estimate: it may be as low as %(low)s and as high as %(high)s.")
            % {"low": low, "high": high}
        )
    if is_learned(report):
        return [*told, *_learned(report.learned)]
    return [*told, _("It supposes an examination as hard as this one. What you learn until then comes on top.")]


def is_learned(report: OwnReport) -> bool:
    """Whether the chance is that of people who came again, with what they had studied."""
    found = report.explanation.chance
    return found is not None and found.basis == "retakers"


def _learned(learned: Mapping[str, Any]) -> Iterator[str]:
    """From whom, and whether it came true for others."""
    yield _(
        "It rests on people who failed with answers like yours and came again, with whatever they studied until then."
    )
    if checked := learned.get("evaluation"):
        yield _("It was checked on %(people)s people who sat again on %(day)s, from whom nothing was learned.") % {
            "people": number_format(checked["people"], use_l10n=True),
            "day": date_format(date.fromisoformat(checked["on"]), "DATE_FORMAT"),
        }


def chance_in_people(report: OwnReport) -> tuple[int, int]:
    """As few and as many of a hundred as may be, the best guess among them.

    That one is a mean: where chances are small, a few good ones lift it above most of them.
    """
    found = report.explanation.chance
    if found is None:
        return 0, 0
    return people(min(found.low, found.best)), people(max(found.high, found.best))


def needed(report: OwnReport) -> list[str]:
    """What would have to change."""
    return [
        ngettext(
            "For a chance of %(count)s in 100 it takes about %(points)s point more than now, spread over all topics.",
            "For a chance of %(count)s in 100 it takes about %(points)s points more than now, spread over all topics.",
            plural_of(one.points),
        )
        % {"count": people(one.chance), "points": points(one.points)}
        for one in report.explanation.needed
    ]


def about_needed(report: OwnReport) -> list[str]:
    """Why these numbers differ from a chance that counts what people learn until they try again."""
    if not report.explanation.needed or not is_learned(report):
        return []
    return [
        _(
            "These numbers start from what you knew on the day. What people like you usually learn until they try "
            "again is not counted here; it is in the chance above."
        )
    ]


# --- the plan -----------------------------------------------------------------------------------------------------


def assumption(plan: Plan) -> list[str]:
    """What the plan supposes, so that it can be contradicted."""
    if not plan.topics:
        return []
    size = {"step": percent(plan.step_in_deviations)}
    told = [
        _(
            "No single topic lifts your chance by itself yet, so the order goes by points. It supposes a step forward "
            "of the same size in each topic, %(step)s of the usual difference between candidates, and asks where that "
            "step brings most points for each hour."
        )
        % size
        if plan.goes_by_points
        else _(
            "The order supposes a step forward of the same size in each topic: %(step)s of the usual difference "
            "between candidates. It asks in which topic that step adds most to your chance for each hour."
        )
        % size
    ]
    if plan.has_own_hours:
        told.append(_("It is reckoned with the hours you named."))
    elif plan.is_alike:
        told.append(
            _(
                "For want of knowing better, it supposes %(hours)s hours for such a step in every topic. You know how "
                "you learn: name your own hours, and the order is made anew."
            )
            % {"hours": points(plan.topics[0].hours)}
        )
    return told


def step(planned: PlannedTopic, *, base: float | None) -> str:
    """One topic of the plan: what it does to the chance, or where that is nothing one can name, to the points.

    ``base`` is the chance without learning anything; where another is told, only the difference is named.
    """
    facts = {
        "hours": ngettext("%(hours)s hour", "%(hours)s hours", plural_of(planned.hours))
        % {"hours": points(planned.hours)},
        "points": points(planned.step.points),
    }
    many = plural_of(planned.step.points)
    if base is not None:
        before, after = in_people(base), in_people(base + planned.step.gain)
        if before != after:
            return ngettext(
                "A step forward here, in %(hours)s, brings about %(points)s point and raises your chance from "
                "%(before)s to %(after)s of 100.",
                "A step forward here, in %(hours)s, brings about %(points)s points and raises your chance from "
                "%(before)s to %(after)s of 100.",
                many,
            ) % (facts | {"before": before, "after": after})
    elif more := round(100 * planned.step.gain):
        return ngettext(
            "A step forward here, in %(hours)s, brings about %(points)s point; about %(more)s more of 100 people with "
            "answers like yours pass with it.",
            "A step forward here, in %(hours)s, brings about %(points)s points; about %(more)s more of 100 people with "
            "answers like yours pass with it.",
            many,
        ) % (facts | {"more": number_format(more, use_l10n=True)})
    return (
        ngettext(
            "A step forward here, in %(hours)s, brings about %(points)s point.",
            "A step forward here, in %(hours)s, brings about %(points)s points.",
            many,
        )
        % facts
    )


def first_step(plan: Plan) -> str:
    """Whether the first topic is first for sure; empty where the reader's own hours made the order."""
    if not plan.topics or plan.has_own_hours or plan.goes_by_points:
        return ""
    first = plan.topics[0]
    if first.step.stays_first:
        return _(
            "%(topic)s comes first also if an hour brings you half as much, or half as much again, as supposed."
        ) % {"topic": first.topic.name}
    return _(
        "The first topics lie close together: with other hours another may come first. Begin with the one among them "
        "that you like best."
    )


def weakest_comes_later(report: OwnReport, plan: Plan) -> str:
    """Why the topic that was called the weakest does not come first; empty where it does, or where none was."""
    claim = report.explanation.weakest
    if claim is None or claim.skill not in report.topics or not plan.topics:
        return ""
    if plan.topics[0].step.skill == claim.skill:
        return ""
    return _("%(topic)s, your weakest topic, comes later: the same effort brings you more in the topics before it.") % {
        "topic": report.topics[claim.skill].name
    }
