"""Why a card lies where it lies, in words: a line for each thing the demand asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.engines.matching.explaining import Change, ChangeKind
from munera.engines.matching.model import WHOLE, Evidence, Satisfaction
from munera.engines.matching.policy import policy
from munera.engines.matching.scoring import Answer, Score
from munera.kernel.refusal import Sentence
from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries import named
from munera.services.evaluators import rules
from munera.services.evaluators.choices import EvaluationKind, Method, Theme, name_of_place
from munera.services.evaluators.models import Demand, Profile
from munera.services.evaluators.queries.matching import changes_for

ANSWERED: Final[dict[Satisfaction, Sentence]] = {
    Satisfaction.MET: _("met"),
    Satisfaction.NARROWER: _("met by something narrower"),
    Satisfaction.ADJACENT: _("something near"),
    Satisfaction.MISSING: _("not shown"),
}
KNOWN: Final[dict[Evidence, Sentence]] = {
    Evidence.DECLARED: _("declared"),
    Evidence.ATTESTED: _("checked"),
    Evidence.VERIFIED: _("verified"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One line. ``label`` and ``via`` are in ``language`` where they are words of a classification."""

    label: Sentence
    language: str
    answered: Sentence
    is_met: bool
    is_missing: bool
    known: Sentence
    is_verified: bool
    # By which other skill or place it is answered, where it is not the one that was asked for.
    via: Sentence
    via_language: str
    # For how much of a hundred that counts; 0 where it is the very thing.
    near: int
    source: str
    must: bool
    points: int
    possible: int

    @property
    def percent(self) -> int:
        return 100 * self.points // self.possible if self.possible else 0


def reasons_of(score: Score, *, language: str) -> list[Reason]:
    """In the order in which the demand asks; points add up to those of the card but for rounding."""
    addresses = {each for answer in score.answers for each in _addresses(answer) if "://" in each}
    concepts = Concept.objects.filter(uri__in=addresses)
    words = {one.concept.uri: (one.label, one.language) for one in named(concepts, language=language).values()}
    return [_reason(answer, score, words) for answer in score.answers]


ADVISED: Final[dict[ChangeKind, Sentence]] = {
    ChangeKind.RENEW: _("show it again"),
    ChangeKind.VERIFY: _("have it certified"),
    ChangeKind.DEEPEN: _("reach a higher level: {level}"),
    ChangeKind.ADD: _("learn it and have it certified"),
}
# Where less would do already: the points beside it are those of what is said.
ADDED: Final[dict[Evidence, Sentence]] = {
    Evidence.DECLARED: _("learn it and add it to your skills"),
    Evidence.ATTESTED: _("learn it and have it checked"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """What would lift the points of a card, and to where."""

    label: str
    language: str
    todo: Sentence
    points: int


def advice_for(profile: Profile, demand: Demand, *, language: str) -> list[Advice]:
    """For the researcher alone: the smallest things that would change the points, the most first."""
    changes = changes_for(profile, demand, on=timezone.localdate())
    concepts = Concept.objects.filter(uri__in=[change.skill for change in changes])
    names = {one.concept.uri: one for one in named(concepts, language=language).values()}
    return [
        Advice(name.label, name.language, todo=_todo(change, name.concept), points=change.points)
        for change in changes
        if (name := names.get(change.skill))
    ]


def _todo(change: Change, skill: Concept) -> Sentence:
    if change.kind is ChangeKind.ADD:
        return ADDED.get(change.evidence, ADVISED[change.kind])
    if change.kind is ChangeKind.DEEPEN:
        return str(ADVISED[change.kind]).format(level=skill.levels(change.level).label)
    return ADVISED[change.kind]


def _addresses(answer: Answer) -> Iterable[str]:
    yield from answer.requirement.skills
    if answer.claim:
        yield answer.claim.skill


def _reason(answer: Answer, score: Score, words: dict[str, tuple[str, str]]) -> Reason:
    [wanted] = answer.requirement.skills
    label, language = word_of(wanted, words)
    claim = answer.claim
    # Where somebody wants to work is no matter of evidence.
    tells_evidence = claim is not None and not wanted.startswith("place:")
    via, via_language = ("", "") if claim is None or claim.skill == wanted else word_of(claim.skill, words)
    return Reason(
        label=label,
        language=language,
        answered=ANSWERED[answer.satisfaction],
        is_met=answer.satisfaction in (Satisfaction.MET, Satisfaction.NARROWER),
        is_missing=answer.satisfaction is Satisfaction.MISSING,
        known=KNOWN[claim.evidence] if claim and tells_evidence else "",
        is_verified=answer.is_verified and tells_evidence,
        via=via,
        via_language=via_language,
        near=near_of(answer.similarity) if via else 0,
        source=claim.source if claim else "",
        must=answer.requirement.must,
        points=100 * answer.total // score.possible,
        possible=100 * answer.requirement.weight * WHOLE // score.possible,
    )


def near_of(similarity: int) -> int:
    """Of a hundred, as the page on ranking tells it."""
    return 100 * similarity // WHOLE


def word_of(address: str, words: dict[str, tuple[str, str]]) -> tuple[Sentence, str]:
    kind, _colon, code = address.partition(":")
    match kind:
        case "theme":
            return Theme(code).label, ""
        case "kind":
            return EvaluationKind(code).label, ""
        case "method":
            return Method(code).label, ""
        case "place":
            return name_of_place(code), ""
        case _:
            return words.get(address, (address, ""))


WEIGHED: Final[dict[str, Sentence]] = {
    "theme": _("the theme"),
    "kind": _("the kind of evaluation"),
    "method": _("each method"),
    "place": _("the place"),
}


def weights_in_words() -> list[tuple[Sentence, int]]:
    """What counts beside skills, and how much."""
    return [(WEIGHED[name], weight) for name, weight in rules.WEIGHTS.items()]


def evidence_in_words() -> list[tuple[Sentence, int]]:
    """How many of a hundred parts each kind of evidence is worth, by the policy in force."""
    return [(KNOWN[kind], parts // 10) for kind, parts in sorted(policy().evidence.items())]
