"""Hearings and interpreters of a month, by lot: rare and common languages, certificates, trauma, ways, conflicts."""

import numpy as np

from munera.engines.matching.assignment.hearings import DAY, Hearing, Interpreter, Terms

LANGUAGES, PLACES = 40, 6


def month(hearings: int, interpreters: int, *, seed: int) -> tuple[list[Hearing], list[Interpreter], Terms]:
    """Twenty working days; two hearings of a child on average; a way between any two courts."""
    lot = np.random.default_rng(seed)
    common = 1 / np.arange(1, LANGUAGES + 1)
    common /= common.sum()
    days = [week * 7 + day for week in range(4) for day in range(5)]
    people = []
    for place in range(interpreters):
        spoken = lot.choice(LANGUAGES, lot.integers(1, 4), replace=False, p=common)
        free = sorted(lot.choice(days, int(lot.integers(12, 21)), replace=False).tolist())
        people.append(
            Interpreter(
                f"interpreter {place}",
                {f"language {language}": int(lot.integers(1, 4)) for language in spoken},
                frozenset({"trauma"}) if lot.random() < 0.5 else frozenset(),
                tuple((day * DAY + 8 * 60, day * DAY + 18 * 60) for day in free),
                minutes_a_week=int(lot.choice([10, 16, 24])) * 60,
            )
        )
    found = []
    children = max(hearings // 2, 1)
    language_of = lot.choice(LANGUAGES, children, p=common)
    place_of = lot.integers(0, PLACES, children)
    for number in range(hearings):
        child = int(lot.integers(children))
        begins = int(lot.choice(days)) * DAY + 8 * 60 + 15 * int(lot.integers(0, 33))
        trauma = bool(lot.random() < 0.25)
        found.append(
            Hearing(
                f"hearing {number}",
                begins,
                begins + int(lot.choice([30, 45, 60, 90, 120])),
                f"court {place_of[child]}",
                f"language {language_of[child]}",
                level=int(lot.choice([1, 1, 2, 3])),
                training=frozenset({"trauma"}) if trauma else frozenset(),
                strenuous=trauma,
                case=f"child {child}",
                kept_from=frozenset(f"interpreter {one}" for one in lot.integers(0, interpreters, 2)),
            )
        )
    ways = {
        (f"court {one}", f"court {other}"): int(lot.integers(20, 75)) for one in range(PLACES) for other in range(one)
    }
    return found, people, Terms(ways)
