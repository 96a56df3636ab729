"""The sentences of a report: plain, kind and exact, each whole, each number with how sure it is.

Probabilities are told of a hundred people with a result like the reader's: counts of one and the same hundred are
understood better than percentages, and can be compared. What is below 5 or above 95 of them is not told closer.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from munera.services.mentor.models import Topic
from munera.services.mentor.queries import OwnReport, Plan, PlannedTopic, Surprise

FEWEST, MOST = 5, 95
TENTHS: Final = 10


# --- numbers ------------------------------------------------------------------------------------------------------


def points(value: float) -> str:
    """With one decimal where it is needed, as the reader's language writes it; never "-0"."""
    rounded = round(abs(value), 1)
    return number_format(rounded, decimal_pos=0 if rounded == int(rounded) else 1, use_l10n=True)


def signed_points(value: float) -> str:
    """As ``points``, with the sign of arithmetic where something is missing."""
    return f"−{points(value)}" if round(value, 1) < 0 else points(value)


def percent(share: float) -> str:
    return _("%(percent)s %%") % {"percent": number_format(round(100 * share), use_l10n=True)}


def people(chance: float) -> int:
    """Of a hundred, whole, and never closer to none or to all than is told."""
    return min(max(round(100 * chance), FEWEST), MOST)


def in_people(chance: float) -> str:
    """How many of a hundred people, in words."""
    if round(100 * chance) < FEWEST:
        return _("fewer than %(count)s") % {"count": FEWEST}
    if round(100 * chance) > MOST:
        return _("more than %(count)s") % {"count": MOST}
    return _("about %(count)s") % {"count": people(chance)}


# --- the decision -------------------------------------------------------------------------------------------------


def decision(report: OwnReport) -> list[str]:
    """What was reached and what was asked for."""
    made = report.explanation.decision
    facts = {
        "points": points(made.points),
        "possible": points(made.possible),
        "required": points(made.required),
        "missing": points(made.margin),
    }
    if made.passed:
        return [_("You reached %(points)s of %(possible)s points; %(required)s were needed. You have passed.") % facts]
    return list(_failed(report, facts))


def _failed(report: OwnReport, facts: dict[str, str]) -> Iterator[str]:
    made = report.explanation.decision
    subjects = [clause for clause in made.unmet if clause.subject]
    total_is_met = len(subjects) == len(made.unmet)
    if total_is_met:
        yield (
            _("You reached %(points)s of %(possible)s points; the %(required)s that are needed in all you have.")
            % facts
        )
    else:
        yield (
            ngettext(
                "You reached %(points)s of %(possible)s points. To pass, %(required)s were needed: %(missing)s was "
                "missing.",
                "You reached %(points)s of %(possible)s points. To pass, %(required)s were needed: %(missing)s were "
                "missing.",
                plural_of(abs(made.margin)),
            )
            % facts
        )
    for clause in subjects:
        yield _subject_missed(
            part_name(report, clause.subject), got=clause.got, possible=clause.possible, required=clause.required
        )
    if subjects and total_is_met:
        yield _("Every subject has a minimum of its own. That is what decided your result, not the total.")
    if not subjects and len(made.clauses) > 1:
        yield _("You have the minimum in every subject: only the total was not enough.")


def _subject_missed(subject: str, *, got: float, possible: float, required: float) -> str:
    missing = required - got
    return ngettext(
        "In %(subject)s you reached %(points)s of %(possible)s points. At least %(required)s are asked for there: "
        "%(missing)s was missing.",
        "In %(subject)s you reached %(points)s of %(possible)s points. At least %(required)s are asked for there: "
        "%(missing)s were missing.",
        plural_of(missing),
    ) % {
        "subject": subject,
        "points": points(got),
        "possible": points(possible),
        "required": points(required),
        "missing": points(missing),
    }


def part_name(report: OwnReport, subject: str) -> str:
    """A subject's name; the condition on the total has none."""
    if not subject:
        return _("In total")
    return report.subjects[subject].name if subject in report.subjects else subject


def certainty(report: OwnReport) -> list[str]:
    """How sure the decision is. It never says that the decision was wrong: the rule counts the points of the day."""
    made = report.explanation.decision
    told = [
        ngettext(
            "No examination measures exactly. Two of three results lie within %(error)s point of what people really "
            "know; the others lie further off.",
            "No examination measures exactly. Two of three results lie within %(error)s points of what people really "
            "know; the others lie further off.",
            plural_of(made.standard_error),
        )
        % {"error": points(made.standard_error)}
    ]
    enough = in_people(made.true_score_passes)
    if made.passed:
        told.append(
            _("Of 100 people with answers like yours, %(count)s know enough to pass without any luck.")
            % {"count": enough}
        )
    else:
        told += [
            _("Of 100 people with answers like yours, %(count)s know enough to pass and were unlucky on the day.")
            % {"count": enough},
            _("The decision stands all the same: the rule counts the points of the day, for everybody alike."),
        ]
    return told


def about_rule(report: OwnReport) -> list[str]:
    """What must not be taken for law."""
    if report.explanation.sources.pass_rule_is_verified:
        return []
    return [
        _(
            "The rule of passing was chosen by the examining body; nobody has compared it with the text of the law "
            "here yet."
        )
    ]


# --- topics -------------------------------------------------------------------------------------------------------


def weakest(report: OwnReport) -> str:
    """Named only where it is right often enough; else what that means for studying."""
    claim = report.explanation.weakest
    if claim is not None and claim.skill in report.topics:
        return _(
            "%(topic)s is most likely your weakest topic: so it is for %(count)s of 100 people with answers like yours."
        ) % {"topic": report.topics[claim.skill].name, "count": in_people(claim.probability)}
    if any((one.statement, one.reason) == ("weakest", "too unsure") for one in report.explanation.withheld):
        return _(
            "No topic can be called your weakest: each by itself has too few questions to tell. Work on the whole, in "
            "the order of the plan below."
        )
    return _(
        "Your result is even across the topics: none of them can be named as the weakest. Work on the whole, in the "
        "order of the plan below."
    )


def beside_passers(below: float | None) -> str:
    """One topic beside the middle of those who passed; ``below`` is how probable it is to lie below that."""
    if below is None:
        return _("not compared")
    if below >= 0.8:
        return _("most likely below their middle")
    if below >= 0.6:
        return _("perhaps below their middle")
    if below > 0.4:
        return _("near their middle")
    if below > 0.2:
        return _("perhaps above their middle")
    return _("most likely above their middle")


def lost(report: OwnReport) -> str:
    """What the bars add up to; empty where nothing was missing in total and nothing can be compared."""
    found = report.explanation.lost
    if found.to_the_mark > 0:
        return _(
            "Compared with people who have exactly the points that are needed, you have %(missing)s fewer. These are "
            "the topics where they went; the numbers add up to %(missing)s. A number below 0 is a topic where you had "
            "more than they."
        ) % {"missing": points(found.to_the_mark / TENTHS)}
    if found.to_passers is not None and found.to_passers > 0:
        return _(
            "Compared with the middle of those who passed, you have %(missing)s points fewer. These are the topics "
            "where they went; the numbers add up to %(missing)s. A number below 0 is a topic where you had more than "
            "they."
        ) % {"missing": points(found.to_passers / TENTHS)}
    return ""


# --- what next ----------------------------------------------------------------------------------------------------


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


# --- questions that surprise --------------------------------------------------------------------------------------


def surprise(found: Surprise) -> str:
    return _("Of 100 people who were asked this, %(count)s got it right.") % {"count": in_people(found.share)}


# --- those who passed ---------------------------------------------------------------------------------------------


def topics_of(report: OwnReport, skills: Iterable[str]) -> list[Topic]:
    return [topic for skill in skills if (topic := report.topics.get(skill))]


def plural_of(value: float) -> int:
    """For the choice of a plural: what is shown with a decimal takes the form of many."""
    rounded = round(abs(value), 1)
    return int(rounded) if rounded == int(rounded) else 2
