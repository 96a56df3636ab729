"""The log, as a page and as the files of C2SP that witnesses, monitors and verifiers fetch."""

import re
import uuid
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.models import Leaf
from munera.kernel.credentials.views.sharing import for_everybody
from munera.ui.tables import Column, build

PLAIN: Final = "text/plain; charset=utf-8"
# As much as a checkpoint with its proof and many cosignatures needs.
MOST_BYTES: Final = 262_144
EVENTS = (Column(_("Leaf"), numeric=True), Column(_("When")), Column(_("What")), Column(_("Of whom")))


@require_safe
@never_cache
@open_to_everyone
def show_log(request: HttpRequest) -> HttpResponse:
    newest = queries.newest_checkpoint()
    page = {
        "size": queries.log_size(),
        "newest": newest,
        "cosignatures": queries.cosignatures_of(newest) if newest else (),
        "vkey": queries.log_vkey(),
        "witnesses": queries.witnesses(),
        "events": build(
            request.GET, queries.issuer_events(), caption=_("Issuers and their keys"), columns=EVENTS, cells=_cells
        ),
    }
    return render(request, "credentials/show_log.html", page)


def _cells(leaf: Leaf) -> tuple[object, ...]:
    at = date_format(timezone.localtime(leaf.added_at), "DATETIME_FORMAT")
    return (leaf.position, at, leaf.get_kind_display(), queries.told_by(leaf)["issuer"])


@require_safe
@open_to_everyone
@cache_control(public=True, max_age=5)
def show_checkpoint(_request: HttpRequest) -> HttpResponse:
    newest = queries.newest_checkpoint()
    if newest is None:
        raise Http404
    return for_everybody(HttpResponse(queries.note_of(newest), content_type=PLAIN))


@require_safe
@open_to_everyone
@cache_control(public=True, max_age=31_536_000, immutable=True)
def show_tile(_request: HttpRequest, path: str) -> HttpResponse:
    """A tile never changes: a partial one has its width in its name."""
    data = queries.tile_file(f"tile/{path}")
    if data is None:
        raise Http404
    return for_everybody(HttpResponse(data, content_type="application/octet-stream"))


@require_safe
@open_to_everyone
@cache_control(public=True, max_age=60)
def show_proof(_request: HttpRequest, name: str) -> HttpResponse:
    """The receipt of a leaf by its hash in hex, or of a credential by its number."""
    receipt = queries.receipt_at(position) if (position := _position(name)) is not None else None
    if receipt is None:
        raise Http404
    answer = HttpResponse(receipt, content_type=PLAIN)
    answer["Content-Disposition"] = f'attachment; filename="{name}.tlog-proof"'
    return for_everybody(answer)


def _position(name: str) -> int | None:
    if re.fullmatch(r"[0-9a-f]{64}", name):
        leaf = queries.leaf_by_hash(bytes.fromhex(name))
        return leaf.position if leaf else None
    try:
        credential = queries.credential_by_number(uuid.UUID(name))
    except ValueError:
        return None
    return credential.leaf_id if credential else None


@csrf_exempt  # programs of other bodies send it; what counts is the signature inside
@require_POST
@never_cache
@open_to_everyone
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """This site as a witness of other logs (C2SP tlog-witness)."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return HttpResponse(status=413, content_type=PLAIN)
    answer = actions.cosign_checkpoint(request.body)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
