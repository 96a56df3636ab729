"""An issuer's keys and its accreditation: replaced, revoked, voted on; each is a public leaf of the log."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.credentials import actions, forms, queries, rules
from munera.kernel.credentials.choices import KeyAlgorithm, RevocationReason
from munera.kernel.credentials.models import IssuerKey
from munera.kernel.credentials.views.desk import issuer_of, issuers_of


@require_safe
@open_to_role(rules.ISSUER)
def list_issuer_keys(request: SignedInRequest, slug: str) -> HttpResponse:
    issuer = issuer_of(request, slug)
    keys = list(queries.keys_of(issuer))
    standing = {key.algorithm for key in keys if key.is_standing}
    page = {
        "issuer": issuer,
        "keys": [(key, rules.may_revoke(key)) for key in keys],
        "missing": [algorithm for algorithm in KeyAlgorithm if algorithm not in standing],
    }
    return render(request, "credentials/list_issuer_keys.html", page)


@require_POST
@open_to_role(rules.ISSUER)
def add_key(request: SignedInRequest, slug: str, algorithm: str) -> HttpResponse:
    issuer = issuer_of(request, slug)
    if algorithm not in KeyAlgorithm:
        return HttpResponse(status=404)
    actions.add_key(issuer, algorithm=algorithm, by=request.user)
    messages.success(request, _("The key is made, and stands in the log."))
    return redirect("credentials:list_issuer_keys", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ISSUER)
def rotate_key(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign with a new key from now on."""
    key = _key(request, pk)
    if request.method == "POST":
        actions.rotate_key(key, by=request.user)
        messages.success(request, _("A new key signs from now on. What the old one has signed stays valid."))
        return redirect("credentials:list_issuer_keys", key.issuer.slug)
    return render(request, "credentials/rotate_key.html", {"key": key, "issuer": key.issuer})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ISSUER)
def revoke_key(request: SignedInRequest, pk: int) -> HttpResponse:
    """With a warning that says what it means, and the reason that the log will show."""
    key = _key(request, pk)
    form = forms.RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.revoke_key(key, because=RevocationReason(form.cleaned_data["because"]), by=request.user)
        messages.success(request, _("The key is revoked. Nothing counts that is signed with it from now on."))
        return redirect("credentials:list_issuer_keys", key.issuer.slug)
    return render(request, "credentials/revoke_key.html", {"key": key, "issuer": key.issuer, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ISSUER)
def certify_key(request: SignedInRequest, pk: int) -> HttpResponse:
    """For wallets that ask for certificates: a request to take to an authority, and what comes back."""
    key = _key_for_wallets(request, pk)
    form = forms.ChainForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.certify_key(key, form.cleaned_data["chain"], by=request.user)
        except actions.OtherCertificate as refused:
            form.add_error("chain", str(refused.sentence))
        else:
            messages.success(request, _("The certificates are kept. Wallets get them with each credential."))
            return redirect("credentials:list_issuer_keys", key.issuer.slug)
    return render(request, "credentials/certify_key.html", {"key": key, "issuer": key.issuer, "form": form})


@require_safe
@open_to_role(rules.ISSUER)
def request_certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    key = _key_for_wallets(request, pk)
    file = HttpResponse(queries.certificate_request(key), content_type="application/x-pem-file")
    file["Content-Disposition"] = f'attachment; filename="{key.issuer.slug}-{key.kid}.csr"'
    return file


@require_safe
@open_to_role(rules.ISSUER)
def list_votes(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who accredited this issuer, and on whom it may vote."""
    issuer = issuer_of(request, slug)
    others = queries.issuers().exclude(pk=issuer.pk)
    open_votes = {each.pk for each in queries.issuers_to_vote_on(issuer)} if issuer.is_accredited else set()
    page = {
        "issuer": issuer,
        "needed": rules.votes_needed(),
        "founding": rules.is_founding(queries.accredited_issuers().count()),
        "votes": queries.standing_votes(issuer),
        "accreditation": queries.told_by(issuer.accreditation) if issuer.accreditation else None,
        "others": [(other, list(queries.standing_votes(other)), other.pk in open_votes) for other in others],
    }
    return render(request, "credentials/list_votes.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ISSUER)
def vote_on_issuer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    voter = issuer_of(request, slug)
    issuer = get_object_or_404(queries.issuers().exclude(pk=voter.pk), pk=pk)
    form = forms.VoteForm(request.POST or None)
    if request.method == "POST":
        form = forms.VoteForm(request.POST)
        if form.is_valid():
            decided = actions.vote_on_issuer(issuer, voter=voter, because=form.cleaned_data["because"], by=request.user)
            said = _("Your vote decided it; it stands in the log.") if decided else _("Your vote is noted.")
            messages.success(request, said)
            return redirect("credentials:list_votes", slug)
    page = {"issuer": issuer, "voter": voter, "form": form, "question": issuer.question}
    return render(request, "credentials/vote_on_issuer.html", page)


def _key(request: SignedInRequest, pk: int) -> IssuerKey:
    return get_object_or_404(queries.keys_of_issuers(issuers_of(request)), pk=pk)


def _key_for_wallets(request: SignedInRequest, pk: int) -> IssuerKey:
    key = _key(request, pk)
    if key.algorithm != KeyAlgorithm.P256:
        raise Http404
    return key
