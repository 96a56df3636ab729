"""Who may come in, and from how many on a number may be told."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role

CLERK = Role("mentor.clerk", _("Clerk of an examination office"), needs_second_factor=True)
HEAD = Role("mentor.head", _("Head of an examination office"), needs_second_factor=True)
ROLES = (CLERK, HEAD)
OFFICE: Final = (CLERK, HEAD)


def right_options(text: str, *, options: int) -> str | None:
    """As a question keeps them; None where one of them is no option."""
    said = [each for each in re.split(r"[,;\s]+", text) if each]
    if not all(each.isdecimal() and each.isascii() and 1 <= int(each) <= options for each in said):
        return None
    return ",".join(sorted({str(int(each)) for each in said}))
