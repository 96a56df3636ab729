"""What a public site owes its readers: how accessible it is, whose work it uses, how to check that it is genuine."""

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.site import genuine

# The day on which the pages were last gone through by hand and by axe; the statement names it.
ACCESSIBILITY_CHECKED_ON = date(2026, 11, 23)
SECURITY_TXT_VALID_FOR = timedelta(days=90)


@require_safe
@open_to_everyone
def accessibility(request: HttpRequest) -> HttpResponse:
    page = {
        "checked_on": ACCESSIBILITY_CHECKED_ON,
        "contact": settings.MUNERA_CONTACT,
        "authority": settings.MUNERA_ACCESSIBILITY_AUTHORITY,
    }
    return render(request, "site/accessibility.html", page)


@require_safe
@open_to_everyone
def licences(request: HttpRequest) -> HttpResponse:
    return render(request, "site/licences.html")


@require_safe
@open_to_everyone
def how_to_check(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = {
        "command": genuine.command_that_checks(),
        "valid_until": now + genuine.VALID_FOR,
        "security_contact": settings.MUNERA_SECURITY_CONTACT,
    }
    return render(request, "site/how_to_check.html", page)


@require_safe
@open_to_everyone
@cache_control(max_age=3600, public=True)
def munera_json(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(genuine.signed_document(at=timezone.now()), json_dumps_params={"indent": 2})


@require_safe
@open_to_everyone
@cache_control(max_age=3600, public=True)
def munera_pem(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(genuine.public_pem(), content_type="application/x-pem-file")


@require_safe
@open_to_everyone
def security_txt(_request: HttpRequest) -> HttpResponse:
    """RFC 9116. It is made when asked for, so a site that still answers never shows an expired one."""
    expires = (timezone.now() + SECURITY_TXT_VALID_FOR).astimezone(tz=None)
    lines = (
        f"Contact: mailto:{settings.MUNERA_SECURITY_CONTACT}",
        f"Expires: {expires.isoformat(timespec='seconds')}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {settings.MUNERA_ADDRESS}{reverse('security_txt')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@open_to_everyone
def robots_txt(_request: HttpRequest) -> HttpResponse:
    """A demo is not to be found in search engines, and a real site's accounts neither."""
    closed = "/" if settings.MUNERA_DEMO else reverse("account_login")
    return HttpResponse(f"User-agent: *\nDisallow: {closed}\n", content_type="text/plain; charset=utf-8")
