"""How often somebody without an account may try a number, a code or a reference."""

import time
from typing import Final

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.doors import TooManyRequests
from munera.kernel.sealing import lookup_digest

SPAN: Final = 15 * 60
# Of ten billion codes, forty an hour find one in thirty thousand years; a worker looks a few times a day.
MOST_OF_A_NUMBER: Final = 10
# A village or a telephone company may stand behind one address.
MOST_OF_AN_ADDRESS: Final = 60


class TriedTooOften(TooManyRequests):
    title = _("Tried too often")
    sentence = _(
        "Too many tries were made from here or with this number. Wait a quarter of an hour, then try again. "
        "A service centre can give you a new code at once."
    )


def count_try(*, address: str, number: str = "") -> None:
    """Refuse the try that is one too many within a quarter of an hour. Right and wrong tries count alike.

    Address and number are kept as keyed digests. Two tries at the same moment may count as one: that lets through
    a few more, and costs no lock.
    """
    span, into = divmod(int(time.time()), SPAN)
    for said, most in ((address, MOST_OF_AN_ADDRESS), (number, MOST_OF_A_NUMBER)):
        if not said:
            continue
        counter = f"seasonal.tries:{lookup_digest(said, purpose='seasonal.tries')}:{span}"
        tries = cache.get(counter, 0) + 1
        cache.set(counter, tries, timeout=SPAN)
        if tries > most:
            raise TriedTooOften(wait=SPAN - into)
