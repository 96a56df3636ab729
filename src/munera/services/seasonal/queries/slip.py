"""The slip of a month on paper: words translated, amounts written out, the payment order where there is one."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from munera.engines.levies import outputs
from munera.services.seasonal.models import MonthlyReturn
from munera.services.seasonal.queries.months import Month
from munera.services.seasonal.queries.papers import order_of
from munera.services.seasonal.queries.standing import number_of
from munera.ui.money import money, plain_money
from munera.ui.pdf import FONTS


def slip_of(month: Month, version: MonthlyReturn | None, *, as_of: datetime) -> bytes:
    """``as_of`` is when the month last changed: the slip speaks of that moment, not of the one of printing.

    ``version`` is the newest return where the month is closed.
    """
    employer = month.employer
    facts = [
        (_("Employer"), employer.name),
        (_("Registration number"), employer.registration_number or _("none")),
        (_("Municipality"), employer.municipality or _("not given")),
        (_("State of"), date_format(as_of, _("j F Y, H:i:s"))),
    ]
    if version:
        facts.append((_("Version of the return"), str(version.version)))
    slip = outputs.Slip(
        language=(get_language() or "en").partition("-")[0],
        title=_("Seasonal work: slip for %(month)s") % {"month": date_format(month.first, "YEAR_MONTH_FORMAT")},
        facts=tuple(facts),
        caption=_("What is owed for each worker, in %(currency)s") % {"currency": month.currency},
        headings=(_("Worker"), _("Number"), _("Days"), *month.components, _("Levy")),
        rows=tuple(
            (
                row.worker.shown_name,
                number_of(row.worker),
                str(row.days),
                *(plain_money(amount) for amount in row.amounts),
                plain_money(row.total),
            )
            for row in month.workers
        ),
        sums=(
            _("Together"),
            "",
            str(month.person_days),
            *(plain_money(amount) for amount in month.amounts),
            plain_money(month.total),
        ),
        total=(_("Levy for the month"), money(month.total, month.currency)),
        empty=_("Nobody was registered in this month."),
        notes=tuple(_notes(month, version)),
        page=_("Page"),
        payment=_payment(version) if version else None,
    )
    return outputs.slip_pdf(slip, made_at=as_of, fonts=FONTS)


def _payment(version: MonthlyReturn) -> outputs.SlipPayment | None:
    order = order_of(version)
    if order is None:
        return None
    due = date_format(order.order.due_on, "DATE_FORMAT")
    return outputs.SlipPayment(
        title=_("Payment order for version %(version)s, due on %(day)s") % {"version": version.version, "day": due},
        lines=order.lines,
        codes=order.codes,
    )


def _notes(month: Month, version: MonthlyReturn | None) -> list[str]:
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
    order = order_of(version) if version else None
    if order and not order.verified:
        notes.append(
            _(
                "The account, the payment code and the reference have not been confirmed for this scheme: compare them "
                "with the notice of the tax office before you pay."
            )
        )
    if version and version.version > 1:
        notes.append(_("Each version has an order of its own for what it adds; the month's page shows all of them."))
    if order is None:
        notes.append(_("This slip informs the employer. It is no payment order."))
    return notes
