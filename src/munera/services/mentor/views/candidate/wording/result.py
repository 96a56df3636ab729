"""The sentences about what was: the decision and how sure it is, the topics, and where the points went."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from munera.services.mentor.models import Topic
from munera.services.mentor.queries import OwnReport, Surprise
from munera.services.mentor.views.candidate.wording.numbers import in_people, plural_of, points

TENTHS: Final = 10


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


# --- questions that surprise --------------------------------------------------------------------------------------


def surprise(found: Surprise) -> str:
    return _("Of 100 people who were asked this, %(count)s got it right.") % {"count": in_people(found.share)}


# --- those who passed ---------------------------------------------------------------------------------------------


def topics_of(report: OwnReport, skills: Iterable[str]) -> list[Topic]:
    return [topic for skill in skills if (topic := report.topics.get(skill))]
