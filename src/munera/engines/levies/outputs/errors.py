"""Why an output cannot be made: always the field, in the words of the data class, and the reason.

OutputRefused
├── BadReference     a reference whose control digits, letters or length are wrong
├── BadAccount       an account number or IBAN whose control digits or form are wrong
├── BadAmount        not a number, not positive, with more than two decimals, or more than the form has room for
├── BadCurrency      a currency that this way of paying does not know, or not on that day
├── BadCharacter     a character that the form cannot carry
├── BadForm          a code, a count or a day that does not have the form asked for
├── TooLong          more text than the form has room for; nothing is ever cut off in silence
├── Missing          a text that must say something
├── NoRows           a return in which nothing is declared
└── RowTwice         one person declared twice under one code of income
"""

from munera.engines.levies.errors import LevyError


class OutputRefused(LevyError):
    """The root of the tree above."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}")

    def within(self, place: str) -> "OutputRefused":
        """The same refusal, told from further out: ``surname`` becomes ``rows[3].surname``."""
        return type(self)(f"{place}.{self.field}", self.reason)


class BadReference(OutputRefused):
    pass


class BadAccount(OutputRefused):
    pass


class BadAmount(OutputRefused):
    pass


class BadCurrency(OutputRefused):
    pass


class BadCharacter(OutputRefused):
    pass


class BadForm(OutputRefused):
    pass


class TooLong(OutputRefused):
    pass


class Missing(OutputRefused):
    pass


class NoRows(OutputRefused):
    pass


class RowTwice(OutputRefused):
    pass
