"""What was received and what became of each worker: only a receipt that says so makes anybody registered."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.seasonal import queries, rules
from munera.services.seasonal.views import levy_tables, tables
from munera.services.seasonal.views.employers import employer_page

# As many as a calendar can bring at once: every day of the months that are open.
MOST_RECEIPTS = 100


@require_safe
@open_to_role(rules.EMPLOYER)
def show_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was received, when, from whom and for whom; the address can be opened again later."""
    receipt = get_object_or_404(queries.receipts_of(queries.employers_of(request.user)), pk=pk)
    engagements = list(queries.registered_by_receipt(receipt))
    assessed = [engagement.assessment for engagement in engagements if engagement.assessment]
    return employer_page(
        request,
        "seasonal/show_receipt.html",
        receipt.employer,
        section="day",
        receipt=receipt,
        page=tables.receipt_page(receipt, queries.told_by(receipt)),
        day=tables.day(receipt.on),
        table=tables.told_table(request.GET, receipt, queries.told_by(receipt)),
        levy=levy_tables.levy_page(queries.levy_of(assessed[0], receipt.employer)) if assessed else None,
        total=levy_tables.total(engagements),
    )


@require_safe
@open_to_role(rules.EMPLOYER)
def show_receipts(request: SignedInRequest) -> HttpResponse:
    """The receipts of one choice in the calendar, a line for each day."""
    numbers = [int(number) for number in request.GET.getlist("number")[:MOST_RECEIPTS] if number.isdecimal()]
    receipts = list(queries.receipts_numbered(queries.employers_of(request.user), numbers))
    if not receipts or len({receipt.employer_id for receipt in receipts}) != 1:
        raise Http404
    return employer_page(
        request,
        "seasonal/show_receipts.html",
        receipts[0].employer,
        section="calendar",
        receipts=receipts,
        done=sum(queries.stands_wholly(receipt) for receipt in receipts),
        first=receipts[0].on,
        table=tables.receipts_table(receipts),
    )
