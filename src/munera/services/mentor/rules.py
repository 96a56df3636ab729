"""Who may come in, and from how many on a number may be told."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role
from munera.kernel.refusal import Sentence

CLERK = Role("mentor.clerk", _("Clerk of an examination office"), needs_second_factor=True)
HEAD = Role("mentor.head", _("Head of an examination office"), needs_second_factor=True)
ROLES = (CLERK, HEAD)

# What a candidate agrees to before anything is tied to them. Changed words get a new version: an opt-in keeps the
# digest of those that were shown.
TEXT_VERSION: Final = "2026-11"
OPT_IN_TEXT: Sentence = _(
    "I want to be told here how my examinations went and what helps me next time. For that, the answers that I claim "
    "with my candidate number are tied to my account. What I am told is worked out from answers alone: my name, "
    "gender, age and region have no part in it. Before reports are shown, the examining body looks at some of them "
    "without names. Apart from that only I see mine: no employer, no school and no other office. I can take this back "
    "at any time; then the tie is deleted and the reports are no longer shown to anybody."
)
# So many topics are shown as the first to study; the page of the plan has all of them.
TOPICS_FIRST: Final = 3


def right_options(text: str, *, options: int) -> str | None:
    """As a question keeps them; None where one of them is no option."""
    said = [each for each in re.split(r"[,;\s]+", text) if each]
    if not all(each.isdecimal() and each.isascii() and 1 <= int(each) <= options for each in said):
        return None
    return ",".join(sorted({str(int(each)) for each in said}))
