"""The rules of an employer's country, and why a levy is what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import get_language

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Assessment, Engagement

SHOWN_TO = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class OpenDays:
    """The days that may be registered now, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class UsedValue:
    """A value of the law as a page shows it."""

    name: str
    value: Decimal
    is_rate: bool
    valid_from: date
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class LevyLine:
    """One component as a page shows it. ``base`` is rounded to be shown; the amount was reckoned from the exact one."""

    name: str
    base: Decimal
    rate: Decimal
    amount: Decimal
    used: tuple[UsedValue, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Levy:
    """A stored assessment, made readable."""

    on: date
    currency: str
    lines: tuple[LevyLine, ...]
    total: Decimal
    base_name: str
    base_source: str
    rounding_unit: Decimal
    rounding_source: str
    rounding_verified: bool
    version: str

    @property
    def verified(self) -> bool:
        """Whether every value and the rounding were read at their source."""
        return self.rounding_verified and all(line.verified for line in self.lines)

    @property
    def values(self) -> tuple[UsedValue, ...]:
        """Every value of the law that the lines used, each once."""
        return tuple(dict.fromkeys(used for line in self.lines for used in line.used))


def rulebook_of(employer: Organisation) -> levies.RuleBook:
    """The dated rules of the employer's country."""
    return levies.rulebook(employer.country.lower())


def open_days(employer: Organisation, *, today: date) -> OpenDays:
    """From today to the end of the last month that the country's rules open."""
    return OpenDays(today, levies.last_open_day(rulebook_of(employer), today=today))


def awaiting_levy() -> QuerySet[Engagement]:
    """Registered days whose levy was not known when they were registered."""
    return Engagement.objects.filter(assessment=None, state=EngagementState.REGISTERED).select_related("employer")


def questions_awaiting_levy() -> list[tuple[str, levies.Engagement, date]]:
    """What is to be reckoned for those days, each once however many wait for it: country, engagement, day."""
    asked = awaiting_levy().order_by("on", "began_on", "kind", "employer__country")
    rows = asked.values_list("employer__country", "kind", "began_on", "on").distinct()
    return [(country, levies.Engagement(kind, began_on=began_on), on) for country, kind, began_on, on in rows]


def levy_of(assessment: Assessment, employer: Organisation) -> Levy:
    """What was stored, with names from the country's rules; the amounts are never reckoned anew."""
    return _readable(levies.from_plain(assessment.result), rulebook_of(employer))


def levy_on(employer: Organisation, on: date) -> Levy | None:
    """What one person's day will cost; None while the rules have no value for that day."""
    book = rulebook_of(employer)
    try:
        return _readable(levies.assess(levies.Engagement(), book, on=on), book)
    except levies.NotAnswerable:
        return None


def _readable(result: levies.Assessment, book: levies.RuleBook) -> Levy:
    kind = book.kind(result.kind)
    return Levy(
        on=result.on,
        currency=result.currency,
        lines=tuple(_line(line, book, on=result.on) for line in result.lines),
        total=result.total,
        base_name=in_reader_language(kind.base.names),
        base_source=in_reader_language(kind.base.sources),
        rounding_unit=result.rounding.unit,
        rounding_source=_source(book, result.on, "rounding_scope", said=result.rounding.source),
        rounding_verified=result.rounding.verified,
        version=result.version,
    )


def component_name(book: levies.RuleBook, component: str) -> str:
    """What a component is called; a stored one that the rules no longer know keeps its identifier."""
    for kind in book.kinds.values():
        for part in kind.components:
            if part.id == component:
                return in_reader_language(part.names)
    return component


def in_reader_language(names: Mapping[str, str]) -> str:
    """The rules name things in English and in the language of the law."""
    return names.get((get_language() or "en").partition("-")[0], names["en"])


def _line(line: levies.Line, book: levies.RuleBook, *, on: date) -> LevyLine:
    return LevyLine(
        name=component_name(book, line.component),
        base=levies.round_half_up(line.base, unit=SHOWN_TO),
        rate=line.rate,
        amount=line.amount,
        used=tuple(
            UsedValue(
                name=in_reader_language(book.parameters[used.key].names),
                value=used.value,
                is_rate=book.parameters[used.key].kind is levies.ParameterKind.PERCENT,
                valid_from=used.valid_from,
                source=_source(book, on, used.key, said=used.source),
                verified=used.verified,
            )
            for used in line.used
        ),
        verified=line.verified,
    )


def _source(book: levies.RuleBook, on: date, key: str, *, said: str) -> str:
    """Where a value is written, in the reader's language; the stored text, where the rules say otherwise by now."""
    sources = book.on(on).sources(key)
    return in_reader_language(sources) if sources["en"] == said else said
