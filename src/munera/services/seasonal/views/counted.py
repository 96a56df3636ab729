"""What the pages of the tax office draw: each breakdown as a table with a chart beside it, and as a file."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.kernel.people.choices import Sex
from munera.kernel.refusal import Sentence
from munera.services.seasonal import queries
from munera.services.seasonal.choices import Job
from munera.services.seasonal.views import tables
from munera.ui.charts import Chart, Kind, Series
from munera.ui.money import money
from munera.ui.tables import Column, Mark, Table, build

# A chart with more bars than these cannot be read; the table beside it has them all.
MOST_BARS = 12
COLUMNS = ("breakdown", "group", "people", "days", "levy", "currency")
# What a spreadsheet takes for a formula; an apostrophe before it makes it text.
FORMULA = re.compile(r"(^|[,;\t|])(\s*[=+\-@＝＋－＠])")
STATES: dict[queries.ReturnState, tuple[Sentence, str]] = {
    queries.ReturnState.OPEN: (gettext_lazy("The month is not over"), "neutral"),
    queries.ReturnState.OUTSTANDING: (gettext_lazy("Outstanding"), "danger"),
    queries.ReturnState.CLOSED: (gettext_lazy("Closed"), "success"),
    queries.ReturnState.CORRECTED: (gettext_lazy("Corrected"), "warning"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One breakdown."""

    name: str
    title: str
    table: Table
    chart: Chart


def parts_of(found: queries.Statistics) -> list[Part]:
    """In the order of the page; a month has no months."""
    parts = [
        _part(found, "municipality", _("By municipality of the employer"), found.by_municipality, _municipality),
        _part(found, "job", _("By job"), found.by_job, _job),
        _by_age_and_sex(found),
    ]
    if found.period.month is None:
        parts.insert(0, _part(found, "month", _("By month"), found.by_month, _month, kind=Kind.BAR))
    return parts


def total_of(found: queries.Statistics) -> str:
    return money(found.total, found.currency)


def csv_of(found: queries.Statistics) -> bytes:
    """Codes rather than words, so that the file is the same in every language; a mark in front for Excel."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    breakdowns = {
        "month": found.by_month if found.period.month is None else (),
        "municipality": found.by_municipality,
        "job": found.by_job,
        "age_and_sex": found.by_age_and_sex,
    }
    for name, rows in breakdowns.items():
        for row in rows:
            writer.writerow((name, _code(row.key), row.people, row.days, row.total, found.currency))
    if not found.is_too_small:
        writer.writerow(("total", "", found.people, found.days, found.total, found.currency))
    return written.getvalue().encode("utf-8-sig")


def tally_of(rows: Sequence[queries.ReturnRow]) -> list[tuple[Sentence, int]]:
    """How many employers stand where, every state named."""
    counted = Counter(row.state for row in rows)
    return [(STATES[state][0], counted[state]) for state in queries.ReturnState]


def declared_by(rows: Sequence[queries.ReturnRow]) -> str:
    """The sum of the newest versions; nothing where nothing was declared."""
    newest = [row.newest for row in rows if row.newest]
    return money(sum((one.total for one in newest), Decimal(0)), newest[0].currency) if newest else ""


def returns_table(query: QueryDict, rows: Sequence[queries.ReturnRow], *, today: date) -> Table:
    def cells(row: queries.ReturnRow) -> tuple[object, ...]:
        label, tone = STATES[row.state]
        newest = row.newest
        return (
            row.employer.name,
            row.employer.registration_number or _("none"),
            Mark(label, tone),
            newest.version if newest else None,
            newest.person_days if newest else None,
            money(newest.total, newest.currency) if newest else None,
            tables.moment(newest.closed_at) if newest else None,
            _due(newest.due_on if newest else row.due_on, today=today),
        )

    return build(
        query,
        rows,
        caption=gettext_lazy("Returns of the month"),
        columns=(
            Column(gettext_lazy("Employer")),
            Column(gettext_lazy("Registration number")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Version"), numeric=True),
            Column(gettext_lazy("Days"), numeric=True),
            Column(gettext_lazy("Levy"), numeric=True),
            Column(gettext_lazy("Received")),
            Column(gettext_lazy("Due")),
        ),
        cells=cells,
        per_page=50,
    )


def month_before(day: date) -> date:
    """The first day of the month before: the one whose returns are coming in."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _part(
    found: queries.Statistics,
    name: str,
    title: str,
    rows: Sequence[queries.Row],
    label: Callable[[Any], str],
    *,
    kind: Kind = Kind.ROWS,
) -> Part:
    labelled = [(_("Small groups together") if row.key is None else label(row.key), row) for row in rows]
    drawn = labelled if kind is Kind.BAR else sorted(labelled, key=lambda pair: -pair[1].days)[:MOST_BARS]
    chart = Chart(
        name=f"by-{name}",
        kind=kind,
        title=title,
        labels=tuple(words for words, _row in drawn),
        series=(Series(_("Days"), tuple(row.days for _words, row in drawn)),),
        unit=_("days"),
    )
    return Part(name, title, _table(found, title, labelled), chart)


def _by_age_and_sex(found: queries.Statistics) -> Part:
    """Ages across, one colour for each sex; what was put together has neither and stands in the table alone."""
    title = _("By age and sex")
    shown = {row.key: row.days for row in found.by_age_and_sex if isinstance(row.key, tuple)}
    ages = sorted({age for age, _sex in shown}, key=lambda age: (age == queries.AGE_NOT_KNOWN, age))
    sexes = [sex for sex in ("female", "male", "") if any(found_sex == sex for _age, found_sex in shown)]
    chart = Chart(
        name="by-age-and-sex",
        kind=Kind.STACKED,
        title=title,
        labels=tuple(_age(age) for age in ages),
        series=tuple(Series(_sex(sex), tuple(shown.get((age, sex)) for age in ages)) for sex in sexes),
        unit=_("days"),
    )
    labelled = [
        (
            _("Small groups together")
            if row.key is None
            else _("%(age)s, %(sex)s") % {"age": _age(row.key[0]), "sex": _sex(row.key[1])},  # type: ignore[index]  # a pair
            row,
        )
        for row in found.by_age_and_sex
    ]
    return Part("age-and-sex", title, _table(found, title, labelled), chart)


def _table(found: queries.Statistics, title: str, labelled: Sequence[tuple[str, queries.Row]]) -> Table:
    return build(
        QueryDict(),
        labelled,
        caption=_("%(breakdown)s: people, days and levies") % {"breakdown": title},
        columns=(
            Column(gettext_lazy("Group")),
            Column(gettext_lazy("People"), numeric=True),
            Column(gettext_lazy("Days"), numeric=True),
            Column(gettext_lazy("Levy"), numeric=True),
        ),
        cells=lambda pair: (pair[0], pair[1].people, pair[1].days, money(pair[1].total, found.currency)),
        per_page=500,
    )


def _month(month: int) -> str:
    return str(MONTHS[month])


def _municipality(name: str) -> str:
    return name or _("not given")


def _job(job: str) -> str:
    return str(Job(job).label)


def _age(youngest: int) -> str:
    if youngest == queries.AGE_NOT_KNOWN:
        return _("age not known")
    following = [age for age in queries.AGE_GROUPS if age > youngest]
    if not following:
        return _("%(age)s and older") % {"age": youngest}
    if youngest == queries.AGE_GROUPS[0]:
        return _("under %(age)s") % {"age": following[0]}
    return _("%(first)s to %(last)s") % {"first": youngest, "last": following[0] - 1}


def _sex(sex: str) -> str:
    return str(Sex(sex).label) if sex else _("sex not known")


def _due(due_on: date | None, *, today: date) -> object:
    if due_on is None:
        return _("not known")
    words = date_format(due_on, "DATE_FORMAT")
    return Mark(_("%(day)s, passed") % {"day": words}, "warning") if due_on < today else words


def _code(key: object) -> str:
    """The group as it stands in the file."""
    if key is None:
        return "small-groups-together"
    if isinstance(key, tuple):
        age, sex = key
        return f"{'unknown' if age == queries.AGE_NOT_KNOWN else age}+ {sex or 'unknown'}"
    return FORMULA.sub(r"\1'\2", str(key))
