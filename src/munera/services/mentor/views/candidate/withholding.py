"""What a report does not say, and why: whole sentences, each reason once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy

from munera.kernel.refusal import Sentence
from munera.services.mentor.queries import OwnReport

# To somebody who has passed, these are nothing.
ABOUT_FAILING: Final = frozenset({"skill is weak", "weakest", "lost to passers", "chance", "needed"})

WITHHELD: Final[dict[tuple[str, str], Sentence]] = {
    ("skill is weak", "too unsure"): gettext_lazy(
        "Whether these topics are weak by themselves. Your result as a whole tells more about them than their own "
        "questions do, so a name for it would be a guess:"
    ),
    ("skill is weak", "too few questions"): gettext_lazy(
        "Whether these topics are weak by themselves. They had too few questions:"
    ),
    ("weakest", "too even"): gettext_lazy(
        "Which topic is your weakest. Your answers are too even for that: whichever we named, it would be wrong too "
        "often."
    ),
    ("weakest", "too unsure"): gettext_lazy(
        "Which topic is your weakest. The examination as a whole measures well; its topics, one by one, do not."
    ),
    ("passers", "too few people"): gettext_lazy(
        "How those who passed did in the topics. Too few people passed: numbers about them would tell about persons."
    ),
    ("lost to passers", "too few people"): gettext_lazy(
        "Where you lost points compared with those who passed. Too few people passed for a fair comparison."
    ),
    ("chance", "no retakers"): gettext_lazy(
        "What your chance is after studying. Too few people have sat this examination twice to learn from."
    ),
    ("needed", "out of reach"): gettext_lazy(
        "How many points would be enough next time. It would take a larger step than any we can work out honestly."
    ),
}
BY_REASON: Final[dict[str, Sentence]] = {
    "too unsure": gettext_lazy("Something we worked out and do not show, because it is too unsure."),
    "too even": gettext_lazy("Something we worked out and do not show, because your answers are too even for it."),
    "too few people": gettext_lazy(
        "Something we worked out and do not show, because it rests on too few people and could tell about one of them."
    ),
    "too few questions": gettext_lazy(
        "Something we worked out and do not show, because it rests on too few questions."
    ),
    "out of reach": gettext_lazy("Something that we cannot work out honestly for a result like yours."),
    "no retakers": gettext_lazy(
        "Something we cannot work out yet, because too few people have sat this examination twice."
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and the topics it is about where there are several."""

    sentence: str
    topics: tuple[str, ...] = ()


def withheld(report: OwnReport) -> list[Told]:
    """Each reason once, with the topics it is about."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for one in report.explanation.withheld:
        if not (report.passed and one.statement in ABOUT_FAILING):
            topic = report.topics.get(one.skill)
            grouped.setdefault((one.statement.value, one.reason.value), []).extend([topic.name] if topic else [])
    told = [Told(str(sentence_of(*pair)), tuple(topics)) for pair, topics in grouped.items()]
    return _each_once(one for one in told if one.sentence)


def sentence_of(statement: str, reason: str) -> Sentence:
    """Of what is withheld and why; a pair that has no sentence of its own is told by its reason."""
    return WITHHELD.get((statement, reason)) or BY_REASON.get(reason, "")


def _each_once(told: Iterable[Told]) -> list[Told]:
    found: list[Told] = []
    for one in told:
        if one not in found:
            found.append(one)
    return found
