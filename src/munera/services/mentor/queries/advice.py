"""What to study first: the gain in the chance to pass, topic by topic, for the hours the candidate needs.

The gain of a topic was reckoned with everything else and rests on one step forward in it, of a size that the report
states. How many hours somebody needs for that step, nobody but they can know: the order is by gain for each hour, so
other hours give another order without anything being reckoned again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from munera.engines.psychometrics.explanation import StudyStep
from munera.services.mentor.models import Topic
from munera.services.mentor.queries.reports import OwnReport


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


@dataclass(frozen=True, slots=True)
class Plan:
    """Topics, the best first; empty where no plan can be made."""

    topics: tuple[PlannedTopic, ...]

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
    # Equal gains keep the order of the report.
    return Plan(tuple(sorted(planned, key=lambda one: -one.gain_per_hour)))
