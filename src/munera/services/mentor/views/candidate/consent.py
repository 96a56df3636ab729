"""A candidate agrees to be told, claims an attempt, and takes all of it back."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.services.mentor import actions, forms, queries, rules


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def opt_in(request: SignedInRequest) -> HttpResponse:
    """What happens with the answers, told before anything is tied to anybody."""
    form = forms.OptInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.opt_in(request.user, by=request.user)
        messages.success(request, _("Thank you. Now find your examination."))
        return redirect("mentor:claim_attempt")
    standing = queries.opt_in_of(request.user)
    page = {"form": form, "words": rules.OPT_IN_TEXT, "standing": standing}
    return render(request, "mentor/candidate/opt_in.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def withdraw_opt_in(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        actions.withdraw_opt_in(request.user, by=request.user)
        messages.success(request, _("It is taken back. No examination is tied to you here any more."))
        return redirect("mentor:list_attempts")
    if queries.opt_in_of(request.user) is None:
        return redirect("mentor:list_attempts")
    page = {"attempts": queries.attempts_of(request.user).count()}
    return render(request, "mentor/candidate/withdraw_opt_in.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def claim_attempt(request: SignedInRequest) -> HttpResponse:
    """Number and proof come by POST and are kept nowhere; whatever is wrong, the answer is the same."""
    if queries.opt_in_of(request.user) is None:
        return redirect("mentor:opt_in")
    form = forms.ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sitting, number = form.cleaned_data["sitting"], form.cleaned_data["number"]
        actions.count_claim(request.user, address=_address_of(request), number=number)
        try:
            claim = actions.claim_attempt(request.user, sitting, number, known=form.known, by=request.user)
        except actions.NothingProved:
            form.refuse()
        else:
            messages.success(request, _("Found: it is on your list now."))
            return redirect("mentor:show_report", claim.attempt_id)
    return render(request, "mentor/candidate/claim_attempt.html", {"form": form})


def _address_of(request: HttpRequest) -> str:
    """The caller's address, behind as many proxies as the site says are its own."""
    return str(get_adapter().get_client_ip(request))
