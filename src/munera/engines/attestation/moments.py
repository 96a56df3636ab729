"""Points in time as credentials write them: ``dateTimeStamp`` of XML Schema 1.1, which has a time zone."""

import re
from datetime import UTC, datetime

from munera.engines.attestation.errors import Unreadable

# XML Schema 1.1, part 2, 3.3.7 and 3.4.28, in years of four digits. An offset ends at 14:00.
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?", re.ASCII
)


def read_moment(text: object) -> datetime:
    """The moment in ``text``, with its own offset; of a finer fraction than a microsecond the rest is dropped.

    Raises ``Unreadable``: ``naive-moment`` where the time zone is missing, so that the moment is not known;
    ``not-a-moment`` for anything else, a leap second and 24:00 among it.
    """
    if not isinstance(text, str):
        raise Unreadable("not-a-moment", f"{text!r} is no moment such as 2026-05-01T12:00:00Z.")
    # Nearly all are of this form, and a look at its signs costs less than the pattern; the digits are looked at below.
    if len(text) != 20 or text[4::3] != "--T::Z" or text[11:13] > "23":
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise Unreadable("not-a-moment", f"{text!r} is no moment such as 2026-05-01T12:00:00Z.")
        if found[1] is None:
            raise Unreadable("naive-moment", f"{text} has no time zone; write Z or an offset such as +02:00.")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("not-a-moment", f"{text} does not exist: {error}.") from error


def write_moment(moment: datetime) -> str:
    """``moment`` in UTC to the second, as ``2026-05-01T12:00:00Z``; one without a time zone is ``naive-moment``."""
    if moment.tzinfo is None:
        raise Unreadable("naive-moment", f"{moment} has no time zone.")
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"
