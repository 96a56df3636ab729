"""The reader's colour scheme, kept in a cookie so that the very first byte of a page knows it. A context processor."""

from typing import Any

from django.http import HttpRequest

COLOUR_SCHEME_COOKIE = "munera_colour_scheme"
COLOUR_SCHEMES = ("auto", "light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """What ``page.html`` needs: "auto" follows the device."""
    chosen = request.COOKIES.get(COLOUR_SCHEME_COOKIE, "auto")
    return {"colour_scheme": chosen if chosen in COLOUR_SCHEMES else "auto"}
