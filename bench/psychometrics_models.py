"""Models that need a table of nodes: a hundred thousand candidates who guess, and as many whose skills are diagnosed.

3PL stands beside mirt for Python at 10,000 candidates, with ``MUNERA_BENCH_LARGE=1`` at 100,000, which takes it half a
minute; both hold the same of the lower asymptote, and are judged by one evaluator. No package for Python diagnoses
skills at this size; R's GDINA 2.11 took 11 s and CDM 8.4 took 26 s of CPU on answers of that size.
"""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from bench.environments import ROOT, environment_of
from bench.memory import peak
from bench.psychometrics_calibration import best, measured_by, run, within
from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.diagnosis import calibrate_skills
from munera.engines.psychometrics.model import Item, Model
from munera.engines.psychometrics.responses import Responses

PEOPLE, FEW = 100_000, 10_000
ITEMS, SKILLED_ITEMS, SKILLS = 60, 30, 5
MOST = {"guessed, s": 3.0, "diagnosed, s": 1.0}
TIMES_FASTER = 50
"""At 10,000 people as at 100,000."""
AT_ONCE = 20_000
TOLERANCE = 1e-4
"""Where the rival stops by itself; both log-posteriors are then as far below the summit."""
LOWER_MEAN, LOWER_DEVIATION = -1.1, 0.5


def report() -> bool:
    """Print the table; whether each line is within its bound."""
    print("Models that need a table of nodes, one thread, s of CPU")
    with TemporaryDirectory() as folder:
        held = [guessed(Path(folder)), diagnosed(Path(folder))]
    print(flush=True)
    return all(held)


def guessed(folder: Path) -> bool:
    """3PL, alone and beside its rival."""
    np.save(folder / "guessed.npy", guessed_answers(PEOPLE))
    whole = measured_by(__spec__.name, "fitted", folder / "guessed.npy", folder / "ours.npy")
    is_quick = within(f"3PL, {PEOPLE:,} by {ITEMS}, packing included, s", whole["seconds"], MOST["guessed, s"])
    print(f"    {whole['turns']} turns over everybody, {whole['peak']:.0f} MB", flush=True)
    people = PEOPLE if os.environ.get("MUNERA_BENCH_LARGE") else FEW
    table = guessed_answers(people)
    np.save(folder / "few.npy", table)
    ours = measured_by(__spec__.name, "fitted", folder / "few.npy", folder / "ours.npy")
    python = environment_of("psychometrics")
    if python is None:
        print("  mirt could not be installed (no network?): nothing is compared with it.")
        return is_quick
    program = str(ROOT / "bench" / "rivals" / "mirt_guessing.py")
    theirs = run([str(python), program, str(folder / "few.npy"), str(folder / "theirs.npy")])
    likely = log_posterior(table, np.load(folder / "ours.npy"))
    away = log_posterior(table, np.load(folder / "theirs.npy")) - likely
    print(f"    {people:,} people: {ours['seconds']:.3f} s, log-posterior {likely:,.4f}")
    print(
        f"    mirt {theirs['version']}, 61 nodes, SQUAREM: {theirs['seconds']:.1f} s ({theirs['wall']:.1f} s by the "
        f"clock), log-posterior {away:+.4f} of ours"
    )
    times = theirs["seconds"] / ours["seconds"]
    print(f"  {f'times faster at {people:,}':<60}{times:>10.1f}   (at least {TIMES_FASTER})", flush=True)
    return is_quick and times >= TIMES_FASTER and away <= max(1e-3, 1e-9 * abs(likely))


def guessed_answers(people: int) -> NDArray[np.int8]:
    generator = np.random.default_rng(7)
    slopes, difficulties = generator.lognormal(0.0, 0.3, ITEMS), generator.normal(size=ITEMS)
    lower = 1.0 / (1.0 + np.exp(-generator.normal(LOWER_MEAN, LOWER_DEVIATION, ITEMS)))
    theta = generator.normal(size=(people, 1))
    chance = lower + (1.0 - lower) / (1.0 + np.exp(-slopes * (theta - difficulties)))
    return (generator.random(chance.shape) < chance).astype(np.int8)


def log_posterior(table: NDArray[np.int8], fitted: NDArray[np.float64]) -> float:
    """The evaluator that both are judged by: 121 nodes from -8 to 8, every person and every item."""
    theta = np.linspace(-8.0, 8.0, 121)
    weights = np.exp(-0.5 * theta**2)
    weights /= weights.sum()
    slopes, intercepts, lower = fitted[:, :, None]
    chance = lower + (1.0 - lower) / (1.0 + np.exp(-(slopes * theta + intercepts)))
    odds, wrong = np.log(chance / (1.0 - chance)), np.log1p(-chance).sum(axis=0)
    total = float(-0.5 * (((np.log(lower / (1.0 - lower)) - LOWER_MEAN) / LOWER_DEVIATION) ** 2).sum())
    for begin in range(0, len(table), AT_ONCE):
        exponents = table[begin : begin + AT_ONCE].astype(np.float64) @ odds + wrong
        highest = exponents.max(axis=1)
        total += float((highest + np.log(np.exp(exponents - highest[:, None]) @ weights)).sum())
    return total


def diagnosed(folder: Path) -> bool:
    """DINA from eight starts."""
    np.save(folder / "diagnosed.npy", diagnosed_answers())
    found = measured_by(__spec__.name, "skilled", folder / "diagnosed.npy", folder / "chances.npy")
    is_quick = within(
        f"DINA, {PEOPLE:,} by {SKILLED_ITEMS}, {SKILLS} skills, 8 starts, packing included, s",
        found["seconds"],
        MOST["diagnosed, s"],
    )
    away = float(np.abs(np.load(folder / "chances.npy") - (0.15, 0.85)).max())
    print(f"    {found['turns']} turns over everybody; chances within {away:.4f} of the truth", flush=True)
    return is_quick and away < 0.02


def needed_skills() -> NDArray[np.bool_]:
    """Ten items that need one skill, fifteen that need two, and five that need three."""
    generator = np.random.default_rng(7)
    needs = np.zeros((SKILLED_ITEMS, SKILLS), np.bool_)
    for item in range(SKILLED_ITEMS):
        count = 1 if item < 10 else 2 if item < 25 else 3
        needs[item, generator.choice(SKILLS, count, replace=False) if count > 1 else item % SKILLS] = True
    return needs


def diagnosed_answers() -> NDArray[np.int8]:
    generator = np.random.default_rng(8)
    drive = generator.normal(size=(PEOPLE, 1))
    has = 0.7 * drive + 0.7 * generator.normal(size=(PEOPLE, SKILLS)) > generator.normal(0, 0.4, SKILLS)
    has_all = ~(~has[:, None, :] & needed_skills()).any(axis=2)
    return (generator.random(has_all.shape) < np.where(has_all, 0.85, 0.15)).astype(np.int8)


# --- in a process of its own ----------------------------------------------------------------------------------------


def fitted(answers: Path, parameters: Path) -> dict[str, float]:
    table = np.load(answers)
    items = [Item(str(number), Model.THREE_PARAMETER) for number in range(table.shape[1])]
    calibrate(Responses.of(table[:1_000], items), standard_errors=False)
    turns = 0

    def whole() -> None:
        nonlocal turns
        found = calibrate(Responses.of(table, items), tolerance=TOLERANCE, standard_errors=False)
        np.save(parameters, np.array([(each.slope, each.intercepts[0], each.lower) for each in found.items]).T)
        turns = len(found.trace)

    return {"seconds": best(whole), "peak": peak(), "turns": turns}


def skilled(answers: Path, chances: Path) -> dict[str, float]:
    table = np.load(answers)
    items = [
        Item(str(number), skills=tuple(f"skill {skill}" for skill in np.flatnonzero(needs)))
        for number, needs in enumerate(needed_skills())
    ]
    calibrate_skills(Responses.of(table[:1_000], items), np.random.default_rng(1), starts=1)
    turns = 0

    def whole() -> None:
        nonlocal turns
        found = calibrate_skills(Responses.of(table, items), np.random.default_rng(1), standard_errors=False)
        np.save(chances, np.array([each.chances for each in found.items]))
        turns = len(found.trace)

    return {"seconds": best(whole), "peak": peak(), "turns": turns}


if __name__ == "__main__":
    asked = {"fitted": fitted, "skilled": skilled}[sys.argv[1]]
    print(json.dumps(asked(Path(sys.argv[2]), Path(sys.argv[3]))))
