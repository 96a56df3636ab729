"""Whatever stops a request is told kindly: as a page of the site, or to a program as problem details (RFC 9457).

A refusal of any room, and everything Django or the API's own library turn away, becomes one ``Refusal`` and takes
the same way out. What goes wrong by our fault is a 500, told without a database and without saying what it was.
"""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from munera.kernel.access.doors import TooManyRequests
from munera.kernel.api import Fault, Problem
from munera.kernel.refusal import Refusal

API_PREFIX = "/api/"
PROBLEM = "application/problem+json"
SHEETS = ("vendor/fonts.css", "vendor/designsystemet.css", "vendor/theme.css", "shell.css", "components.css")


class NotUnderstood(Refusal):
    status = 400
    title = _("We could not read the request")
    sentence = _("What arrived was incomplete or damaged. Go back, load the page anew and try once more.")


class SignInNeeded(Refusal):
    status = 401
    title = _("Please say who you are")
    sentence = _("This needs a valid key in the header Authorization: Bearer, or the session of somebody signed in.")


class NotYourDoor(Refusal):
    status = 403
    title = _("This is not open to you")
    sentence = _(
        "You are signed in, but without the role this needs. Whoever administers your organisation can give it to you."
    )


class FormTooOld(Refusal):
    status = 403
    title = _("The form was open for too long")
    sentence = _(
        "To keep others from sending forms in your name, a form is good for a while only. "
        "Go back, load the page anew and send it again."
    )


class NothingHere(Refusal):
    status = 404
    title = _("There is nothing at this address")
    sentence = _("The page may have moved, the address may be mistyped, or it belongs to somebody else.")


class NotThatWay(Refusal):
    status = 405
    title = _("This address does not work that way")
    sentence = _("The address exists, but not for this kind of request. Start from the page that leads here.")


class TooMuchAtOnce(Refusal):
    status = 413
    title = _("That is too large")
    sentence = _("You sent more than this site accepts in one go. Send it in smaller parts.")


class ValuesNotValid(Refusal):
    status = 422
    title = _("Some values are not valid")
    sentence = _("The request could be read, but some of its values cannot be right. The list of faults names each.")


class OurFault(Refusal):
    status = 500
    title = _("Something went wrong on our side")
    sentence = _("It is not your fault. Nothing you sent was kept by halves. Try again in a few minutes.")


class ShowRefusals:
    """Middleware: turns refusals into answers, and bare answers of Django into kind ones."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse):
            return answer(request, NotThatWay(), headers={"Allow": response.get("Allow", "")})
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return answer(request, exception)
        if isinstance(exception, RequestDataTooBig):
            return answer(request, TooMuchAtOnce())
        return None


def answer(
    request: HttpRequest,
    refusal: Refusal,
    *,
    headers: Mapping[str, str] | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    """The refusal as a page, or as problem details where a program asked."""
    response = _problem(request, refusal, faults or []) if asks_as_program(request) else _page(request, refusal)
    if isinstance(refusal, TooManyRequests):
        response["Retry-After"] = str(refusal.wait)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def asks_as_program(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PREFIX)


def _problem(request: HttpRequest, refusal: Refusal, faults: list[Fault]) -> HttpResponse:
    problem = Problem(
        type=request.build_absolute_uri(reverse("show_problem", kwargs={"kind": refusal.kind})),
        title=str(refusal.title),
        status=refusal.status,
        detail=str(refusal.sentence),
        instance=escape_uri_path(request.path),
        faults=faults,
    )
    return JsonResponse(problem.model_dump(exclude_defaults=True), status=refusal.status, content_type=PROBLEM)


def _page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """htmx would drop an answer of this status, so it is told to put it where the page was."""
    context = {"refusal": refusal, "back": _where_from(request)}
    response = render(request, "site/refusal.html", context, status=refusal.status)
    if getattr(request, "htmx", False):
        response["HX-Retarget"] = response["HX-Reselect"] = "#main"
        response["HX-Reswap"] = "outerHTML show:window:top"
    return response


def _where_from(request: HttpRequest) -> str:
    """The page of this site that led here, if it is another than this one."""
    referrer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure())
    where = urlsplit(referrer)
    return urlunsplit(("", "", where.path, where.query, "")) if ours and where.path != request.path else ""


# --- what the API's library raises --------------------------------------------------------------------------------


def answer_to_program(request: HttpRequest, exception: Exception | type[Exception]) -> HttpResponse:
    """For the exceptions that an operation of the API may end with; others are our fault and go on to Django."""
    match exception:
        case Refusal():
            return answer(request, exception)
        case ValidationError():
            return answer(request, ValuesNotValid(), faults=list(_faults_in(exception)))
        case AuthenticationError():
            return answer(request, SignInNeeded(), headers={"WWW-Authenticate": "Bearer"})
        case PermissionDenied() | HttpError(status_code=403):
            return answer(request, NotYourDoor())
        case Http404():
            return answer(request, NothingHere())
        case HttpError():
            return answer(request, NotUnderstood())
    raise exception


def _faults_in(invalid: ValidationError) -> Iterator[Fault]:
    """Where and what, without the value: what was sent is not ours to repeat."""
    for error in invalid.errors:
        at = "/".join(str(part) for part in error["loc"])
        yield Fault(at=at, code=error["type"], message=error["msg"])


# --- Django's own turning away (named in urls.py and settings.py) -------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Often the host name itself is wrong, so the page trusts nothing of the request."""
    if asks_as_program(request) and not _host_is_wrong(exception):
        return answer(request, NotUnderstood())
    return _alone(NotUnderstood())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's order
    return answer(request, NotYourDoor())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's order
    return answer(request, NothingHere())


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # the reason helps attackers
    return answer(request, FormTooOld())


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, TooManyRequests())


def server_error(request: HttpRequest) -> HttpResponse:
    """The database may be what failed, so this asks it nothing."""
    return _problem(request, OurFault(), []) if asks_as_program(request) else _alone(OurFault())


def _alone(refusal: Refusal) -> HttpResponse:
    """A page that asks neither the database nor the session, and no shell that might."""
    try:
        sheets = [static(f"ui/{sheet}") for sheet in SHEETS]
    except ValueError:  # a half-made list of static files may be the very fault we tell of
        sheets = []
    context = {"refusal": refusal, "sheets": sheets}
    return HttpResponse(render_to_string("site/refusal_alone.html", context), status=refusal.status)


def _host_is_wrong(exception: Exception) -> bool:
    return type(exception).__name__ == "DisallowedHost"
