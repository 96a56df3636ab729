"""The engine of levies: exact on millions of cases by lot, fast on a million days, and beside OpenFisca."""

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from bench.environments import ROOT, environment_of
from munera.engines import levies
from munera.engines.levies.tariff import Days, Tariff, compile_tariff
from tests.engines.levies.judge import differences
from tests.engines.levies.oracle import SCOPES

MILLION = 1_000_000
MOST_MILLISECONDS = 150
FIRST, LAST = np.datetime64("2019-01-08"), np.datetime64("2026-12-31")
MONTH = np.arange("2026-06-01", "2026-07-01", dtype="datetime64[D]")
WORKERS = 33_334  # on every day of a month of thirty days: a million person-days
MIXED = 10_000
TIMES_FASTER = {"dense": 8, "single": 20, "mixed": 1_000}
CALLED = {
    "dense": "a month of 33,334 workers, a million person-days",
    "single": "one worker, one day, with its reasons",
    "mixed": "10,000 rows, each its own day of eight years",
}


@dataclass(frozen=True, slots=True)
class Timed:
    """The median in milliseconds, and the sum that came out."""

    milliseconds: float
    total: Decimal


def exactness() -> bool:
    """Whether no case by lot differs from a second reckoning in decimal arithmetic."""
    print("Levies by lot, against decimal arithmetic; corrections included")
    found = 0
    for scope in (*SCOPES, "mixed"):
        differing = differences(2026, scope=scope, cases=MILLION)
        print(f"  rounded by {scope:<18}{MILLION:>12,} cases{differing:>8} differ", flush=True)
        found += differing
    print()
    return found == 0


def speed() -> bool:
    """Whether a million days of mixed dates are assessed quickly."""
    tariff = compile_tariff(levies.rulebook("rs"), "seasonal")
    days = _days_by_lot(MILLION)
    taken = [_milliseconds(lambda: tariff.amounts(days)) for _ in range(20)]
    print("A million person-days of eight years, three components each, Serbia")
    print(f"  {'CPU, median and least of 20':<28}{median(taken):>8.1f} ms {min(taken):>8.1f} ms", end="")
    print(f"  (at most {MOST_MILLISECONDS} ms)\n")
    return median(taken) <= MOST_MILLISECONDS


def beside_openfisca() -> bool:
    """Whether we are as much faster than OpenFisca as we say; nothing is said where it cannot be had."""
    with TemporaryDirectory() as folder:
        python = environment_of("openfisca")
        if python is None:
            print("OpenFisca could not be installed (no network?): nothing is compared with it.\n")
            return True
        panel, days = np.ones((len(MONTH), WORKERS), np.bool_), _days_by_lot(MIXED)
        _hand_over(Path(folder), panel, days)
        program = ROOT / "bench" / "rivals" / "openfisca_serbia.py"
        answer = subprocess.run([python, program, folder], check=True, capture_output=True, text=True).stdout
    rival = json.loads(answer)
    ours = _ours(panel, days)
    print(f"The Serbian levy beside openfisca-core {rival['version']}, median milliseconds of CPU")
    print(f"  {'':<52}{'OpenFisca':>12}{'ours':>10}{'times':>9}   its sum is off by")
    fast = True
    for task, mine in ours.items():
        theirs = rival[task]
        times = theirs["ms"] / mine.milliseconds
        off = Decimal(theirs["sum"]) - mine.total
        print(f"  {CALLED[task]:<52}{theirs['ms']:>12,.2f}{mine.milliseconds:>10.4f}{times:>9,.0f}", end="")
        print(f"   {off:>+12.4f} RSD  (at least {TIMES_FASTER[task]:,} times)")
        fast = fast and times >= TIMES_FASTER[task]
    exact = len(MONTH) * WORKERS * levies.assess(levies.Engagement(), levies.rulebook("rs"), on=date(2026, 6, 1)).total
    print(f"  our sum of the month is off by {ours['dense'].total - exact} RSD\n")
    return fast and ours["dense"].total == exact


def report() -> bool:
    """Print all three; whether each is within its bound."""
    return all([exactness(), speed(), beside_openfisca()])


def _ours(panel: NDArray[np.bool_], days: Days) -> dict[str, Timed]:
    """The same tasks on the same inputs."""
    book = levies.rulebook("rs")
    tariff = compile_tariff(book, "seasonal")
    first = MONTH[0].item()
    return {
        "dense": _timed(lambda: _dense(tariff, panel), rounds=15),
        "single": _timed(lambda: levies.assess(levies.Engagement(), book, on=first).total, rounds=2_000),
        "mixed": _timed(lambda: tariff.money(int(tariff.amounts(days).sum())), rounds=200),
    }


def _dense(tariff: Tariff, panel: NDArray[np.bool_]) -> Decimal:
    """Every component of every worker on every day, and the sum of all."""
    total = 0
    for works, of_day in zip(panel, tariff.amounts(MONTH), strict=True):
        total += sum(int((works * amount).sum()) for amount in of_day)
    return tariff.money(total)


def _timed(what: Callable[[], Decimal], *, rounds: int) -> Timed:
    taken = [_milliseconds(what) for _ in range(rounds)]
    return Timed(median(taken), what())


def _milliseconds(what: Callable[[], object]) -> float:
    begin = time.process_time()
    what()
    return (time.process_time() - begin) * 1e3


def _days_by_lot(count: int) -> Days:
    chance = np.random.default_rng(2018)
    span = int((LAST - FIRST).astype(np.int64)) + 1
    return FIRST + chance.integers(0, span, count).astype("timedelta64[D]")


# --- the rival ------------------------------------------------------------------------------------------------------


def _hand_over(folder: Path, panel: NDArray[np.bool_], days: Days) -> None:
    """The law from our own rule file, and the days, as files that need nothing of ours to be read."""
    parameters = levies.rulebook("rs").parameters
    keys = {
        "lowest_monthly_base": "lowest_monthly_base",
        "tax": "tax_rate",
        "pension": "pension_rate",
        "health": "health_rate",
    }
    values = {
        name: {dated.starts.isoformat(): float(str(dated.value)) for dated in parameters[key].values}
        for name, key in keys.items()
    }
    (folder / "law.json").write_text(json.dumps({"month": MONTH.astype(str).tolist(), "values": values}))
    np.save(folder / "panel.npy", panel)
    np.save(folder / "mixed.npy", days)
