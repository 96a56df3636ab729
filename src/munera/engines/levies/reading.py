"""Read a rule book from TOML, and refuse whatever could be a slip of the pen.

Everything is checked when the file is read, so that no wrong rule waits for the day on which it is first used.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from munera.engines.levies.checks import must_be, must_follow
from munera.engines.levies.errors import BadDate, BadNumber, BadText, NoSuchRules, NotToml
from munera.engines.levies.model import ReadOn, RoundingScope
from munera.engines.levies.reading_terms import read_findings, read_limits, read_payments, read_shifts
from munera.engines.levies.rulebook import (
    BaseRule,
    Component,
    DatedValue,
    Kind,
    LevyPer,
    Parameter,
    ParameterKind,
    RuleBook,
)
from munera.engines.levies.table import Table

# What the engine itself asks for, whatever the country.
REQUIRED = {
    "currency": ParameterKind.CURRENCY,
    "minor_digits": ParameterKind.COUNT,
    "rounding_unit": ParameterKind.MONEY,
    "rounding_scope": ParameterKind.SCOPE,
    "months_ahead": ParameterKind.COUNT,
}
MOST_MINOR_DIGITS = 4


@lru_cache(maxsize=32)
def rulebook(name: str) -> RuleBook:
    """A rule book that ships with the engine, by its country: ``rulebook("rs")``."""
    shipped = f"{name}.toml"
    file = files("munera.engines.levies") / "rules" / shipped
    if not name.isalnum() or not file.is_file():
        raise NoSuchRules(shipped, "book.country", "no rule book ships under this name")
    return read_rulebook(file.read_text(encoding="utf-8"), file=shipped)


def read_rulebook(text: str, *, file: str) -> RuleBook:
    """The rule book that ``text`` spells; ``file`` is how errors call it."""
    try:
        rules = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise NotToml(file, "", str(error)) from error
    top = Table(
        file, "", rules, required=("book", "kinds", "parameters", "shifts"), optional=("limits", "findings", "payments")
    )
    book = top.table(
        "book",
        required=("country", "title", "in_force_from", "source", "time_zone", "levy_per"),
        optional=("decimal_mark",),
    )
    parameters = _parameters(top.table("parameters"))
    kinds = {key: _kind(table, key, parameters) for key, table in _within(top.table("kinds"))}
    return RuleBook(
        file=file,
        country=book.text("country"),
        titles=book.names("title"),
        source=book.text("source"),
        in_force_from=book.day("in_force_from"),
        time_zone=_time_zone(book),
        levy_per=book.one_of("levy_per", LevyPer),
        decimal_marks=_decimal_marks(book),
        kinds=kinds,
        parameters=parameters,
        limits=read_limits(top, kinds, parameters),
        shifts=read_shifts(top),
        findings=read_findings(top, parameters),
        payments=read_payments(top),
        version=hashlib.sha256(json.dumps(rules, sort_keys=True, default=str).encode()).hexdigest(),
    )


def _within(table: Table) -> Iterable[tuple[str, Table]]:
    return ((key, table.table(key)) for key in table.content)


def _time_zone(book: Table) -> str:
    name = book.text("time_zone")
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise BadText(book.file, book.where("time_zone"), "must be a zone such as Europe/Belgrade") from None


def _decimal_marks(book: Table) -> Mapping[str, str]:
    if "decimal_mark" not in book:
        return {}
    marks = book.table("decimal_mark")
    return {language: marks.text(language) for language in marks.content}


def _parameters(table: Table) -> Mapping[str, Parameter]:
    parameters = {key: _parameter(entry, key) for key, entry in _within(table)}
    for key, kind in REQUIRED.items():
        must_be(parameters, key, kind, file=table.file, where=table.where(key))
        if parameters[key].read_on is not ReadOn.DAY:
            raise BadText(table.file, table.where(f"{key}.read_on"), "is read on the day itself in every country")
    _check_coins(parameters, table)
    return parameters


def _check_coins(parameters: Mapping[str, Parameter], table: Table) -> None:
    """A month has one currency, and what is rounded can be paid in its coins."""
    for place, digits in enumerate(parameters["minor_digits"].values):
        if int(Decimal(str(digits.value))) > MOST_MINOR_DIGITS:
            where = table.where(f"minor_digits.values[{place}].value")
            raise BadNumber(table.file, where, f"no coin has more than {MOST_MINOR_DIGITS} decimals")
    for place, dated in enumerate(parameters["currency"].values[1:], start=1):
        if dated.starts.day != 1:
            raise BadDate(table.file, table.where(f"currency.values[{place}].from"), "must be the first of a month")
    for place, unit in enumerate(parameters["rounding_unit"].values):
        for digits in parameters["minor_digits"].values:
            coin = Decimal(1).scaleb(-int(Decimal(str(digits.value))))
            if unit.meets(digits) and Decimal(str(unit.value)) % coin:
                reason = f"{unit.value} cannot be paid in coins of {coin}"
                raise BadNumber(table.file, table.where(f"rounding_unit.values[{place}].value"), reason)


def _parameter(table: Table, key: str) -> Parameter:
    table = table.within(required=("kind", "name", "values"), optional=("read_on",))
    kind = table.one_of("kind", ParameterKind)
    read_on = table.one_of("read_on", ReadOn) if "read_on" in table else ReadOn.DAY
    entries = table.tables("values", required=("from",), optional=("until", "unknown", "value", "source", "verified"))
    values = tuple(_unknown(entry) if "unknown" in entry else _dated_value(entry, kind) for entry in entries)
    must_follow(values, file=table.file, where=table.where("values"))
    if key in REQUIRED:
        _must_be_complete(values, table)
    return Parameter(key, kind, table.names("name"), values, read_on)


def _must_be_complete(values: Sequence[DatedValue], table: Table) -> None:
    for place, dated in enumerate(values):
        if dated.value is None:
            where = table.where(f"values[{place}].unknown")
            raise BadText(table.file, where, "the engine cannot do without this value")


def _unknown(table: Table) -> DatedValue:
    """Days for which the file itself says that it knows no value, and why."""
    table = table.within(required=("from", "unknown"), optional=("until",))
    starts, until = table.span()
    return DatedValue(None, table.sources("unknown"), verified=False, starts=starts, until=until)


def _dated_value(table: Table, kind: ParameterKind) -> DatedValue:
    table = table.within(required=("from", "value", "source", "verified"), optional=("until",))
    starts, until = table.span()
    return DatedValue(
        _value(table, kind), table.sources("source"), table.yes_or_no("verified"), starts=starts, until=until
    )


def _value(table: Table, kind: ParameterKind) -> Decimal | str:
    match kind:
        case ParameterKind.SCOPE:
            return table.one_of("value", RoundingScope)
        case ParameterKind.CURRENCY:
            return _currency(table)
        case ParameterKind.COUNT:
            return Decimal(table.whole_number("value", least=0))
        case ParameterKind.PERCENT:
            return _percent(table)
        case ParameterKind.MONEY | ParameterKind.FACTOR:
            return _more_than_nothing(table)


def _currency(table: Table) -> str:
    code = table.text("value")
    if not (len(code) == 3 and code.isascii() and code.isupper()):
        raise BadText(table.file, table.where("value"), f"must be a currency such as RSD, not {code}")
    return code


def _percent(table: Table) -> Decimal:
    number = table.number("value")
    if not 0 <= number <= 100:
        raise BadNumber(table.file, table.where("value"), f"a percentage lies from 0 to 100, not {number}")
    return number


def _more_than_nothing(table: Table) -> Decimal:
    number = table.number("value")
    if number <= 0:
        raise BadNumber(table.file, table.where("value"), f"must be more than nothing, not {number}")
    return number


def _kind(table: Table, key: str, parameters: Mapping[str, Parameter]) -> Kind:
    table = table.within(required=("name", "base", "components"), optional=("credits",))
    return Kind(
        id=key,
        names=table.names("name"),
        base=_base(table, parameters),
        components=_components(table, "components", parameters),
        credits=_components(table, "credits", parameters) if "credits" in table else (),
    )


def _base(table: Table, parameters: Mapping[str, Parameter]) -> BaseRule:
    base = table.table("base", required=("product", "divided_by", "name", "source"), optional=("rounded_to",))
    for factor in base.texts("product"):
        must_be(
            parameters, factor, ParameterKind.MONEY, ParameterKind.FACTOR, file=base.file, where=base.where("product")
        )
    rounded_to = base.text("rounded_to") if "rounded_to" in base else None
    if rounded_to:
        must_be(parameters, rounded_to, ParameterKind.MONEY, file=base.file, where=base.where("rounded_to"))
    return BaseRule(
        base.texts("product"), base.whole_number("divided_by"), base.names("name"), base.sources("source"), rounded_to
    )


def _components(table: Table, key: str, parameters: Mapping[str, Parameter]) -> tuple[Component, ...]:
    components: list[Component] = []
    for entry in table.tables(key, required=("id", "name"), optional=("rate", "amount", "from", "until")):
        component = _component(entry, parameters)
        if any(other.id == component.id and other.meets(component) for other in components):
            raise BadText(entry.file, entry.where("id"), "is used twice for the same days")
        components.append(component)
    return tuple(components)


def _component(table: Table, parameters: Mapping[str, Parameter]) -> Component:
    if ("rate" in table) == ("amount" in table):
        raise BadText(table.file, table.at, "must have either a rate of the base or a fixed amount")
    rates = table.one_or_more("rate") if "rate" in table else ()
    for rate in rates:
        must_be(parameters, rate, ParameterKind.PERCENT, file=table.file, where=table.where("rate"))
    amount = table.text("amount") if "amount" in table else None
    if amount:
        must_be(parameters, amount, ParameterKind.MONEY, file=table.file, where=table.where("amount"))
    starts, until = table.span()
    return Component(table.text("id"), table.names("name"), rates, amount, starts=starts, until=until)
