"""A list as a table: columns that sort, rows, and the page one is on. The read model of ``<c-table>``.

    table = build(
        request.GET,
        crews,                                        # a query set, or a list that is already in order
        caption=_("Crews"),
        columns=(Column(_("Day"), sort="day"), Column(_("Levy"), numeric=True)),
        cells=lambda crew: (Link(crew.day, crew.address), money(crew.levy)),
    )

The first cell of a row names the row. A cell is words, a number, a day, a moment, or one of ``Link``, ``Mark`` and
``Act``. A moment is told in the time of the place, as templates tell one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import F, Model, QuerySet
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from munera.ui.addresses import with_changes

Words: TypeAlias = str | Promise
Row = TypeVar("Row")
ORDER, PAGE = "order", "page"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``sort`` names the model's field by which the reader may order the rows."""

    title: Words
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    text: Any
    address: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that shows a state as a tag; ``tone`` as in ``<c-tag>``."""

    text: Words
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Act:
    """A cell with a button that posts to ``address``; ``about`` names the row to those who hear the page."""

    text: Words
    address: str
    about: Words = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in its markup. Drawn here, not by a template each: a list of twenty rows costs less than half so.

    An ``Act`` is left to ``ui/cell.html``, since its form carries the token of the request.
    """

    content: Any
    opening: SafeString
    closing: SafeString

    @property
    def is_act(self) -> bool:
        return isinstance(self.content, Act)

    @property
    def html(self) -> SafeString:
        match self.content:
            case Link(text, address):
                inside = format_html('<a href="{}">{}</a>', address, _told(text))
            case Mark(text, tone):  # as in cotton/tag.html
                inside = format_html('<span class="ds-tag tag" data-color="{}">{}</span>', tone, text)
            case None:
                inside = mark_safe("–")
            case other:
                inside = conditional_escape(_told(other))
        return self.opening + inside + self.closing


def _told(value: Any) -> Any:
    return localize(localtime(value) if isinstance(value, datetime) else value)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: what a click asks for, and how the rows stand now (ascending, descending or none)."""

    column: Column
    query: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A step of the pages below a table; ``None`` as number is a gap."""

    number: int | None
    query: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Table:
    """All that ``<c-table>`` draws."""

    caption: Words
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    first: int
    last: int
    pages: tuple[PageLink, ...]
    previous: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a list that is drawn otherwise than as a table; ``ui/pages.html`` leads to the others."""

    caption: Words
    rows: tuple[Any, ...]
    total: int
    first: int
    last: int
    pages: tuple[PageLink, ...]
    previous: str = ""
    following: str = ""


def cut(query: QueryDict, rows: QuerySet[Any] | Sequence[Row], *, caption: Words, per_page: int = 20) -> Part:
    """The page that the address asks for; one that does not exist falls back to one that does."""
    page = Paginator(rows, per_page).get_page(query.get(PAGE))
    return Part(
        caption=caption,
        rows=tuple(page.object_list),
        total=page.paginator.count,
        first=page.start_index(),
        last=page.end_index(),
        pages=tuple(_pages(page, query)) if page.has_other_pages() else (),
        previous=with_changes(query, page=page.previous_page_number()) if page.has_previous() else "",
        following=with_changes(query, page=page.next_page_number()) if page.has_next() else "",
    )


def build(
    query: QueryDict,
    rows: QuerySet[Any] | Sequence[Row],
    *,
    caption: Words,
    columns: Sequence[Column],
    cells: Callable[[Any], Sequence[Any]],
    per_page: int = 20,
) -> Table:
    """The table as the address asks for it; an order or a page that does not exist falls back to what does."""
    order = _order(query, columns)
    if order and isinstance(rows, QuerySet):
        rows = _ordered(rows, order)
    part = cut(query, rows, caption=caption, per_page=per_page)
    frames = [_frame(column, names_row=place == 0) for place, column in enumerate(columns)]
    return Table(
        caption=caption,
        headings=tuple(_heading(column, order, query) for column in columns),
        rows=tuple(
            tuple(Cell(content, *frame) for content, frame in zip(cells(row), frames, strict=True)) for row in part.rows
        ),
        total=part.total,
        first=part.first,
        last=part.last,
        pages=part.pages,
        previous=part.previous,
        following=part.following,
    )


def _frame(column: Column, *, names_row: bool) -> tuple[SafeString, SafeString]:
    """What stands around each cell of the column; on a phone the title stands beside the cell."""
    if names_row:
        return mark_safe('<th scope="row">'), mark_safe("</th>")
    numeric = mark_safe(' class="is-number"') if column.numeric else ""
    return format_html('<td{} data-label="{}"><span>', numeric, column.title), mark_safe("</span></td>")


def _order(query: QueryDict, columns: Sequence[Column]) -> str:
    """What the address asks for, if a column offers it."""
    asked = query.get(ORDER, "")
    return asked if asked.removeprefix("-") in {column.sort for column in columns if column.sort} else ""


def _ordered(rows: QuerySet[Model], order: str) -> QuerySet[Model]:
    """By the asked field and then by key, so that no row shows on two pages; absent values come last either way."""
    field = F(order.removeprefix("-"))
    by = field.desc(nulls_last=True) if order.startswith("-") else field.asc(nulls_last=True)
    return rows.order_by(by, "pk")


def _heading(column: Column, order: str, query: QueryDict) -> Heading:
    if not column.sort:
        return Heading(column)
    is_ascending, is_descending = order == column.sort, order == f"-{column.sort}"
    asked = with_changes(query, order=f"-{column.sort}" if is_ascending else column.sort, page=None)
    return Heading(column, asked, "ascending" if is_ascending else "descending" if is_descending else "none")


def _pages(page: Page[Any], query: QueryDict) -> list[PageLink]:
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [
        PageLink(number, with_changes(query, page=number), number == page.number)
        if isinstance(number, int)
        else PageLink(None, "", is_here=False)
        for number in numbers
    ]
