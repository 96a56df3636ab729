"""A worker looks whether they are registered: with a number and a code, or signed in."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_everyone, open_to_signed_in
from munera.services.seasonal import actions, forms, queries
from munera.services.seasonal.models import SelfCheckCode
from munera.services.seasonal.views import certificates, confirmation, ledger


@dataclass(frozen=True, slots=True)
class CardPage:
    """A code as it is handed over, told this once."""

    code: str
    name: str
    employer: str
    address: str
    qr: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_everyone
def self_check(request: HttpRequest) -> HttpResponse:
    """Number and code come by POST, and the days go out in the answer to it: no address to leak, no session."""
    if "token" in request.POST:
        return _shown_again(request, queries.code_of_token(request.POST["token"]))
    form = forms.SelfCheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        actions.count_try(address=address_of(request), number=number.plain)
        presented = queries.code_presented(number.plain, code, kinds=number.kinds)
        if presented:
            actions.note_self_check(presented)
            return _ledger_page(request, presented)
        form.refuse()
    return render(request, "seasonal/self_check.html", {"form": form})


@never_cache
@require_POST
@open_to_everyone
def download_confirmation(request: HttpRequest) -> HttpResponse:
    """The paper for the days with one employer, for whoever has shown number and code a moment ago."""
    code = queries.code_of_token(request.POST.get("token", ""))
    if code is None:
        return _shown_again(request, None)
    employers = queries.employers_opened_by(code)
    employer = get_object_or_404(employers, pk=ledger.number(request.POST.get("employer")))
    paper = actions.confirm_days(code.person, employer, year=ledger.number(request.POST.get("year")), by=None)
    return confirmation.answer(request, paper)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_everyone
def check_confirmation(request: HttpRequest) -> HttpResponse:
    """Whoever is handed a paper holds it against what we printed, and learns no more than it says."""
    form = forms.ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.count_try(address=address_of(request))
        paper = queries.confirmation_with(form.cleaned_data["reference"])
        if paper:
            actions.note_confirmation_checked(paper)
            return render(request, "seasonal/show_confirmation.html", {"paper": confirmation.page_of(paper)})
        form.refuse()
    return render(request, "seasonal/check_confirmation.html", {"form": form})


@require_safe
@open_to_signed_in
def show_own_days(request: SignedInRequest) -> HttpResponse:
    """A worker sees for which days they are registered, with whom and since when, and what that adds up to."""
    year = ledger.number(request.GET.get("year")) or None
    found = queries.ledger_of(request.user, year=year, today=timezone.localdate())
    return render(
        request,
        "seasonal/show_own_days.html",
        {
            "page": ledger.page_of(found),
            "offers": certificates.offer_pages(request.user, year=found.year),
            "code": queries.own_code(request.user),
            "has_number": bool(queries.masked_number_of(request.user)),
        },
    )


@require_POST
@open_to_signed_in
def download_own_confirmation(request: SignedInRequest) -> HttpResponse:
    employers = queries.employers_worked_for(request.user)
    employer = get_object_or_404(employers, pk=ledger.number(request.POST.get("employer")))
    year = ledger.number(request.POST.get("year"))
    return confirmation.answer(request, actions.confirm_days(request.user, employer, year=year, by=request.user))


@never_cache
@require_POST
@open_to_signed_in
def make_own_code(request: SignedInRequest) -> HttpResponse:
    """For the telephone in the field, where nobody wants to sign in."""
    code = actions.issue_code(request.user, employer=None, by=request.user)
    return show_card(request, code, name=request.user.shown_name, employer="", back=reverse("seasonal:show_own_days"))


@require_POST
@open_to_signed_in
def withdraw_own_code(request: SignedInRequest) -> HttpResponse:
    code = queries.own_code(request.user)
    if code:
        actions.withdraw_code(code, by=request.user)
        messages.success(request, _("Your code opens nothing any more."))
    return redirect("seasonal:show_own_days")


def show_card(request: HttpRequest, code: str, *, name: str, employer: str, back: str) -> HttpResponse:
    """The worker's card, in answer to the form that made the code and never again."""
    address = request.build_absolute_uri(reverse("seasonal:self_check"))
    shown = " ".join((code[:4], code[4:7], code[7:]))
    card = CardPage(shown, name, employer, address, queries.qr_of(address, title=_("Way to the page of the check")))
    return render(request, "seasonal/show_card.html", {"card": card, "back": back})


def address_of(request: HttpRequest) -> str:
    """The caller's address, behind as many proxies as the site says are its own."""
    return str(get_adapter().get_client_ip(request))


def _shown_again(request: HttpRequest, code: SelfCheckCode | None) -> HttpResponse:
    """Another year of the days shown a moment ago; after a while number and code are asked for again."""
    if code is None:
        return render(request, "seasonal/self_check.html", {"form": forms.SelfCheckForm(), "was_open_too_long": True})
    actions.note_self_check(code)
    return _ledger_page(request, code, year=ledger.number(request.POST.get("year")) or None)


def _ledger_page(request: HttpRequest, code: SelfCheckCode, *, year: int | None = None) -> HttpResponse:
    found = queries.ledger_of(code.person, employer=code.employer, year=year, today=timezone.localdate())
    page = ledger.page_of(found)
    return render(request, "seasonal/show_self_check.html", {"page": page, "token": queries.token_of(code)})
