"""The ways in for those who hold an office: what the start page of the room offers them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.rules import holds
from munera.kernel.people.models import Person
from munera.kernel.refusal import Sentence
from munera.services.seasonal import rules

WAYS = (
    (
        rules.INSPECTOR,
        "seasonal:show_inspection",
        _("Inspection"),
        _("Who is registered where, now or as known at any moment; workers and receipts."),
    ),
    (
        rules.TAX_OFFICE,
        "seasonal:start_statistics",
        _("Seasonal work in numbers"),
        _("People, days and levies in tables and charts, and the state of the returns."),
    ),
    (
        rules.CLERK,
        "seasonal:start_accounts",
        _("Service centre"),
        _("Open an account for a farmer, or give a worker a code."),
    ),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A part of the room that an office opens."""

    title: Sentence
    text: Sentence
    address: str


def ways_of(person: Person) -> list[Way]:
    """Those whose role the person holds today."""
    return [Way(title, text, reverse(name)) for role, name, title, text in WAYS if holds(person, role)]
