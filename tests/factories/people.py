"""People, by number or by e-mail, with numbers that pass their checks and are nobody's."""

from itertools import count

from stdnum.si import emso

from munera.kernel.people.actions import add_identifier, find_or_create_by_identifier, open_account
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Identifier, Person

NUMBERS = count(1)


def jmbg() -> str:
    """A fresh citizen number; the register code 66 was never given out."""
    day, serial = divmod(next(NUMBERS), 1_000)
    body = f"{day + 1:02d}0198566{serial:03d}"
    return body + str(emso.calc_check_digit(body))


def person(full_name: str = "Petra Perić") -> Person:
    """Somebody who can sign in and holds no role."""
    return open_account(f"petra{next(NUMBERS)}@demo.example", full_name=full_name, by=None)


def worker(full_name: str = "Rade Radić") -> Person:
    """Somebody known by a number only."""
    return find_or_create_by_identifier(IdentifierKind.RS_JMBG, jmbg(), full_name=full_name, by=None)


def identifier_of(bearer: Person) -> Identifier:
    return add_identifier(bearer, IdentifierKind.RS_JMBG, jmbg(), by=None)
