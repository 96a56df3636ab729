"""The short way of a program that calls with a key: it has no session, no form and no window."""

from collections.abc import Callable
from typing import Any, Final, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.locale import LocaleMiddleware
from django.urls import ResolverMatch, resolve

from munera.kernel.access.doors import credentials_in
from munera.site.headers import security_headers
from munera.site.refusals import ShowRefusals, asks_as_program

Answer = Callable[[HttpRequest], HttpResponseBase]
# Nothing of an answer in JSON is a page; should a browser take it for one, it must do nothing.
CONTENT_SECURITY_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"


class ShortWayOfPrograms:
    """Middleware: a call of the API that brings a key passes the layers that matter to it, and those of pages do not.

    Who calls and what they may is asked by the doors of the API themselves, on either way. A call without a key may
    come from a page with its session, and goes the whole way.
    """

    def __init__(self, get_response: Answer) -> None:
        self.whole_way = get_response
        self.refusals = ShowRefusals(self.call)
        self._known: dict[str, ResolverMatch] = {}
        inner = cast("Any", security_headers(cast("Any", self.refusals)))
        self.short_way = cast("Answer", LocaleMiddleware(CommonMiddleware(inner)))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not (asks_as_program(request) and credentials_in(request)[0]):
            return self.whole_way(request)
        response = self.short_way(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response

    def call(self, request: HttpRequest) -> HttpResponseBase:
        """What Django does behind the last middleware."""
        request.resolver_match = match = self._place_of(request.path_info)
        try:
            answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        except Exception as exception:
            refused = self.refusals.process_exception(request, exception)
            if refused is None:
                raise
            return refused
        return answer

    def _place_of(self, path: str) -> ResolverMatch:
        """Looked for once where the address is always the same: there are as many of those as operations."""
        if path in self._known:
            return self._known[path]
        match = resolve(path)
        if not match.kwargs and not match.args:
            self._known[path] = match
        return match
