"""The API under ``/api/v1``: the house's endpoints and each service's, described by OpenAPI 3.1."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from ninja.security import APIKeyCookie, HttpBearer

from munera.kernel.access.api import router as house
from munera.kernel.access.doors import Caller, api_door, open_to_everyone, who_calls
from munera.kernel.access.queries import every_scope
from munera.kernel.api import Problem, declared_by
from munera.kernel.refusal import Refusal
from munera.services.seasonal.api import router as seasonal
from munera.site.refusals import PROBLEM, answer_to_program

MEANINGS = {
    304: "What you have still holds",
    400: "The request could not be read, or lacks its idempotency key",
    401: "No key or session, or one that does not hold",
    403: "The caller lacks the scope or role",
    404: "No such row, or it belongs to somebody else",
    409: "It cannot be done now",
    412: "Changed since you read it",
    413: "Larger than this site accepts",
    422: "Some values are not valid",
    429: "Too many requests; see Retry-After",
}


class Key(HttpBearer):
    """``Authorization: Bearer munera_...``; the door has looked it up."""

    def __call__(self, request: HttpRequest) -> Caller | None:
        return who_calls(request)

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        raise NotImplementedError("the door has done it")


class Session(APIKeyCookie):
    """The cookie of somebody who has signed in; a change needs the CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> None:
        """Never the one to decide: the door has looked, and ``Key`` has answered for both."""

    def authenticate(self, request: HttpRequest, key: str | None) -> None:
        raise NotImplementedError("the door has done it")


class Description(OpenAPISchema):
    """OpenAPI, with the headers and errors of each operation in it."""

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        return super().operation_parameters(operation) + declared_by(operation.view_func).headers

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        found: dict[int, dict[str, Any]] = super().responses(operation)
        self.add_schema_definitions(_definitions_of_problem())
        for status in sorted(_statuses_of(operation)):
            found[status] = {"description": MEANINGS[status]}
            if status >= 400:
                schema = {"$ref": REF_TEMPLATE.format(model=Problem.__name__)}
                found[status]["content"] = {PROBLEM: {"schema": schema}}
        return found

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        details: dict[str, Any] = super().operation_details(operation)
        scope = declared_by(operation.view_func).scope
        return details | {"x-scope": scope} if scope else details


def _definitions_of_problem() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template=REF_TEMPLATE)
    definitions: dict[str, Any] = schema.pop("$defs")
    return definitions | {Problem.__name__: schema}


def _statuses_of(operation: Operation) -> set[int]:
    """What the doors declare, and what follows from the shape of the operation."""
    statuses = declared_by(operation.view_func).statuses | {429}
    if "{" in operation.path:
        statuses |= {404}
    if operation.models:
        statuses |= {422}
    if operation.methods != ["GET"]:
        statuses |= {400, 403, 413}
    return statuses


class Api(NinjaAPI):
    """django-ninja's, with our description and our door around every address."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return Description(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        urls = super()._get_urls()
        for entry in urls:
            if isinstance(entry, URLPattern):
                entry.callback = api_door(entry.callback)
        return urls


api = Api(
    title="Munera",
    version="1.0",
    description="Public services on one platform. Every change needs an Idempotency-Key; every error is a Problem.",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=[Key(), Session()],
    servers=[{"url": settings.MUNERA_ADDRESS, "description": settings.MUNERA_BODY}],
)
for kind in (Refusal, ValidationError, HttpError, PermissionDenied, Http404):
    api.add_exception_handler(kind, answer_to_program)
api.add_router("", house)
api.add_router("/seasonal", seasonal)


@require_safe
@open_to_everyone
def api_description(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view takes its request
    """OpenAPI 3.1, for programs."""
    return JsonResponse(api.get_openapi_schema())


@require_safe
@open_to_everyone
def api_docs(request: HttpRequest) -> HttpResponse:
    """The same for people, without a script."""
    description = api.get_openapi_schema()
    names = {scope.code: scope.name for scope in every_scope()}
    operations = [
        {
            "method": method.upper(),
            "path": address,
            "scope_name": names.get(details.get("x-scope", "")),
            "scope": details.get("x-scope"),
            "answers": [(status, answer["description"]) for status, answer in details["responses"].items()],
        }
        | {"description": details.get("description", "").replace("``", ""), "parameters": details.get("parameters")}
        for address, methods in description["paths"].items()
        for method, details in methods.items()
    ]
    example = request.build_absolute_uri(reverse("api:show_me"))
    return render(request, "site/api_docs.html", {"operations": operations, "example": example})


urlpatterns = [
    path("openapi.json", api_description, name="api_description"),
    path("docs", api_docs, name="api_docs"),
    path("", api.urls),
]
