"""Who sat the demo's examination and what they answered: made up by chance, and the same each time."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.services.mentor.demo.names import PARTS, UNITS
from munera.services.mentor.queries import OMITTED

SEED: Final = 20_260_307
OF_A_TOPIC: Final = 7
# Of the seven questions of a topic a form asks five; at least three of them are asked again at the next sitting.
ASKED: Final = (slice(1, 6), slice(0, 5), slice(2, 7), slice(1, 6))
OPTIONS: Final = 4
HELD_ON: Final = (date(2026, 1, 24), date(2026, 3, 7), date(2026, 7, 11), date(2026, 10, 17))
JANUARY, MARCH, JULY, OCTOBER = range(len(HELD_ON))
PEOPLE: Final = (1000, 800, 700, 560)
# Four of five who had failed the last time came again, and stand first in the list. It takes 300 of one sitting to
# learn what the chance is next time, and 100 new ones of the next to check it.
CAME_AGAIN: Final = (0, 480, 400, 360)
GROWTH: Final = 0.35
MARK, LEAST_OF_A_SUBJECT = 60, 40
GENDERS: Final = ("female", "male")
REGIONS: Final = ("KR-11", "KR-26", "KR-41")
# Topics that some know from their work, and others not at all.
APART: Final = ("drones", "analysis", "errors")
# One key was mixed up in July, one question is harder for those of one region, and one has become known.
MIXED_UP: Final = "SV-074"
HARDER_IN_BUSAN: Final = "SV-038"
KNOWN_SINCE: Final = "SV-087"

Floats = NDArray[np.float64]
Answers = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sat:
    """One sitting: who came, and their answers to the questions with these keys."""

    keys: tuple[str, ...]
    numbers: tuple[str, ...]
    people: tuple[int, ...]
    born_on: tuple[date, ...]
    groups: tuple[tuple[str, str], ...]
    answers: Answers
    absent: tuple[str, ...]
    # Of a hundred, and whether the rule was met.
    marks: tuple[float, ...]
    passed: tuple[bool, ...]

    def candidate(self, at: int) -> tuple[str, date]:
        """What somebody must know to claim this attempt."""
        return self.numbers[at], self.born_on[at]


@dataclass(frozen=True, slots=True)
class Pool:
    """All questions, topic after topic: their keys, the right options, and how they work."""

    keys: tuple[str, ...]
    right: NDArray[np.int64]
    slopes: Floats
    difficulties: Floats

    @property
    def topic(self) -> NDArray[np.int64]:
        """The place of each question's topic."""
        return np.repeat(np.arange(len(self.keys) // OF_A_TOPIC), OF_A_TOPIC)


def pool() -> Pool:
    chance = np.random.default_rng(SEED)
    count = sum(len(part.topics) for part in PARTS) * OF_A_TOPIC
    return Pool(
        keys=tuple(f"SV-{number:03d}" for number in range(1, count + 1)),
        right=chance.integers(1, OPTIONS + 1, count),
        slopes=np.exp(chance.normal(0.1, 0.3, count)),
        difficulties=chance.normal(-0.35, 0.8, count),
    )


def table_of(questions: Pool) -> bytes:
    """The blueprint as an office would hand it in: a line for each question."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(["subject", "subject_en", "topic", "topic_en", "question", "right", "options", "units"])
    number = 0
    for part in PARTS:
        for topic in part.topics:
            units = ",".join(unit.code for unit in UNITS if topic.code in unit.topics)
            for _each in range(OF_A_TOPIC):
                named = (part.subject.ko, part.subject.en, topic.ko, topic.en)
                writer.writerow([*named, questions.keys[number], questions.right[number], OPTIONS, units])
                number += 1
    return written.getvalue().encode()


def sittings(questions: Pool) -> tuple[Sat, ...]:
    """From January to October; some of those who failed came again the next time, and knew more."""
    chance = np.random.default_rng(SEED + 1)
    everybody = sum(PEOPLE) - sum(CAME_AGAIN)
    town = _Town(
        abilities=_abilities(chance, everybody),
        born_on=tuple(date(1972, 1, 1) + timedelta(days=int(days)) for days in chance.integers(0, 12_000, everybody)),
        groups=tuple(
            (GENDERS[one], REGIONS[other]) for one, other in chance.integers((2, len(REGIONS)), size=(everybody, 2))
        ),
    )
    found: list[Sat] = []
    known = 0
    for at, people in enumerate(PEOPLE):
        again = _who_comes_again(chance, found[-1], CAME_AGAIN[at]) if found else np.arange(0)
        town.abilities[again] += chance.normal(GROWTH, 0.25, (len(again), town.abilities.shape[1]))
        new = np.arange(known, known + people - len(again))
        known += len(new)
        found.append(_sat(chance, questions, town, np.concatenate([again, new]), at))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Town:
    """Everybody who ever sits, and what they know by now."""

    abilities: Floats
    born_on: tuple[date, ...]
    groups: tuple[tuple[str, str], ...]


def _who_comes_again(chance: np.random.Generator, last: Sat, count: int) -> NDArray[np.int64]:
    """Whom it did not go well for; not all of them try again."""
    failed = [person for person, passed in zip(last.people, last.passed, strict=True) if not passed]
    return np.asarray(chance.choice(failed, count, replace=False), np.int64)


def _abilities(chance: np.random.Generator, people: int) -> Floats:
    """One for each topic; they go together, but not in step: least of all in what only some have worked with."""
    common = chance.normal(0.0, 0.75, (people, 1))
    subjects = np.repeat(chance.normal(0.0, 0.3, (people, len(PARTS))), [len(part.topics) for part in PARTS], axis=1)
    apart = np.array([1.2 if topic.code in APART else 0.35 for part in PARTS for topic in part.topics])
    return np.asarray(common + subjects + apart * chance.normal(0.0, 1.0, subjects.shape))


def _sat(chance: np.random.Generator, questions: Pool, town: _Town, people: NDArray[np.int64], at: int) -> Sat:
    asked = np.concatenate(
        [np.arange(start, start + OF_A_TOPIC)[ASKED[at]] for start in range(0, len(questions.keys), OF_A_TOPIC)]
    )
    theta = town.abilities[people]
    groups = [town.groups[person] for person in people]
    knows = chance.random((len(people), len(asked))) < _chances(questions, theta, asked, at, groups)
    answers = _chosen(chance, questions, knows, asked)
    if at == JULY:
        _mix_up(answers, questions, asked)
    answers[chance.random(answers.shape) < 0.01] = OMITTED
    marks, passed = _marked(answers == questions.right[asked])
    return Sat(
        keys=tuple(questions.keys[place] for place in asked),
        numbers=tuple(f"{_begins(at)}{10_001 + number:05d}" for number in range(len(people))),
        people=tuple(people.tolist()),
        born_on=tuple(town.born_on[person] for person in people),
        groups=tuple(groups),
        answers=answers,
        absent=tuple(f"{_begins(at)}{90_001 + number:05d}" for number in range(len(people) // 12)),
        marks=marks,
        passed=passed,
    )


def _begins(at: int) -> str:
    """Numbers of candidates begin with the year and the month."""
    return f"{HELD_ON[at]:%y%m}"


def _marked(is_right: NDArray[np.bool_]) -> tuple[tuple[float, ...], tuple[bool, ...]]:
    """By the rule of the examination: of a hundred, 40 in each subject and 60 on average."""
    in_subjects = 100 * is_right.reshape(len(is_right), len(PARTS), -1).mean(axis=2)
    marks = np.round(in_subjects.mean(axis=1), 6)
    return tuple(marks.tolist()), tuple(((marks >= MARK) & (in_subjects >= LEAST_OF_A_SUBJECT).all(axis=1)).tolist())


def _chances(
    questions: Pool, theta: Floats, asked: NDArray[np.int64], at: int, groups: Sequence[tuple[str, str]]
) -> Floats:
    """To know the answer; who does not may still hit upon it."""
    difficulty = np.tile(questions.difficulties[asked], (len(theta), 1))
    keys = [questions.keys[place] for place in asked]
    if HARDER_IN_BUSAN in keys:
        in_busan = np.array([region == "KR-26" for _gender, region in groups])
        difficulty[in_busan, keys.index(HARDER_IN_BUSAN)] += 1.2
    if at >= JULY and KNOWN_SINCE in keys:
        difficulty[:, keys.index(KNOWN_SINCE)] -= 1.3
    logits = questions.slopes[asked] * 1.2 * (theta[:, questions.topic[asked]] - difficulty)
    return np.asarray(1.0 / (1.0 + np.exp(-logits)))


def _chosen(
    chance: np.random.Generator, questions: Pool, knows: NDArray[np.bool_], asked: NDArray[np.int64]
) -> Answers:
    """The right option, or one of the three others: rather the next one than those behind it."""
    right = questions.right[asked]
    away = chance.choice([1, 2, 3], size=knows.shape, p=[0.5, 0.3, 0.2])
    return np.asarray(np.where(knows, right, (right - 1 + away) % OPTIONS + 1), np.uint8)


def _mix_up(answers: Answers, questions: Pool, asked: NDArray[np.int64]) -> None:
    """Whoever knows chooses the option behind the one that the blueprint calls right."""
    place = questions.keys.index(MIXED_UP)
    column = answers[:, asked.tolist().index(place)]
    right = int(questions.right[place])
    other = right % OPTIONS + 1
    was_right, was_other = column == right, column == other
    column[was_right], column[was_other] = other, right
