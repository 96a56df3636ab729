"""The real graph of skills and occupations, and people and demands by lot upon it."""

import csv
import io
import os
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.environments import ROOT
from munera.engines.matching import Demand, Requirement, Taxonomy
from munera.engines.matching.compiled import compiled

ON = date(2026, 6, 1)
SKILL = "http://data.europa.eu/esco/skill/"
MEAN_SKILLS = 15


@dataclass(frozen=True, slots=True)
class Graph:
    """Skills by number; of each occupation first the essential ones, then the optional."""

    taxonomy: Taxonomy
    skills: list[str]
    starts: NDArray[np.int64]
    essential: NDArray[np.int64]
    """Where the essential ones of each occupation end."""
    members: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Crowd:
    """People by lot, as columns."""

    starts: NDArray[np.uint32]
    entries: NDArray[np.uint16]
    codes: NDArray[np.uint8]
    keys: list[str]


def data_folder() -> Path:
    return Path(os.environ.get("MUNERA_DATA") or ROOT.parent / "shared" / "data") / "esco"


@lru_cache(maxsize=1)
def graph() -> Graph | None:
    """ESCO 1.1.1; None, and a word why, where it is not at hand."""
    archive = data_folder() / "esco-1.1.1-relations.zip"
    if not archive.exists():
        print(f"  {archive} is missing: name the folder of published data sets in MUNERA_DATA.")
        return None
    needs: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"essential": [], "optional": []})
    for row in _table(archive, "occupationSkillRelations.csv"):
        needs[row["occupationUri"]][row["relationType"]].append(row["skillUri"])
    related: dict[str, list[tuple[str, str]]] = {"essential": [], "optional": []}
    for row in _table(archive, "skillSkillRelations.csv"):
        related[row["relationType"]].append((row["originalSkillUri"], row["relatedSkillUri"]))
    broader = [(row["conceptUri"], row["broaderUri"]) for row in _table(archive, "broaderRelationsSkillPillar.csv")]
    occupations = [need["essential"] + need["optional"] for _, need in sorted(needs.items())]
    taxonomy = Taxonomy.from_relations(
        "ESCO 1.1.1",
        broader=broader,
        essential=related["essential"],
        optional=related["optional"],
        occupations=occupations,
    )
    skills = sorted(
        {skill for pair in broader for skill in pair if skill.startswith(SKILL)} | set().union(*occupations)
    )
    number = {skill: place for place, skill in enumerate(skills)}
    starts = np.cumsum([0, *map(len, occupations)])
    essential = starts[:-1] + [len(need["essential"]) for _, need in sorted(needs.items())]
    members = np.array([number[skill] for skills in occupations for skill in skills])
    return Graph(taxonomy, skills, starts, essential, members)


def people_by_lot(known: Graph, count: int, *, seed: int = 7) -> Crowd:
    """One or two occupations each, fifteen skills or so, most of them from there and the essential ones first."""
    chance = np.random.default_rng(seed)
    occupations = len(known.essential)
    rank = chance.permutation(occupations)
    popularity = _zipf(occupations, 0.9)
    first = rank[np.searchsorted(popularity, chance.random(count))]
    second = np.where(chance.random(count) < 0.5, rank[np.searchsorted(popularity, chance.random(count))], -1)
    wanted = np.clip(chance.poisson(MEAN_SKILLS, count), 3, 40)
    order = chance.permutation(len(known.skills)).astype(np.int64)
    starts, entries = _drawn(
        first, second, wanted, known.starts, known.essential, known.members, order, _zipf(len(order), 1.0), seed
    )
    level = chance.integers(1, 6, len(entries))
    evidence = 1 + np.searchsorted([0.6, 0.85], chance.random(len(entries)))
    codes = (level << 5 | evidence << 3).astype(np.uint8)
    keys = [f"p{number:07}" for number in chance.permutation(count)]
    return Crowd(starts.astype(np.uint32), entries.astype(np.uint16), codes, keys)


def demands_by_lot(known: Graph, count: int, *, seed: int = 11) -> list[Demand]:
    """From 5 to 12 requirements of one occupation; an essential one weighs twice."""
    chance = np.random.default_rng(seed)
    rank = chance.permutation(len(known.essential))
    popularity = _zipf(len(rank), 0.9)
    demands: list[Demand] = []
    while len(demands) < count:
        occupation = int(rank[np.searchsorted(popularity, chance.random())])
        begin, end = known.starts[occupation], known.starts[occupation + 1]
        if end - begin < 12:
            continue
        chosen = chance.choice(np.arange(begin, end), size=int(chance.integers(5, 13)), replace=False)
        requirements = tuple(
            Requirement((known.skills[known.members[place]],), weight=2 if place < known.essential[occupation] else 1)
            for place in chosen.tolist()
        )
        demands.append(Demand(f"d{len(demands)}", requirements))
    return demands


def _zipf(count: int, exponent: float) -> NDArray[np.float64]:
    weights = 1 / np.arange(1, count + 1) ** exponent
    cumulated: NDArray[np.float64] = np.cumsum(weights / weights.sum())
    return cumulated


@compiled
def _drawn(  # noqa: PLR0917  # a compiled loop: arrays by place
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    wanted: NDArray[np.int64],
    starts: NDArray[np.int64],
    essential: NDArray[np.int64],
    members: NDArray[np.int64],
    order: NDArray[np.int64],
    popularity: NDArray[np.float64],
    seed: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    np.random.seed(seed)
    ends = np.zeros(len(first) + 1, np.int64)
    entries = np.empty(wanted.sum(), np.int64)
    seen = np.full(len(order), -1, np.int64)
    pool = np.empty(2_000, np.int64)
    at = 0
    for person in range(len(first)):
        begin = at
        of_work = np.int64(wanted[person] * 0.85 + np.random.random())
        for turn in range(2):
            occupation = first[person] if turn == 0 else second[person]
            if occupation < 0:
                continue
            share = of_work if second[person] < 0 else (of_work + 1 - turn) // 2
            size = starts[occupation + 1] - starts[occupation]
            firm = essential[occupation] - starts[occupation]
            pool[:size] = members[starts[occupation] : starts[occupation + 1]]
            for low, high in ((0, firm), (firm, size)):
                for place in range(low, high):
                    if share == 0:
                        break
                    other = np.random.randint(place, high)
                    pool[place], pool[other] = pool[other], pool[place]
                    if seen[pool[place]] != person:
                        seen[pool[place]] = person
                        entries[at] = pool[place]
                        at += 1
                        share -= 1
        for _ in range(wanted[person] - (at - begin)):
            skill = order[int(np.searchsorted(popularity, np.random.random() * popularity[-1]))]
            if seen[skill] != person:
                seen[skill] = person
                entries[at] = skill
                at += 1
        ends[person + 1] = at
    return ends, entries[:at].copy()


def _table(archive: Path, name: str) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(archive) as files:
        path = next(each for each in files.namelist() if each.endswith(name))
        with files.open(path) as file:
            yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8"))
