"""Read a rule book from TOML, and refuse whatever could be a slip of the pen.

Everything is checked when the file is read, so that no wrong rule waits for the day on which it is first used.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, TypeVar

from munera.engines.levies.errors import (
    BadDate,
    BadNumber,
    BadText,
    Gap,
    MissingKey,
    NoSuchRules,
    NotToml,
    Overlap,
    UnknownKey,
)
from munera.engines.levies.model import RoundingScope
from munera.engines.levies.rulebook import BaseRule, Component, DatedValue, Kind, Parameter, ParameterKind, RuleBook

# What the engine itself asks for, whatever the country.
REQUIRED = {
    "rounding_unit": ParameterKind.MONEY,
    "rounding_scope": ParameterKind.SCOPE,
    "months_ahead": ParameterKind.COUNT,
}
A_DAY = timedelta(days=1)
Choice = TypeVar("Choice", bound=StrEnum)


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
    top = _Table(file, "", rules, required=("book", "kinds", "parameters"))
    book = top.table("book", required=("country", "currency", "title", "in_force_from", "source"))
    parameters = {key: _parameter(top.table("parameters").table(key), key) for key in rules["parameters"]}
    for key, kind in REQUIRED.items():
        _must_be(parameters, key, kind, file=file, where=f"parameters.{key}")
    return RuleBook(
        file=file,
        country=book.text("country"),
        currency=book.text("currency"),
        titles=book.names("title"),
        source=book.text("source"),
        in_force_from=book.day("in_force_from"),
        kinds={key: _kind(top.table("kinds").table(key), key, parameters) for key in rules["kinds"]},
        parameters=parameters,
        version=hashlib.sha256(json.dumps(rules, sort_keys=True, default=str).encode()).hexdigest(),
    )


class _Table:
    """A TOML table that knows where it stands, and what may be in it."""

    def __init__(
        self, file: str, at: str, content: Any, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
    ) -> None:
        if not isinstance(content, dict):
            raise BadText(file, at, "must be a table")
        self.file, self.at, self.content = file, at, content
        for key in required:
            if key not in content:
                raise MissingKey(file, self.where(key), "must be given")
        if required:
            for key in content:
                if key not in (*required, *optional):
                    raise UnknownKey(file, self.where(key), f"expected one of {', '.join((*required, *optional))}")

    def where(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def table(self, key: str, *, required: tuple[str, ...] = ()) -> "_Table":
        return _Table(self.file, self.where(key), self.content[key], required=required)

    def within(self, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> "_Table":
        return _Table(self.file, self.at, self.content, required=required, optional=optional)

    def tables(self, key: str, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> list["_Table"]:
        content = self.content[key]
        if not isinstance(content, list) or not content:
            raise BadText(self.file, self.where(key), "must be a list with at least one table")
        return [
            _Table(self.file, f"{self.where(key)}[{place}]", entry, required=required, optional=optional)
            for place, entry in enumerate(content)
        ]

    def text(self, key: str) -> str:
        content = self.content[key]
        if not isinstance(content, str) or not content.strip():
            raise BadText(self.file, self.where(key), "must be a text that says something")
        return content

    def texts(self, key: str) -> tuple[str, ...]:
        content = self.content[key]
        if not isinstance(content, list) or not content or not all(isinstance(entry, str) for entry in content):
            raise BadText(self.file, self.where(key), "must be a list of names")
        return tuple(content)

    def names(self, key: str) -> Mapping[str, str]:
        """One name per language, English among them."""
        names = self.table(key)
        if "en" not in names.content:
            raise MissingKey(self.file, names.where("en"), "must be given")
        return {language: names.text(language) for language in names.content}

    def sources(self, key: str) -> Mapping[str, str]:
        """A citation, which is the same in every language, or a text for each language."""
        return self.names(key) if isinstance(self.content[key], dict) else {"en": self.text(key)}

    def day(self, key: str) -> date:
        content = self.content[key]
        if not isinstance(content, date) or isinstance(content, datetime):
            raise BadDate(self.file, self.where(key), f"must be a plain day such as 2026-01-31, not {content!r}")
        return content

    def yes_or_no(self, key: str) -> bool:
        content = self.content[key]
        if not isinstance(content, bool):
            raise BadText(self.file, self.where(key), "must be true or false")
        return content

    def number(self, key: str) -> Decimal:
        content = self.content[key]
        if isinstance(content, bool) or not isinstance(content, int | Decimal) or not Decimal(content).is_finite():
            raise BadNumber(self.file, self.where(key), f"must be a number, not {content!r}")
        return Decimal(content)

    def whole_number(self, key: str) -> int:
        number = self.number(key)
        if number != number.to_integral_value() or number < 1:
            raise BadNumber(self.file, self.where(key), f"must be a whole number from 1, not {number}")
        return int(number)


def _parameter(table: _Table, key: str) -> Parameter:
    table = table.within(required=("kind", "name", "values"))
    kind = _one_of(table, "kind", ParameterKind)
    entries = table.tables("values", required=("from", "value", "source", "verified"), optional=("until",))
    values = tuple(_dated_value(entry, kind) for entry in entries)
    for place, (earlier, later) in enumerate(pairwise(values), start=1):
        where = f"{table.where('values')}[{place}]"
        if earlier.until is None or later.starts <= earlier.until:
            raise Overlap(table.file, where, f"starts on {later.starts}, before the value above it has ended")
        if later.starts != earlier.until + A_DAY:
            raise Gap(table.file, where, f"starts on {later.starts}, but the value above it ends on {earlier.until}")
    return Parameter(key, kind, table.names("name"), values)


def _dated_value(table: _Table, kind: ParameterKind) -> DatedValue:
    starts = table.day("from")
    until = table.day("until") if "until" in table.content else None
    if until is not None and until < starts:
        raise BadDate(table.file, table.where("until"), f"{until} lies before {starts}")
    return DatedValue(starts, until, _value(table, kind), table.sources("source"), table.yes_or_no("verified"))


def _value(table: _Table, kind: ParameterKind) -> Decimal | RoundingScope:
    if kind is ParameterKind.SCOPE:
        return _one_of(table, "value", RoundingScope)
    number = table.number("value")
    if kind is ParameterKind.MONEY and number <= 0:
        raise BadNumber(table.file, table.where("value"), f"an amount is more than nothing, not {number}")
    if kind is ParameterKind.PERCENT and not 0 <= number <= 100:
        raise BadNumber(table.file, table.where("value"), f"a percentage lies from 0 to 100, not {number}")
    if kind is ParameterKind.COUNT and (number < 0 or number != number.to_integral_value()):
        raise BadNumber(table.file, table.where("value"), f"a count is a whole number, not {number}")
    return number


def _kind(table: _Table, key: str, parameters: Mapping[str, Parameter]) -> Kind:
    table = table.within(required=("name", "base", "components"))
    base = table.table("base", required=("product", "divided_by", "name", "source"))
    for factor in base.texts("product"):
        _must_be(parameters, factor, ParameterKind.MONEY, file=base.file, where=base.where("product"))
    components: list[Component] = []
    for entry in table.tables("components", required=("id", "rate", "name")):
        rate = entry.text("rate")
        _must_be(parameters, rate, ParameterKind.PERCENT, file=entry.file, where=entry.where("rate"))
        if entry.text("id") in (component.id for component in components):
            raise BadText(entry.file, entry.where("id"), "is used twice")
        components.append(Component(entry.text("id"), rate, entry.names("name")))
    return Kind(
        id=key,
        names=table.names("name"),
        base=BaseRule(
            base.texts("product"), base.whole_number("divided_by"), base.names("name"), base.sources("source")
        ),
        components=tuple(components),
    )


def _one_of(table: _Table, key: str, choices: type[Choice]) -> Choice:
    try:
        return choices(table.text(key))
    except ValueError:
        raise BadText(table.file, table.where(key), f"must be one of {', '.join(choices)}") from None


def _must_be(parameters: Mapping[str, Parameter], key: str, kind: ParameterKind, *, file: str, where: str) -> None:
    if key not in parameters:
        raise MissingKey(file, where, f"there is no parameter {key}")
    if parameters[key].kind is not kind:
        raise BadText(file, where, f"{key} must be of the kind {kind}, not {parameters[key].kind}")
