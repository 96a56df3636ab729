"""Who may come in, what people agree to, how a card is weighed, and what may be done to a match."""

from datetime import timedelta
from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _
from stdnum import isni
from stdnum.exceptions import ValidationError

from munera.kernel.access.choices import Role
from munera.kernel.refusal import Refusal, Sentence
from munera.services.evaluators.choices import Direction, InterestState, ProjectState
from munera.services.evaluators.models import Interest, Match, Project

MANAGER = Role("evaluators.manager", _("Manager of a public policy"))
OFFICE = Role("evaluators.office", _("Office that brings evaluators and policies together"), needs_second_factor=True)
ROLES = (MANAGER, OFFICE)

# What a researcher agrees to when the profile is opened, and either side when it is interested. Changed words get a
# new version: an answer keeps the digest of those that were shown.
TEXT_VERSION: Final = "2026-11"
PROFILE_TEXT: Sentence = _(
    "Managers of public bodies may see this profile with my name and my skills. My e-mail address and phone are shown "
    "to nobody before both sides are interested. I can close the profile at any time."
)
INTEREST_TEXT: Sentence = _(
    "If the other side is interested too, we each see the other's name, e-mail address and phone. Until then it learns "
    "nothing of my answer."
)
# What a researcher agrees to who accepts a seat in a panel.
SEAT_TEXT: Sentence = _(
    "I will evaluate this policy with the others of the panel, and I know of nothing that makes me partial. The "
    "manager of the demand and I each see the other's name, e-mail address and phone."
)

# A record with thousands of works is smaller.
ORCID_MOST_BYTES: Final = 8 * 1024 * 1024

# How much each thing a demand asks for weighs beside its skills, which weigh from 1 to 5 each.
WEIGHTS: Final = {"theme": 3, "kind": 2, "method": 1, "place": 1}
# States of one region stand in for each other by half: an evaluator from next door travels less.
SAME_REGION: Final = 500
# Cards whose points lie in the same band of five are near equals: of those, the one that fewer have seen comes first.
BAND: Final = 5
# Every fifth card is the one that fewest have seen: whoever is far down is seen too, and the card says so.
EVERY: Final = 5
# An interest that nobody answered ends by itself: a yes from last year says little of today.
INTEREST_LASTS: Final = timedelta(days=90)

UNDOABLE: Final = (InterestState.PASSED, InterestState.INTERESTED, InterestState.WITHDRAWN)
RUNNING: Final = (ProjectState.AGREED, ProjectState.STARTED)
ENDED: Final = (ProjectState.FINISHED, ProjectState.ABANDONED)


def may_undo(interest: Interest) -> bool:
    """Until both are interested; from then on, a match is ended."""
    return interest.state in UNDOABLE


def may_withdraw(interest: Interest) -> bool:
    return interest.state == InterestState.INTERESTED


def may_propose(match: Match, project: Project | None) -> bool:
    return match.stands and project is None


def may_agree(project: Project, side: str) -> bool:
    """The side that did not propose."""
    return project.match.stands and project.state == ProjectState.PROPOSED and project.proposed_by != side


def may_start(project: Project) -> bool:
    return project.match.stands and project.state == ProjectState.AGREED


def may_finish(project: Project, side: str) -> bool:
    """The body for which the evaluation was made: it certifies the work."""
    return project.match.stands and project.state == ProjectState.STARTED and side == Direction.BODY


def may_abandon(project: Project) -> bool:
    return project.match.stands and project.state in (ProjectState.PROPOSED, *RUNNING)


def may_end(match: Match, project: Project | None) -> bool:
    """A match with an agreed project is not ended: the project is given up or finished first."""
    return match.stands and (project is None or project.state not in RUNNING)


def may_give_feedback(project: Project, side: str, sides_spoken: frozenset[str]) -> bool:
    return project.state in ENDED and side not in sides_spoken


class InvalidOrcid(Refusal):
    status: ClassVar[int] = 422
    title = _("Please check the ORCID iD")
    sentence: Sentence = _("This ORCID iD cannot be right. Compare it with your ORCID page, digit by digit.")


def check_orcid(text: str) -> str:
    """The number as ORCID writes it, or nothing where there is none; raises ``InvalidOrcid``."""
    plain = text.strip().rstrip("/").rpartition("/")[2]
    if not plain:
        return ""
    try:
        # An ORCID iD is an ISNI in other punctuation, with the same check digit (ISO 27729).
        digits: str = isni.validate(plain)
    except ValidationError:
        raise InvalidOrcid from None
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))
