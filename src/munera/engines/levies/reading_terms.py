"""Read what surrounds a levy in a rule file: limits, shifts and their cut-offs, findings, payment."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from decimal import Decimal

from munera.engines.levies.checks import must_be, must_follow, must_not_overlap
from munera.engines.levies.errors import BadText, MissingKey
from munera.engines.levies.findings import Facts
from munera.engines.levies.rulebook import Parameter, ParameterKind
from munera.engines.levies.table import Table
from munera.engines.levies.terms import (
    Comparison,
    Condition,
    CutOff,
    CutOffs,
    Effect,
    FindingRule,
    LimitCounts,
    LimitRule,
    LimitScope,
    LimitWindow,
    OnExceed,
    PaymentTerms,
    ShiftRule,
)

NUMBERS = (ParameterKind.MONEY, ParameterKind.COUNT, ParameterKind.FACTOR, ParameterKind.PERCENT)
YES_OR_NO = {field.name for field in fields(Facts) if field.type is bool}
KNOWN_FACTS = tuple(field.name for field in fields(Facts))
LONGEST_MONTH = 31


def read_limits(top: Table, kinds: Collection[str], parameters: Mapping[str, Parameter]) -> tuple[LimitRule, ...]:
    limits: list[LimitRule] = []
    for entry in _entries(
        top,
        "limits",
        required=("id", "scope", "window", "counts", "at_most", "on_exceed", "name", "sentence"),
        optional=("kinds", "priced_as", "from", "until"),
    ):
        limit = _limit(entry, kinds, parameters)
        if any(other.id == limit.id and other.meets(limit) for other in limits):
            raise BadText(entry.file, entry.where("id"), "is used twice for the same days")
        limits.append(limit)
    return tuple(limits)


def read_shifts(top: Table) -> tuple[ShiftRule, ...]:
    shifts: list[ShiftRule] = []
    for entry in top.tables("shifts", required=("id", "name", "cut_offs")):
        if entry.text("id") in (shift.id for shift in shifts):
            raise BadText(entry.file, entry.where("id"), "is used twice")
        known = ("from", "register_until", "cancel_until", "source", "verified")
        tables = entry.tables("cut_offs", required=known, optional=("until", "register_from"))
        cut_offs = tuple(_cut_offs(table) for table in tables)
        must_follow(cut_offs, file=entry.file, where=entry.where("cut_offs"))
        shifts.append(ShiftRule(entry.text("id"), entry.names("name"), cut_offs))
    return tuple(shifts)


def read_findings(top: Table, parameters: Mapping[str, Parameter]) -> tuple[FindingRule, ...]:
    known = ("id", "when", "effect", "sentence", "source", "verified")
    findings: list[FindingRule] = []
    for entry in _entries(top, "findings", required=known, optional=("from", "until")):
        finding = _finding(entry, parameters)
        if any(other.id == finding.id and other.meets(finding) for other in findings):
            raise BadText(entry.file, entry.where("id"), "is used twice for the same days")
        findings.append(finding)
    return tuple(findings)


def read_payments(top: Table) -> tuple[PaymentTerms, ...]:
    known = ("from", "due_day", "months_after", "account", "code", "model", "payee", "purpose", "source", "verified")
    entries = _entries(top, "payments", required=known, optional=("until",))
    payments = tuple(_payment(entry) for entry in entries)
    must_not_overlap(payments, file=top.file, where=top.where("payments"))
    return payments


def _entries(top: Table, key: str, *, required: tuple[str, ...], optional: tuple[str, ...]) -> list[Table]:
    return top.tables(key, required=required, optional=optional) if key in top else []


def _limit(table: Table, kinds: Collection[str], parameters: Mapping[str, Parameter]) -> LimitRule:
    at_most = table.text("at_most")
    must_be(parameters, at_most, ParameterKind.COUNT, file=table.file, where=table.where("at_most"))
    counted = table.texts("kinds") if "kinds" in table else tuple(kinds)
    for kind in counted:
        _must_be_kind(kind, kinds, table, "kinds")
    on_exceed = table.one_of("on_exceed", OnExceed)
    if (on_exceed is OnExceed.PRICE) != ("priced_as" in table):
        raise BadText(table.file, table.where("on_exceed"), "a price beyond the limit is that of the kind in priced_as")
    priced_as = table.text("priced_as") if "priced_as" in table else None
    if priced_as:
        _must_be_kind(priced_as, kinds, table, "priced_as")
    starts, until = table.span()
    return LimitRule(
        id=table.text("id"),
        kinds=counted,
        scope=table.one_of("scope", LimitScope),
        window=table.one_of("window", LimitWindow),
        counts=table.one_of("counts", LimitCounts),
        at_most=at_most,
        on_exceed=on_exceed,
        priced_as=priced_as,
        names=table.names("name"),
        sentences=table.sentences("sentence", places=("at_most", "counted")),
        starts=starts,
        until=until,
    )


def _must_be_kind(kind: str, kinds: Collection[str], table: Table, key: str) -> None:
    if kind not in kinds:
        raise MissingKey(table.file, table.where(key), f"there is no kind {kind}")


def _cut_offs(table: Table) -> CutOffs:
    starts, until = table.span()
    return CutOffs(
        register_from=_cut_off(table, "register_from") if "register_from" in table else None,
        register_until=_cut_off(table, "register_until"),
        cancel_until=_cut_off(table, "cancel_until"),
        sources=table.sources("source"),
        verified=table.yes_or_no("verified"),
        starts=starts,
        until=until,
    )


def _cut_off(table: Table, key: str) -> CutOff:
    entry = table.table(key, required=("at",), optional=("days_before",))
    return CutOff(entry.hour("at"), entry.whole_number("days_before", least=0) if "days_before" in entry else 0)


def _finding(table: Table, parameters: Mapping[str, Parameter]) -> FindingRule:
    comparisons = tuple(Comparison)
    when = tuple(
        _condition(entry, parameters) for entry in table.tables("when", required=("fact",), optional=comparisons)
    )
    places = [condition.fact for condition in when if condition.fact not in YES_OR_NO]
    places += [condition.against for condition in when if isinstance(condition.against, str)]
    starts, until = table.span()
    return FindingRule(
        id=table.text("id"),
        when=when,
        effect=table.one_of("effect", Effect),
        sentences=table.sentences("sentence", places=places),
        sources=table.sources("source"),
        verified=table.yes_or_no("verified"),
        starts=starts,
        until=until,
    )


def _condition(table: Table, parameters: Mapping[str, Parameter]) -> Condition:
    fact = table.text("fact")
    if fact not in KNOWN_FACTS:
        raise BadText(table.file, table.where("fact"), f"must be one of {', '.join(KNOWN_FACTS)}")
    given = [comparison for comparison in Comparison if comparison in table]
    if len(given) != 1:
        raise BadText(table.file, table.at, f"must compare once, by one of {', '.join(Comparison)}")
    [comparison] = given
    if fact not in YES_OR_NO:
        return Condition(fact, comparison, _number_or_parameter(table, comparison, parameters))
    if comparison is not Comparison.IS:
        raise BadText(table.file, table.where(comparison), f"{fact} is true or false, and has no order")
    return Condition(fact, comparison, table.yes_or_no(comparison))


def _number_or_parameter(table: Table, key: str, parameters: Mapping[str, Parameter]) -> Decimal | str:
    if not isinstance(table.content[key], str):
        return table.number(key)
    must_be(parameters, table.text(key), *NUMBERS, file=table.file, where=table.where(key))
    return table.text(key)


def _payment(table: Table) -> PaymentTerms:
    starts, until = table.span()
    return PaymentTerms(
        due_day=table.whole_number("due_day", most=LONGEST_MONTH),
        months_after=table.whole_number("months_after", least=0),
        account=table.text("account"),
        code=table.text("code"),
        model=table.text("model"),
        payee_names=table.names("payee"),
        purposes=table.sentences("purpose", places=("month",)),
        sources=table.sources("source"),
        verified=table.yes_or_no("verified"),
        starts=starts,
        until=until,
    )
