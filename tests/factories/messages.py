"""Letters that have been written."""

from itertools import count

from munera.kernel.messages.actions import send_letter
from munera.kernel.messages.models import Letter
from munera.kernel.people.models import Person

NUMBERS = count(1)


def letter(to: Person, *, kind: str = "jobs.failed") -> Letter:
    return send_letter(to, kind=kind, subject=f"Letter {next(NUMBERS)}", body="Good day.")
