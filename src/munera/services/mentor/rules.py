"""Who may come in, and from how many on a number may be told."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role

CLERK = Role("mentor.clerk", _("Clerk of an examination office"), needs_second_factor=True)
HEAD = Role("mentor.head", _("Head of an examination office"), needs_second_factor=True)
ROLES = (CLERK, HEAD)
OFFICE: Final = (CLERK, HEAD)
