"""The phone in the field: pages that a browser keeps and opens without network, and what it needs to keep them."""

import json
from hashlib import sha256

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_everyone, open_to_role, open_to_signed_in
from munera.services.seasonal import queries, rules

# What the pages load, in the order in which the worker needs its part of it.
SCRIPTS = ("seasonal/field/store.js", "seasonal/field/sending.js", "seasonal/field/worker.js")
KEPT = (
    "ui/vendor/fonts.css",
    "ui/vendor/designsystemet.css",
    "ui/vendor/theme.css",
    "ui/shell.css",
    "ui/components.css",
    "ui/charts.css",
    "ui/icons.svg",
    "ui/mark.svg",
    "ui/vendor/fonts/noto-sans-latin-wght-normal.woff2",
    "seasonal/field/field.css",
    "seasonal/field/store.js",
    "seasonal/field/sending.js",
    "seasonal/field/words.js",
    "seasonal/field/known.js",
    "seasonal/field/page.js",
    "seasonal/field/leaving.js",
    "django_htmx/htmx-2.min.js",
)
ICONS = (
    ("seasonal/field/icon-192.png", "192x192", "any"),
    ("seasonal/field/icon-512.png", "512x512", "any"),
    ("seasonal/field/icon-512-maskable.png", "512x512", "maskable"),
)
PETROL = "#00495b"


@require_safe
@open_to_role(rules.EMPLOYER)
def show_field_start(request: SignedInRequest) -> HttpResponse:
    """Where the installed page opens: the one employer, or a choice of several."""
    employers = list(queries.employers_of(request.user))
    if len(employers) == 1:
        return redirect("seasonal:show_field", employers[0].pk)
    return render(request, "seasonal/field_start.html", {"employers": employers})


@require_safe
@open_to_role(rules.EMPLOYER)
def show_field(request: SignedInRequest, pk: int) -> HttpResponse:
    """The frame of the page and every word on it; the crew comes through the API and stays on the phone."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    return render(request, "seasonal/field.html", {"employer": employer})


@require_safe
@open_to_signed_in
def show_leaving(request: SignedInRequest) -> HttpResponse:
    """Asked when somebody signs out while something they pressed has no receipt yet."""
    return render(request, "seasonal/field_leaving.html")


@require_safe
@open_to_everyone
def show_without_network(request: HttpRequest) -> HttpResponse:
    """What the phone shows where it kept nothing of the page that was asked for."""
    return render(request, "seasonal/field_without_network.html")


@require_safe
@open_to_everyone
@csp_replace({"script-src": [SELF]})
def field_worker_script(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view takes its request
    """The service worker: which files to keep, then the files themselves. A change in any of them renews the worker."""
    keep = [static(name) for name in (*KEPT, *(icon for icon, _size, _purpose in ICONS))]
    scripts = [static(name) for name in SCRIPTS]
    version = sha256("\n".join([*keep, *scripts]).encode()).hexdigest()[:12]
    frame = {
        "version": version,
        "keep": keep,
        "static": settings.STATIC_URL,
        "withoutNetwork": reverse("seasonal:show_without_network"),
        "session": reverse("api:show_field_session"),
        "operations": reverse("api:answer_operations"),
    }
    script = f"const FRAME = {json.dumps(frame)}\nimportScripts(...{json.dumps(scripts)})\n"
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
@open_to_everyone
def field_webmanifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view takes its request
    """What makes the pages an app on the first screen of the phone."""
    start = reverse("seasonal:show_field_start")
    manifest = {
        "id": start,
        "start_url": start,
        "scope": start,
        "name": _("Munera: seasonal work in the field"),
        "short_name": _("Field"),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "display": "standalone",
        "background_color": PETROL,
        "theme_color": PETROL,
        "icons": [
            {"src": static(icon), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for icon, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})
