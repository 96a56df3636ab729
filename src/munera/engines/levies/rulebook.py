"""Dated rules: what each parameter was worth on a day, and how the levy of a kind is put together.

A rule book says what held on a day, or refuses by name; it never carries a value over. How one is read from a file,
and what is refused there, is in ``reading.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from munera.engines.levies.errors import NotInForce, UnknownKind, ValueMissing
from munera.engines.levies.model import Rounding, RoundingScope, Used


class ParameterKind(StrEnum):
    """What a parameter's values are; each kind has its own limits."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value from a day until a day, both included; ``until`` is None where the text sets no end.

    ``sources`` says where it is written, by language.
    """

    starts: date
    until: date | None
    value: Decimal | RoundingScope
    sources: Mapping[str, str]
    verified: bool

    def holds_on(self, day: date) -> bool:
        return self.starts <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named series of values without gaps, oldest first. ``names`` is by language."""

    key: str
    kind: ParameterKind
    names: Mapping[str, str]
    values: tuple[DatedValue, ...]


@dataclass(frozen=True, slots=True)
class BaseRule:
    """The base: the product of parameters, divided by a whole number."""

    product: tuple[str, ...]
    divided_by: int
    names: Mapping[str, str]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the levy: a rate, named by its parameter, of the base."""

    id: str
    rate: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of engagement and how its levy is put together."""

    id: str
    names: Mapping[str, str]
    base: BaseRule
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one regime through time. ``version`` is a digest of everything they say."""

    file: str
    country: str
    currency: str
    titles: Mapping[str, str]
    source: str
    in_force_from: date
    kinds: Mapping[str, Kind]
    parameters: Mapping[str, Parameter]
    version: str

    def on(self, day: date) -> "RulesOfDay":
        """The rules as they stood on ``day``."""
        if day < self.in_force_from:
            raise NotInForce(self.file, "book.in_force_from", f"{day} lies before {self.in_force_from}")
        return RulesOfDay(self, day)

    def kind(self, kind: str) -> Kind:
        if kind not in self.kinds:
            raise UnknownKind(self.file, f"kinds.{kind}", f"known kinds are {', '.join(sorted(self.kinds))}")
        return self.kinds[kind]


@dataclass(frozen=True, slots=True)
class RulesOfDay:
    """A rule book on one day."""

    book: RuleBook
    day: date

    def number(self, key: str) -> Used:
        """The number that ``key`` stood for, with its source."""
        dated = self._dated(key)
        assert isinstance(dated.value, Decimal)  # noqa: S101  # the reader lets no other kind through
        return Used(key, dated.value, dated.starts, dated.sources["en"], dated.verified)

    def rounding(self) -> Rounding:
        """How amounts are rounded; unverified when either its unit or its scope is."""
        unit, scope = self.number("rounding_unit"), self._dated("rounding_scope")
        verified = unit.verified and scope.verified
        return Rounding(unit.value, RoundingScope(str(scope.value)), scope.sources["en"], verified)

    def sources(self, key: str) -> Mapping[str, str]:
        """Where the value of the day is written, by language."""
        return self._dated(key).sources

    def _dated(self, key: str) -> DatedValue:
        for dated in reversed(self.book.parameters[key].values):
            if dated.holds_on(self.day):
                return dated
        raise ValueMissing(self.book.file, f"parameters.{key}", f"no value on {self.day}")
