"""What every endpoint of the API shares: its types, pages of rows, ETags, and the errors an operation declares.

@router.get("/engagements/{number}", response=EngagementOut)
@needs_scope(rules.READ)
@with_etag                                  # a second GET with If-None-Match answers 304
def show_engagement(request: ApiRequest, number: RowNumber) -> Engagement: ...

@router.post("/engagements/{number}/cancellation", response=EngagementOut)
@needs_scope(rules.WRITE)
@once_only
@only_if_unchanged                          # declares If-Match and 412
def cancel_engagement(request: ApiRequest, number: RowNumber, cancellation: CancellationIn) -> Engagement:
    engagement = get_object_or_404(...)
    check_unchanged(request, EngagementOut.from_orm(engagement))
    ...
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Annotated, Any, Generic, ParamSpec, TypeAlias, TypeVar, cast
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Schema
from ninja.decorators import decorate_view
from ninja.renderers import JSONRenderer
from pydantic import AwareDatetime, BeforeValidator, PlainSerializer, WithJsonSchema

from munera.kernel.refusal import Refusal

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")
Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
Run: TypeAlias = Callable[..., HttpResponseBase]


def _written_day(said: object) -> object:
    if isinstance(said, date) or (isinstance(said, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", said, re.ASCII)):
        return said
    raise ValueError("a day is written as 2026-07-14")


def _written_moment(said: object) -> object:
    if isinstance(said, datetime) or (isinstance(said, str) and "T" in said.upper()):
        return said
    raise ValueError("a moment is written as 2026-07-14T07:15:00+02:00")


# --- types --------------------------------------------------------------------------------------------------------

# Money travels as a text, so that no reader rounds it on the way: "1234.56".
Money = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]{1,16}\.[0-9]{2}$", "examples": ["1234.56"]}),
]
# The number of a row in an address; a larger one could not be asked of any database.
RowNumber = Annotated[int, Path(ge=1, le=2**63 - 1)]
# A day as ISO 8601 writes it; pydantic alone would also take the seconds since 1970.
Day = Annotated[date, BeforeValidator(_written_day)]
# A moment with its offset, for the same reason.
Moment = Annotated[AwareDatetime, BeforeValidator(_written_moment)]
# One line of text as people write it: no control characters, which PostgreSQL would refuse.
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


# --- errors -------------------------------------------------------------------------------------------------------


class Fault(Schema):
    """One value that was not understood."""

    at: str = Field(description="Where it is, as a path: body/engagement/day")
    code: str
    message: str


class Problem(Schema):
    """Problem details for HTTP APIs, RFC 9457."""

    type: str = Field(
        description="Address of a page that explains this kind of problem", json_schema_extra={"format": "uri"}
    )
    title: str
    status: int
    detail: str
    instance: str = Field(description="The address that was asked for", json_schema_extra={"format": "uri-reference"})
    faults: list[Fault] = Field(default_factory=list)


class ChangedMeanwhile(Refusal):
    """``If-Match`` named an older state of the resource."""

    status = 412
    title = _("Changed in the meantime")
    sentence = _("Someone has changed this since you read it. Read it again, and decide on what it says now.")


@dataclass
class Declared:
    """What an operation declares beyond its answer; the description of the API (OpenAPI) is completed from it."""

    statuses: set[int] = field(default_factory=set)
    headers: list[dict[str, Any]] = field(default_factory=list)
    scope: str | None = None
    once_only: bool = False


def declared_by(operation: Callable[..., Any]) -> Declared:
    found = getattr(operation, "declared", None)
    return found if isinstance(found, Declared) else Declared()


def declare(
    operation: Callable[..., Any],
    *statuses: int,
    header: dict[str, Any] | None = None,
    scope: str | None = None,
    once_only: bool = False,
) -> None:
    """Add to what the operation declares."""
    declared = declared_by(operation)
    declared.statuses.update(statuses)
    declared.headers += [header] if header else []
    declared.scope = declared.scope if scope is None else scope
    declared.once_only = declared.once_only or once_only
    cast("Any", operation).declared = declared


def may_refuse(*kinds: type[Refusal]) -> Callable[[Callable[Parameters, Answer]], Callable[Parameters, Answer]]:
    """Declare the refusals an operation's action may end with, so that callers can be ready for them."""

    def add(operation: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
        declare(operation, *(kind.status for kind in kinds))
        return operation

    return add


# --- pages of rows ------------------------------------------------------------------------------------------------


class Paging(Schema):
    """Which rows of a list to bring."""

    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


class Page(Schema, Generic[Item]):
    """Some rows of a list, how many there are in all, and where the next ones are."""

    items: list[Item]
    count: int
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """What an operation returns where it declares ``Page``."""

    items: Sequence[Row]
    count: int
    next: str | None


def page_of(rows: QuerySet[Row], paging: Paging, request: HttpRequest) -> Listing[Row]:
    """The rows asked for; ``rows`` must have an order that no two rows share."""
    count = rows.count()
    items = list(rows[paging.offset : paging.offset + paging.limit])
    end = paging.offset + len(items)
    following = None
    if items and end < count:
        query = request.GET.dict() | {"limit": str(paging.limit), "offset": str(end)}
        following = request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
    return Listing(items, count, following)


# --- ETags --------------------------------------------------------------------------------------------------------


def etag_of(content: bytes) -> str:
    return quote_etag(hashlib.sha256(content).hexdigest()[:32])


def with_etag(operation: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """A read whose answer carries an ETag; asked again with ``If-None-Match`` it answers 304 without a body."""

    def around(run: Run) -> Run:
        @wraps(run)
        def tagged(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            response = run(request, **parts)
            if not isinstance(response, HttpResponse) or response.status_code != 200:
                return response
            etag = etag_of(response.content)
            response["ETag"] = etag
            response["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ("Authorization", "Cookie"))
            return get_conditional_response(request, etag=etag, response=response) or response

        return tagged

    if_none_match = {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "The ETag of the answer you have; 304 if it still holds",
        "schema": {"type": "string"},
    }
    declare(operation, 304, header=if_none_match)
    return decorate_view(around)(operation)


def only_if_unchanged(operation: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """A change that honours ``If-Match``; the operation itself calls ``check_unchanged`` once it has the row."""
    if_match = {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "The ETag of the state on which you decided; 412 if it no longer holds",
        "schema": {"type": "string"},
    }
    declare(operation, 412, header=if_match)
    return operation


def check_unchanged(request: HttpRequest, shown: Schema) -> None:
    """Refuse where ``If-Match`` is sent and is not the ETag under which ``shown`` is read now."""
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    now = etag_of(JSONRenderer().render(request, shown.model_dump(), response_status=200).encode())
    if wanted.strip() != "*" and now not in parse_etags(wanted):
        raise ChangedMeanwhile
