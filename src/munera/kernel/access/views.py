"""The pages on which an administrator looks after the keys of an organisation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access import actions, queries, rules
from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.access.forms import IssueKey


@require_safe
@open_to_role(rules.ADMINISTRATOR)
def list_keys(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    names = {scope.code: scope.name for scope in queries.every_scope()}
    keys = [
        {
            "key": key,
            "state": rules.state_of(key, on=today),
            "scopes": [names.get(code, code) for code in key.scopes],
            "may_revoke": rules.may_revoke(key),
        }
        for key in queries.keys_administered_by(request.user)
    ]
    return render(request, "access/list_keys.html", {"keys": keys})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ADMINISTRATOR)
def issue_key(request: SignedInRequest) -> HttpResponse:
    """The secret is shown in answer to the form and never again: an address for it would be one to leak."""
    form = IssueKey(request.POST or None, administrator=request.user)
    if not form.is_valid():
        return render(request, "access/issue_key.html", {"form": form})
    key, secret = actions.issue_api_key(**form.cleaned_data, by=request.user)
    return render(request, "access/show_issued_key.html", {"key": key, "secret": secret})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ADMINISTRATOR)
def revoke_key(request: SignedInRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(queries.keys_administered_by(request.user), pk=pk)
    if request.method != "POST":
        return render(request, "access/revoke_key.html", {"key": key, "may_revoke": rules.may_revoke(key)})
    actions.revoke_api_key(key, by=request.user)
    messages.success(request, _("The key %(prefix)s is revoked.") % {"prefix": key.prefix})
    return redirect("access:list_keys")
