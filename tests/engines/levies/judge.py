"""Hold the engine's table against the oracle, case by case."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import numpy as np

from munera.engines import levies
from munera.engines.levies.tariff import MonthAmounts, compile_tariff
from tests.engines.levies.oracle import COMPONENTS, Amounts, Month, Oracle, draw_cases

EPOCH = date(1970, 1, 1).toordinal()


def differences(seed: int, *, scope: str, cases: int, misread: Callable[[str], str] = str) -> int:
    """How many of so many cases by lot, and of the months they make, the engine reckons otherwise than the oracle.

    ``misread`` changes the rules before the engine reads them, to see whether the judge would notice.
    """
    chance = Random(seed)
    oracle = Oracle(chance, scope=scope)
    drawn = draw_cases(chance, cases)
    tariff = compile_tariff(levies.read_rulebook(misread(oracle.rules), file=f"{scope}.toml"), "seasonal")
    if tariff.components != COMPONENTS:
        raise AssertionError(tariff.components)
    days = (np.array(drawn.days, np.int64) - EPOCH).astype("datetime64[D]")
    by_day = map(tuple, tariff.amounts(days).tolist())
    of_days = sum(ours != theirs for ours, theirs in zip(by_day, oracle.days(drawn), strict=True))
    months = tariff.month_amounts(
        np.array(drawn.workers, np.int64),
        days,
        employers=np.array(drawn.employers, np.int64),
        times=np.array(drawn.times, np.int64),
    )
    ours_by_worker, ours_by_employer = _plain(months)
    owed = oracle.months(drawn)
    return of_days + _unlike(ours_by_worker, owed.workers) + _unlike(ours_by_employer, owed.rounding)


def _plain(months: MonthAmounts) -> tuple[dict[tuple[int, Month, int], Amounts], dict[tuple[int, Month], Amounts]]:
    workers = {
        (employer, _month(month), worker): tuple(amounts)
        for employer, month, worker, amounts in zip(
            months.employers.tolist(),
            months.months.astype(np.int64).tolist(),
            months.workers.tolist(),
            months.amounts.tolist(),
            strict=True,
        )
    }
    employers = {
        (employer, _month(month)): tuple(amounts)
        for employer, month, amounts in zip(
            months.rounding_employers.tolist(),
            months.rounding_months.astype(np.int64).tolist(),
            months.rounding.tolist(),
            strict=True,
        )
    }
    return workers, employers


def _month(since_1970: int) -> Month:
    years, months = divmod(since_1970, 12)
    return 1970 + years, months + 1


def _unlike(ours: dict[Any, Amounts], theirs: dict[Any, Amounts]) -> int:
    return sum(ours.get(key) != amounts for key, amounts in theirs.items()) + len(ours.keys() - theirs.keys())
