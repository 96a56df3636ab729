"""Everything that can be wrong with rules, or with a question asked of them.

LevyError
├── MalformedRules        a rule file that must not be used; names file, key and reason
│   ├── NotToml           the file is not TOML at all
│   ├── UnknownKey        a key that nobody reads, often a slip of the pen
│   ├── MissingKey        a key that must be there
│   ├── BadDate           a day that is not a plain TOML date, or an end before its start
│   ├── BadNumber         not a finite number, or outside what its kind allows
│   ├── BadText           an empty source, name or word that is not among the choices
│   ├── Gap               two values of a parameter leave days between them without one
│   └── Overlap           two values of a parameter claim the same day
├── NotAnswerable         the rules are sound, but do not answer for this question
│   ├── NoSuchRules       no rule book ships under that name
│   ├── NotInForce        the regime did not apply on that day
│   ├── ValueMissing      a parameter has no value on that day; never carried over
│   ├── NotBegun          the engagement begins after the day
│   ├── UnknownKind       no such kind of engagement in this rule book
│   └── UnknownShift      no such shift in this rule book
└── MixedCurrencies       the days of one month were assessed in several currencies
"""

from collections.abc import Iterable


class LevyError(Exception):
    """The root of the tree above."""


class MalformedRules(LevyError):
    """A rule file that must not be used."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")


class NotToml(MalformedRules):
    pass


class UnknownKey(MalformedRules):
    pass


class MissingKey(MalformedRules):
    pass


class BadDate(MalformedRules):
    pass


class BadNumber(MalformedRules):
    pass


class BadText(MalformedRules):
    pass


class Gap(MalformedRules):
    pass


class Overlap(MalformedRules):
    pass


class NotAnswerable(LevyError):
    """Sound rules that do not answer for this question."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}")


class NoSuchRules(NotAnswerable):
    pass


class NotInForce(NotAnswerable):
    pass


class ValueMissing(NotAnswerable):
    pass


class UnknownKind(NotAnswerable):
    pass


class NotBegun(NotAnswerable):
    pass


class UnknownShift(NotAnswerable):
    pass


class MixedCurrencies(LevyError):
    """Money of two kinds has no sum."""

    def __init__(self, currencies: Iterable[str]) -> None:
        self.currencies = tuple(sorted(currencies))
        super().__init__(f"one month in {' and '.join(self.currencies)}")
