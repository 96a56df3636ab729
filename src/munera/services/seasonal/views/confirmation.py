"""A confirmation of engagement: on paper by typst, and the same facts for the page that checks one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from munera.services.seasonal import queries
from munera.services.seasonal.case import CASE
from munera.services.seasonal.choices import Job
from munera.services.seasonal.models import Confirmation
from munera.services.seasonal.views import tables
from munera.ui.pdf import pdf
from munera.ui.tables import Column, Table, build

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "seasonal" / "download_confirmation.typ"
HEADINGS = (
    gettext_lazy("Day"),
    gettext_lazy("Shift"),
    gettext_lazy("Job"),
    gettext_lazy("Receipt"),
    gettext_lazy("Received"),
)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """What a paper says, as the page shows it to whoever holds it."""

    confirmation: Confirmation
    reference: str
    facts: list[tuple[str, str]]
    days: Table


def answer(request: HttpRequest, confirmation: Confirmation) -> HttpResponse:
    """The paper as a file; of the same confirmation always the same bytes in one language."""
    address = request.build_absolute_uri(reverse("seasonal:check_confirmation"))
    with translation.override(language_of_paper()):
        data = _data(confirmation, address=address)
    content = pdf(TEMPLATE, data, made_at=confirmation.issued_at)
    name = f"munera-seasonal-confirmation-{confirmation.year}-{confirmation.reference[:8]}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def page_of(confirmation: Confirmation) -> PaperPage:
    days = build(
        QueryDict(),
        confirmation.days,
        caption=gettext_lazy("The days on the paper"),
        columns=[Column(heading) for heading in HEADINGS],
        cells=lambda day: _row(confirmation, day),
        per_page=800,
    )
    return PaperPage(confirmation, queries.shown_reference(confirmation.reference), _facts(confirmation), days)


def language_of_paper() -> str:
    """The reader's, if this service speaks it: a sheet half in one language and half in another helps nobody."""
    language = translation.get_language()
    return language if language in CASE.languages else "en"


def _data(confirmation: Confirmation, *, address: str) -> dict[str, Any]:
    reference = queries.shown_reference(confirmation.reference)
    return {
        "language": (translation.get_language() or "en").partition("-")[0],
        "title": _("Confirmation of seasonal work in %(year)s") % {"year": confirmation.year},
        "sentence": _sentence(confirmation),
        "facts": _facts(confirmation),
        "caption": _("The days, each with the receipt of its registration"),
        "headings": [str(heading) for heading in HEADINGS],
        "rows": [_row(confirmation, day) for day in confirmation.days],
        "reference": [_("Reference"), reference],
        "check": _("Whoever is handed this paper can check it at %(address)s with the reference.")
        % {"address": address},
        "notes": [
            _(
                "The paper says what was on the register at the moment named above. It says nothing of days that were "
                "not registered, nor of the pay."
            )
        ],
        "qr": queries.qr_of(address, title=_("Way to the page that checks this paper")),
        "qr_title": _("Way to the page that checks this paper"),
        "page": _("Page"),
    }


def _sentence(confirmation: Confirmation) -> str:
    return ngettext(
        "%(name)s was registered with %(employer)s on %(count)s day.",
        "%(name)s was registered with %(employer)s on %(count)s days.",
        confirmation.count,
    ) % {"name": confirmation.name, "employer": confirmation.employer.name, "count": confirmation.count}


def _facts(confirmation: Confirmation) -> list[tuple[str, str]]:
    employer = confirmation.employer
    first, last = (date.fromisoformat(confirmation.days[place]["on"]) for place in (0, -1))
    return [
        (_("Worker"), confirmation.name),
        (_("Number"), confirmation.number or _("none")),
        (_("Employer"), employer.name),
        (_("Registration number"), employer.registration_number or _("none")),
        (_("Municipality"), employer.municipality or _("not given")),
        (_("First and last day"), _("%(first)s to %(last)s") % {"first": _date(first), "last": _date(last)}),
        (_("Days"), str(confirmation.count)),
        (_("State of"), date_format(timezone.localtime(confirmation.issued_at), _("j F Y, H:i:s"))),
    ]


def _row(confirmation: Confirmation, day: Mapping[str, str]) -> list[str]:
    on = date.fromisoformat(day["on"])
    return [
        _date(on),
        queries.shift_name(confirmation.employer, on, day["shift"]),
        str(Job(day["job"]).label),
        day["receipt"],
        tables.moment(datetime.fromisoformat(day["received_at"])),
    ]


def _date(on: date) -> str:
    return date_format(on, "DATE_FORMAT")
