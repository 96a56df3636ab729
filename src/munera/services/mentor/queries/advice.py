"""What to study first: the gain in the chance to pass, topic by topic, for the hours the candidate needs.

The gain of a topic was reckoned with everything else and rests on one step forward in it, of a size that the report
states. How many hours somebody needs for that step, nobody but they can know: the order is by gain for each hour, so
other hours give another order without anything being reckoned again. Where no step alone brings a chance that is worth
naming, the order is by points, as in the report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from munera.engines.psychometrics.explanation import StudyStep
from munera.services.mentor.models import Topic
from munera.services.mentor.queries.reports import OwnReport

# As in the engine, whose file is too heavy for a page: below this, points say better what to study.
WORTH_WHILE: Final = 0.005


@dataclass(frozen=True, slots=True)
class PlannedTopic:
    """A topic in the order in which to study; ``is_own`` where the candidate has said how many hours it takes them."""

    topic: Topic
    step: StudyStep
    hours: float
    is_own: bool

    @property
    def gain_per_hour(self) -> float:
        return self.step.gain / self.hours

    @property
    def points_per_hour(self) -> float:
        return self.step.points / self.hours


@dataclass(frozen=True, slots=True)
class Plan:
    """Topics, the best first; empty where no plan can be made."""

    topics: tuple[PlannedTopic, ...]

    @property
    def goes_by_points(self) -> bool:
        """Whether no step alone brings a chance that is worth naming."""
        return all(planned.step.gain < WORTH_WHILE for planned in self.topics)

    @property
    def has_own_hours(self) -> bool:
        return any(planned.is_own for planned in self.topics)

    @property
    def step_in_deviations(self) -> float:
        """The step forward that is assumed in each topic, in standard deviations of all candidates."""
        return self.topics[0].step.ability_gain if self.topics else 0.0

    @property
    def is_alike(self) -> bool:
        """Whether every topic is assumed to take as many hours."""
        return len({planned.hours for planned in self.topics}) == 1


def plan_of(report: OwnReport, *, hours: Mapping[int, float] | None = None) -> Plan:
    """With the hours of the report, or those the candidate names by the number of a topic."""
    named = hours or {}
    planned = [
        PlannedTopic(topic, step, named.get(topic.pk, step.hours), is_own=named.get(topic.pk, step.hours) != step.hours)
        for step in report.explanation.plan
        if (topic := report.topics.get(step.skill))
    ]
    # Equals keep the order of the report.
    if Plan(tuple(planned)).goes_by_points:
        return Plan(tuple(sorted(planned, key=lambda one: -one.points_per_hour)))
    return Plan(tuple(sorted(planned, key=lambda one: -one.gain_per_hour)))
