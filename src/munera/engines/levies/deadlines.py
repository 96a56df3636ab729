"""Until when a day may be entered, as the rules of the day of entry say."""

from calendar import monthrange
from datetime import date

from munera.engines.levies.rulebook import RuleBook


def last_open_day(rulebook: RuleBook, *, today: date) -> date:
    """The last day that may be registered today: the end of the last month that is open.

    >>> from munera.engines.levies.reading import rulebook
    >>> last_open_day(rulebook("rs"), today=date(2025, 12, 9))
    datetime.date(2026, 2, 28)
    """
    months = today.year * 12 + today.month - 1 + int(rulebook.on(today).number("months_ahead").value)
    year, month = divmod(months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])
