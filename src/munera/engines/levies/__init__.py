"""Levies on days of work: dated law as data, exact arithmetic, and a result that says why.

>>> from datetime import date
>>> from munera.engines import levies
>>> assessment = levies.assess(levies.Engagement(), levies.rulebook("rs"), on=date(2026, 7, 1))
>>> for line in assessment.lines:
...     print(line.amount, line.because)
170.99 Income tax: 10 % of 51297 / 30 (Sl. glasnik RS 50/2018, art. 18)
410.38 Pension and disability insurance: 24 % of 51297 / 30 (Sl. glasnik RS 50/2018, art. 18)
34.20 Health insurance for injury at work: 2 % of 51297 / 30 (Sl. glasnik RS 50/2018, art. 18)
>>> assessment.total
Decimal('615.57')
>>> assessment.rounding.scope.value, assessment.rounding.verified
('day', False)

A further country is a file in ``rules/`` and its worked examples in the tests. ``docs/engines/levies.md`` tells the
idea, the formula and the sources.
"""

from munera.engines.levies.assess import assess, assess_month, credited, take_back
from munera.engines.levies.deadlines import Deadlines, Shift, deadlines, last_open_day, shifts
from munera.engines.levies.errors import LevyError, MalformedRules, MixedCurrencies, NotAnswerable, ValueMissing
from munera.engines.levies.findings import Facts, Finding, averaging_span, findings
from munera.engines.levies.limits import Limit, limits_on, longest_run, window_of
from munera.engines.levies.model import Assessment, Engagement, Line, Month, ReadOn, RoundingScope, WorkerMonth
from munera.engines.levies.payments import PaymentRule, payment
from munera.engines.levies.reading import read_rulebook, rulebook
from munera.engines.levies.record import digest_of, from_plain, to_plain
from munera.engines.levies.rounding import round_half_up
from munera.engines.levies.rulebook import LevyPer, ParameterKind, RuleBook
from munera.engines.levies.terms import Effect, LimitCounts, LimitScope, LimitWindow, OnExceed

__all__ = [
    "Assessment",
    "Deadlines",
    "Effect",
    "Engagement",
    "Facts",
    "Finding",
    "LevyError",
    "LevyPer",
    "Limit",
    "LimitCounts",
    "LimitScope",
    "LimitWindow",
    "Line",
    "MalformedRules",
    "MixedCurrencies",
    "Month",
    "NotAnswerable",
    "OnExceed",
    "ParameterKind",
    "PaymentRule",
    "ReadOn",
    "RoundingScope",
    "RuleBook",
    "Shift",
    "ValueMissing",
    "WorkerMonth",
    "assess",
    "assess_month",
    "averaging_span",
    "credited",
    "deadlines",
    "digest_of",
    "findings",
    "from_plain",
    "last_open_day",
    "limits_on",
    "longest_run",
    "payment",
    "read_rulebook",
    "round_half_up",
    "rulebook",
    "shifts",
    "take_back",
    "to_plain",
    "window_of",
]
