"""The order of a deck: best first, near equals by who has been seen least, and nobody left at the bottom for ever.

The rule is the same for everybody, and holds without chance: whoever knows points and how often each card was
answered can reckon the order again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from munera.services.evaluators import rules

# Published with the rule: by it, of cards that are equal in everything, one has to come first.
SALT: Final = "bora"


@dataclass(frozen=True, slots=True)
class Standing:
    """All by which a card's place is decided."""

    number: int
    points: int
    total: int
    verified: int
    seen: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Which card comes next; ``because_seldom`` says that it is here because few have seen it."""

    number: int
    because_seldom: bool


@lru_cache(maxsize=1 << 16)
def lot(number: int) -> str:
    return hashlib.sha256(f"{SALT}:{number}".encode()).hexdigest()


def arranged(cards: Sequence[Standing]) -> list[Place]:
    """By bands of points, within a band the less seen first; each fifth place goes to the least seen of all."""
    by_worth = sorted(
        cards,
        key=lambda card: (-(card.points // rules.BAND), card.seen, -card.total, -card.verified, lot(card.number)),
    )
    by_rest = sorted(cards, key=lambda card: (card.seen, card.opened_at, lot(card.number)))
    worth, rest = iter(by_worth), iter(by_rest)
    taken: set[int] = set()
    places: list[Place] = []
    while len(places) < len(cards):
        is_fifth = (len(places) + 1) % rules.EVERY == 0
        card = next(each for each in (rest if is_fifth else worth) if each.number not in taken)
        taken.add(card.number)
        places.append(Place(card.number, because_seldom=is_fifth))
    return places
