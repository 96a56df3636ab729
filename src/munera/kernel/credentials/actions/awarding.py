"""Find the person whom an issuer certifies: by a number or an e-mail address, and never somebody of another name."""

import unicodedata
from dataclasses import dataclass

from munera.kernel.credentials.choices import RowOutcome
from munera.kernel.people.actions import find_or_create_by_identifier
from munera.kernel.people.models import Person
from munera.kernel.people.queries import names, person_by_email, person_by_identifier
from munera.kernel.people.rules import InvalidIdentifier, check_identifier


@dataclass(frozen=True, slots=True)
class Named:
    """How an issuer names somebody. With a number a person who is new here is recorded; with an address, nobody is."""

    kind: str = ""
    number: str = ""
    email: str = ""
    full_name: str = ""


class NotFound(Exception):
    """Nobody can be certified by this; ``outcome`` says why."""

    def __init__(self, outcome: RowOutcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def find_holder(named: Named, *, by: Person | None) -> Person:
    """The person; raises ``NotFound``. A name that is given must be theirs, so that a wrong digit certifies nobody."""
    if named.number:
        return _by_number(named, by=by)
    if not named.email:
        raise NotFound(RowOutcome.NOBODY)
    person = person_by_email(named.email)
    if person is None or person.erased_at is not None:
        raise NotFound(RowOutcome.UNKNOWN)
    return _same(person, named.full_name)


def _by_number(named: Named, *, by: Person | None) -> Person:
    try:
        plain = check_identifier(named.kind, named.number)
    except InvalidIdentifier:
        raise NotFound(RowOutcome.BAD_NUMBER) from None
    person = person_by_identifier(named.kind, plain)
    if person is not None and person.erased_at is None:
        return _same(person, named.full_name)
    if not named.full_name:
        raise NotFound(RowOutcome.NAME_MISSING)
    return find_or_create_by_identifier(named.kind, plain, full_name=named.full_name, by=by)


def _same(person: Person, full_name: str) -> Person:
    known = {_plain(person.full_name), *(_plain(each.full_name) for each in names(person))}
    if full_name and _plain(full_name) not in known:
        raise NotFound(RowOutcome.NAME_DIFFERS)
    return person


def _plain(name: str) -> str:
    """Without accents, case and order: "MARKOVIC Ana" is Ana Marković."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("đ", "dj").replace("ł", "l"))
    bare = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(sorted(bare.split()))
