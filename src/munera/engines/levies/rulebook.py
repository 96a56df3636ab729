"""Dated rules: what each parameter was worth on a day, and how the levy of a kind is put together.

A rule book says what held on a day, or refuses by name; it never carries a value over. How one is read from a file,
and what is refused there, is in ``reading.py``; what surrounds a levy (limits, cut-offs, findings, payment) is in
``terms.py``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from munera.engines.levies.errors import NotInForce, UnknownKind, ValueMissing
from munera.engines.levies.model import ReadOn, Rounding, RoundingScope, Used
from munera.engines.levies.terms import FindingRule, LimitRule, PaymentTerms, ShiftRule, Span


class ParameterKind(StrEnum):
    """What a parameter's values are; each kind has its own limits."""

    MONEY = "money"
    PERCENT = "percent"
    FACTOR = "factor"
    COUNT = "count"
    SCOPE = "scope"
    CURRENCY = "currency"


class LevyPer(StrEnum):
    """What one charge covers."""

    DAY = "day"
    HALF_DAY = "half_day"


@dataclass(frozen=True, slots=True)
class DatedValue(Span):
    """A value and where it is written, by language.

    ``value`` is None where the text says that it is not known for these days, and ``sources`` then says why.
    """

    value: Decimal | str | None
    sources: Mapping[str, str]
    verified: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named series of values without gaps, oldest first, and the day on which they are read."""

    key: str
    kind: ParameterKind
    names: Mapping[str, str]
    values: tuple[DatedValue, ...]
    read_on: ReadOn


@dataclass(frozen=True, slots=True)
class BaseRule:
    """The base: the product of parameters, divided by a whole number, rounded where the law says so."""

    product: tuple[str, ...]
    divided_by: int
    names: Mapping[str, str]
    sources: Mapping[str, str]
    rounded_to: str | None = None


@dataclass(frozen=True, slots=True)
class Component(Span):
    """A part of the levy: rates, named by their parameters and added up, of the base; or an amount that is fixed."""

    id: str
    names: Mapping[str, str]
    rates: tuple[str, ...] = ()
    amount: str | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.amount,) if self.amount else self.rates


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of engagement and how its levy is put together.

    ``credits`` are reckoned like components, but nobody owes them: they are what a day counts for the worker.
    """

    id: str
    names: Mapping[str, str]
    base: BaseRule
    components: tuple[Component, ...]
    credits: tuple[Component, ...] = ()

    @property
    def component_ids(self) -> tuple[str, ...]:
        """Every component the kind has had, once each, in the order of the file."""
        return tuple(dict.fromkeys(component.id for component in self.components))

    def parameters_of_levy(self) -> Iterator[str]:
        """Every parameter that an amount of the levy depends on, apart from its rounding."""
        yield from self.base.product
        if self.base.rounded_to:
            yield self.base.rounded_to
        for component in self.components:
            yield from component.parameters


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """The rules of one regime through time. ``version`` is a digest of everything they say.

    A book is equal to itself alone, so that what was worked out for it can be found again quickly.
    """

    file: str
    country: str
    titles: Mapping[str, str]
    source: str
    in_force_from: date
    time_zone: str
    levy_per: LevyPer
    kinds: Mapping[str, Kind]
    parameters: Mapping[str, Parameter]
    version: str
    decimal_marks: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[LimitRule, ...] = ()
    shifts: tuple[ShiftRule, ...] = ()
    findings: tuple[FindingRule, ...] = ()
    payments: tuple[PaymentTerms, ...] = ()

    @property
    def currency(self) -> str:
        """The currency of the newest days; an assessment names that of its own day."""
        return str(self.parameters["currency"].values[-1].value)

    @property
    def minor_digits(self) -> int:
        """How many decimals the smallest coin of the book has; of several currencies, the most."""
        return max(int(Decimal(str(dated.value))) for dated in self.parameters["minor_digits"].values)

    def on(self, day: date, *, began_on: date | None = None) -> "RulesOfDay":
        """The rules as they stood on ``day``, for an engagement that began then or on ``began_on``."""
        if day < self.in_force_from:
            raise NotInForce(self.file, "book.in_force_from", f"{day} lies before {self.in_force_from}")
        return RulesOfDay(self, day, day.replace(day=1), began_on or day)

    def kind(self, kind: str) -> Kind:
        if kind not in self.kinds:
            raise UnknownKind(self.file, f"kinds.{kind}", f"known kinds are {', '.join(sorted(self.kinds))}")
        return self.kinds[kind]

    def reads_start(self, kind: str) -> bool:
        """Whether the levy of a kind depends on the day on which the engagement began."""
        keys = self.kind(kind).parameters_of_levy()
        return any(self.parameters[key].read_on is ReadOn.BEGAN_ON for key in keys)


@dataclass(frozen=True, slots=True)
class RulesOfDay:
    """A rule book on one day; each value is read on the day that its parameter says."""

    book: RuleBook
    day: date
    first_of_month: date
    began_on: date

    def number(self, key: str) -> Used:
        """The number that ``key`` stood for, with its source."""
        parameter, dated = self.book.parameters[key], self._dated(key)
        assert isinstance(dated.value, Decimal)  # noqa: S101  # the reader lets no other kind through
        return Used(key, dated.value, dated.starts, dated.sources["en"], dated.verified, parameter.read_on)

    def rounding(self) -> Rounding:
        """How amounts are rounded; unverified when either its unit or its scope is."""
        unit, scope = self.number("rounding_unit"), self._dated("rounding_scope")
        verified = unit.verified and scope.verified
        return Rounding(unit.value, RoundingScope(str(scope.value)), scope.sources["en"], verified)

    def currency(self) -> str:
        return str(self._dated("currency").value)

    def sources(self, key: str) -> Mapping[str, str]:
        """Where the value of the day is written, by language."""
        return self._dated(key).sources

    def _dated(self, key: str) -> DatedValue:
        parameter = self.book.parameters[key]
        day = self._day_read(parameter.read_on)
        dated = next((dated for dated in reversed(parameter.values) if dated.holds_on(day)), None)
        if dated is None:
            raise ValueMissing(self.book.file, f"parameters.{key}", f"no value on {day}")
        if dated.value is None:
            raise ValueMissing(self.book.file, f"parameters.{key}", f"no value on {day}: {dated.sources['en']}")
        return dated

    def _day_read(self, read_on: ReadOn) -> date:
        match read_on:
            case ReadOn.DAY:
                return self.day
            case ReadOn.FIRST_OF_MONTH:
                return self.first_of_month
            case ReadOn.BEGAN_ON:
                return self.began_on
