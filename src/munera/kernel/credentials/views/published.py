"""What verifiers fetch: the keys of issuers, and which credentials still stand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.credentials import queries
from munera.kernel.credentials.views.sharing import for_everybody

TOKEN = "application/statuslist+jwt"
CREDENTIAL = "application/vc"
DID = "application/did+json"


@require_safe
@open_to_everyone
@cache_control(public=True, max_age=300)
def show_site_did(_request: HttpRequest) -> HttpResponse:
    document = queries.did_file_of_site()
    if document is None:
        raise Http404
    return for_everybody(HttpResponse(document, content_type=DID))


@require_safe
@open_to_everyone
@cache_control(public=True, max_age=300)
def show_did(_request: HttpRequest, slug: str) -> HttpResponse:
    issuer = get_object_or_404(queries.issuers(), slug=slug)
    return for_everybody(HttpResponse(queries.did_file(issuer), content_type=DID))


@require_safe
@open_to_everyone
@cache_control(public=True, max_age=int(queries.TTL.total_seconds()))
def show_status_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as whoever asks prefers it: a verifiable credential, or a token."""
    listing = get_object_or_404(queries.status_lists(), pk=pk)
    if TOKEN in request.headers.get("Accept", ""):
        said: bytes | str | None = queries.published_token(listing)
        kind = TOKEN
    else:
        said, kind = queries.published_list(listing), CREDENTIAL
    if said is None:
        raise Http404
    answer = for_everybody(HttpResponse(said, content_type=kind))
    patch_vary_headers(answer, ["Accept"])
    return answer
