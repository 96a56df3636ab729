"""The slip of a month as plain data for its typst template: every word translated, every amount written out."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from munera.kernel.people.queries import masked
from munera.services.seasonal import queries
from munera.services.seasonal.models import Worker
from munera.ui.money import money, plain_money


def slip_of(month: queries.Month, *, as_of: datetime) -> dict[str, Any]:
    """``as_of`` is when the month last changed: the slip speaks of that moment, not of the one of printing."""
    employer = month.employer
    return {
        "language": (get_language() or "en").partition("-")[0],
        "title": _("Seasonal work: slip for %(month)s") % {"month": date_format(month.first, "YEAR_MONTH_FORMAT")},
        "facts": [
            [_("Employer"), employer.name],
            [_("Registration number"), employer.registration_number or _("none")],
            [_("Municipality"), employer.municipality or _("not given")],
            [_("State of"), date_format(as_of, _("j F Y, H:i:s"))],
        ],
        "caption": _("What is owed for each worker, in %(currency)s") % {"currency": month.currency},
        "headings": [_("Worker"), _("Number"), _("Days"), *month.components, _("Levy")],
        "rows": [
            [
                row.worker.shown_name,
                _number(row.worker),
                str(row.days),
                *(plain_money(amount) for amount in row.amounts),
                plain_money(row.total),
            ]
            for row in month.workers
        ],
        "sums": [
            _("Together"),
            "",
            str(month.person_days),
            *(plain_money(amount) for amount in month.amounts),
            plain_money(month.total),
        ],
        "total": [_("Levy for the month"), money(month.total, month.currency)],
        "empty": _("Nobody was registered in this month."),
        "notes": _notes(month),
        "page": _("Page"),
    }


def _notes(month: queries.Month) -> list[str]:
    notes = []
    if month.without_levy:
        notes.append(
            ngettext(
                "%(count)s registered day is not in the sum: its rates are not known yet.",
                "%(count)s registered days are not in the sum: their rates are not known yet.",
                month.without_levy,
            )
            % {"count": month.without_levy}
        )
    if month.workers and not month.verified:
        notes.append(
            _(
                "Some values of the law and the way of rounding have not been checked at their source yet; the page of "
                "each day says which."
            )
        )
    notes.append(_("This slip informs the employer. It is no payment order."))
    return notes


def _number(worker: Worker) -> str:
    numbers = worker.person.identifiers.all()
    return masked(numbers[0]) if numbers else ""
