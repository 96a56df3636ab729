"""How often somebody without an account may have a file checked, or follow links."""

import time
from typing import Final

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.doors import TooManyRequests
from munera.kernel.sealing import lookup_digest

SPAN: Final = 60
# A check takes some milliseconds of this site; a school of teachers may stand behind one address.
MOST: Final = 60


class CheckedTooOften(TooManyRequests):
    title = _("Checked too often")
    sentence = _("Many checks were made from here in a short time. Wait a minute, then go on.")


def count_check(address: str) -> None:
    """Refuse the check that is one too many within a minute. The address is kept as a keyed digest, for that minute."""
    span, into = divmod(int(time.time()), SPAN)
    counter = f"credentials.checks:{lookup_digest(address, purpose='credentials.checks')}:{span}"
    checks = cache.get(counter, 0) + 1
    cache.set(counter, checks, timeout=SPAN)
    if checks > MOST:
        raise CheckedTooOften(wait=SPAN - into)
