"""What an employer declares for a month, before it is written in any form.

A return that amends another names that other by the number the Tax Administration gave it (JIPD), and says what kind
of change it is; the two go together or not at all. Each return is whole: an amendment declares the month anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from munera.engines.levies.outputs.checks import hundredths
from munera.engines.levies.outputs.errors import BadForm

# The components of the levy that a row declares; there are no others in this regime.
COMPONENTS = ("tax", "pension", "health")


class KindOfChange(StrEnum):
    """Why a return amends another. [Told by public programs that cite the authority; not read at the source.]"""

    BY_DECLARANT = "1"
    AFTER_CONTROL = "2"
    BY_COURT = "3"


@dataclass(frozen=True, slots=True)
class Declarant:
    """The employer: ``kind`` and ``municipality_code`` by the lists of the Tax Administration.

    ``employees`` is how many people are employed there, which the rows do not tell: seasonal work is no employment.
    """

    kind: str
    tax_number: str
    name: str
    municipality_code: str
    registration_number: str = ""
    street: str = ""
    phone: str = ""
    email: str = ""
    employees: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One recipient in a month.

    ``base`` is the base of the whole month, rounded by the law and not here. ``income_code`` (SVP) comes from the
    dated rules: the code of seasonal work was not found, and none is ever guessed here. The same holds for
    ``identifier_kind``, of which only that ``1`` stands for the citizen's number (JMBG) is told in several places.
    """

    identifier_kind: str
    identifier: str
    surname: str
    given_name: str
    municipality_code: str
    income_code: str
    base: Decimal
    days: int
    amounts: Mapping[str, Decimal]
    hours: Decimal | None = None

    @property
    def components(self) -> tuple[int, ...]:
        """Its amounts in hundredths, in the order of ``COMPONENTS``: none may be missing, and no other be there."""
        if self.amounts.keys() != set(COMPONENTS):
            raise BadForm("amounts", f"must be {', '.join(COMPONENTS)}, not {', '.join(self.amounts) or 'nothing'}")
        return tuple(hundredths(self.amounts[component], field=component) for component in COMPONENTS)


@dataclass(frozen=True, slots=True)
class MonthlyReturn:
    """The return of one employer for one month, in its ``version``; ``month`` is the first day of it.

    What stands after ``client_mark`` is left out of the return unless it is given. ``kind_of_return`` is ``1``, the
    general one; which of the five kinds the service itself files for an employer was not found.
    """

    employer: Declarant
    month: date
    version: int
    amends: str | None
    kind_of_change: str | None
    paid_on: date
    rows: tuple[ReturnRow, ...]
    client_mark: str
    kind_of_return: str = "1"
    final_mark: str = ""
    decision: str = ""
    ground: str = ""
    lowest_base: str = ""
