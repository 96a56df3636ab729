"""What surrounds each request: its number, how long it took, and one line in the log that names nobody."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from munera.site.logs import request_id
from munera.site.metrics import REQUEST_SECONDS

logger = logging.getLogger("munera.requests")

HEADER = "X-Request-ID"
# What a proxy may hand us; anything else could forge a line of the log.
GOOD_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

Answer = Callable[[HttpRequest], HttpResponse]


def note_request(get_response: Answer) -> Answer:
    """The outermost middleware."""

    def around(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if GOOD_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(number)
        began = time.perf_counter()
        try:
            response = get_response(request)
            response[HEADER] = number
            _note(request, response, seconds=time.perf_counter() - began)
        finally:
            request_id.reset(token)
        return response

    return around


def _note(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    route = route_of(request)
    # A method is whatever a visitor sends; only the known ones become a label.
    method = (
        request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"
    )
    REQUEST_SECONDS.labels(method, route, str(response.status_code)).observe(seconds)
    if route == "static":
        return
    facts = {"method": method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 1)}
    quiet = route.startswith("health_") or route == "metrics"
    logger.log(logging.DEBUG if quiet else logging.INFO, "%s %s %s", method, route, response.status_code, extra=facts)


def route_of(request: HttpRequest) -> str:
    """The name of the page, never its address, which may hold numbers of people."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or request.resolver_match.route
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
