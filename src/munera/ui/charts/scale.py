"""An axis that begins and ends on round numbers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from munera.ui.charts.model import Number


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from ``low`` to ``high`` with its ticks."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    @classmethod
    def over(cls, values: Iterable[Number], *, steps: int = 4, from_zero: bool = True) -> Self:
        """The smallest round axis that holds all values, and zero where lengths are compared."""
        exact = [Decimal(str(value)) for value in values]
        if from_zero or not exact:
            exact.append(Decimal(0))
        low, high = min(exact), max(exact)
        if low == high:
            low, high = min(low, Decimal(0)), max(high, Decimal(0), low + 1)
        step = _round_step((high - low) / steps)
        first, last = math.floor(low / step), math.ceil(high / step)
        return cls(first * step, last * step, tuple(number * step for number in range(first, last + 1)))

    def share(self, value: Number) -> float:
        """Where a value lies between low (0) and high (1)."""
        return float((Decimal(str(value)) - self.low) / (self.high - self.low))


def _round_step(rough: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 25, 50, 100 … above ``rough``; people do not come in halves."""
    power = Decimal(1).scaleb(rough.adjusted())
    factors = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
    return next(
        factor * power
        for factor in factors
        if factor * power >= rough and (power >= 10 or factor == factor.to_integral_value())
    )
