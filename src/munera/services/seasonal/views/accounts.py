"""The desk of a service centre: accounts for employers without a certificate, codes for workers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, notes_who_looked, open_to_role
from munera.services.seasonal import actions, forms, queries, rules
from munera.services.seasonal.models import EmployerAccount
from munera.services.seasonal.views import self_check, tables
from munera.ui.tables import Column, Link, build


@require_safe
@open_to_role(rules.CLERK)
def start_accounts(request: SignedInRequest) -> HttpResponse:
    """To the desk where the person works."""
    return redirect("seasonal:list_accounts", queries.offices_of(request.user, rules.CLERK)[0].pk)


@require_safe
@open_to_role(rules.CLERK)
def list_accounts(request: SignedInRequest, pk: int) -> HttpResponse:
    """What this office opened, by whom and when."""
    offices = queries.offices_of(request.user, rules.CLERK)
    office = get_object_or_404(offices, pk=pk)
    table = build(
        request.GET,
        queries.accounts_of(offices.filter(pk=office.pk)),
        caption=gettext_lazy("Accounts opened here"),
        columns=(
            Column(gettext_lazy("Employer"), sort="employer__name"),
            Column(gettext_lazy("Municipality")),
            Column(gettext_lazy("Opened"), sort="opened_at"),
            Column(gettext_lazy("By")),
        ),
        cells=lambda account: (
            Link(account.employer.name, reverse("seasonal:show_account", args=[account.pk])),
            account.employer.municipality,
            date_format(timezone.localtime(account.opened_at), "DATE_FORMAT"),
            account.opened_by.shown_name,
        ),
    )
    return render(request, "seasonal/list_accounts.html", {"office": office, "offices": offices, "table": table})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def open_account(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user, rules.CLERK), pk=pk)
    form = forms.OpenAccountForm(request.POST or None, office=office)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        consent = actions.SignedConsent(given["consent_signed_on"], given["consent_kept_at"], given["acts_until"])
        applicant = actions.Applicant(
            **{name: given[name] for name in ("kind", "number", "name", "farm", "address", "municipality")},
            phone=given["phone"],
            email=given["email"],
        )
        account = actions.open_employer_account(office, applicant, consent, by=request.user)
        messages.success(request, _("The account of %(name)s is open.") % {"name": account.employer.name})
        return redirect("seasonal:show_account", account.pk)
    page = {"office": office, "form": form, "text": rules.ACCOUNT_TEXT}
    return render(request, "seasonal/open_account.html", page)


@notes_who_looked("seasonal.account.viewed", EmployerAccount)
@require_safe
@open_to_role(rules.CLERK)
def show_account(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was opened, on which consent, and how the farmer goes on from here."""
    account = get_object_or_404(queries.accounts_seen_by(request.user), pk=pk)
    holder = account.holder
    page = {
        "account": account,
        "facts": [
            (_("Farmer"), holder.shown_name),
            (_("Number"), queries.masked_number_of(holder) or _("none")),
            (_("Street and number"), account.address or _("not given")),
            (_("Municipality"), account.employer.municipality),
            (_("Phone"), holder.phone or _("not given")),
            (_("E-mail address"), holder.email or _("not given")),
            (_("Opened"), tables.moment(account.opened_at)),
            (_("By"), account.opened_by.shown_name),
            (_("Consent signed on"), date_format(account.consent_signed_on, "DATE_FORMAT")),
            (_("Where the signed consent is kept"), account.consent_kept_at),
        ],
        "acts": queries.employers_of(request.user).filter(pk=account.employer_id).exists(),
        "acts_until": queries.acts_until(account, request.user),
    }
    return render(request, "seasonal/show_account.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def act_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """The time that was agreed runs out, or a colleague takes over: the farmer signs, and the clerk goes on."""
    account = get_object_or_404(queries.accounts_seen_by(request.user), pk=pk)
    form = forms.ActAgainForm(request.POST or None, initial={"consent_signed_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.agree_to_acting(
            account,
            signed_on=given["consent_signed_on"],
            kept_at=given["consent_kept_at"],
            acts_until=given["acts_until"],
            by=request.user,
        )
        until = {"name": account.employer.name, "day": date_format(given["acts_until"], "DATE_FORMAT")}
        messages.success(request, _("You act for %(name)s until %(day)s.") % until)
        return redirect("seasonal:show_account", account.pk)
    return render(request, "seasonal/act_again.html", {"account": account, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def issue_code_at_desk(request: SignedInRequest, pk: int) -> HttpResponse:
    """A code for all days, to whoever shows their document; it is shown in the answer and never again."""
    office = get_object_or_404(queries.offices_of(request.user, rules.CLERK), pk=pk)
    form = forms.CodeAtDeskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        worker = queries.worker_at_desk(office, number.plain, kinds=number.kinds)
        if worker:
            code = actions.issue_code(worker, employer=None, by=request.user)
            back = reverse("seasonal:list_accounts", args=[office.pk])
            return self_check.show_card(request, code, name=worker.shown_name, employer="", back=back)
        form.refuse()
    return render(request, "seasonal/issue_code_at_desk.html", {"office": office, "form": form})
