"""Letters: a credential ends soon, and its holder has time to renew it."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials import queries
from munera.kernel.credentials.models import Credential
from munera.kernel.messages.actions import send_letter

LETTER = "credentials.ending"
# So many letters in one run; the timetable comes round again.
AT_ONCE = 5_000


def tell_of_ends() -> int:
    """How many holders were written to; each is once, whatever is killed in between."""
    return sum(_tell(credential) for credential in queries.credentials_about_to_end()[:AT_ONCE])


@transaction.atomic
def _tell(credential: Credential) -> bool:
    """The update is the guard: of two at once, one writes."""
    untold = Credential.objects.filter(pk=credential.pk, end_told_at=None, withdrawn_at=None)
    if not untold.update(end_told_at=timezone.now()):
        return False
    send_letter(
        credential.holder,
        kind=LETTER,
        subject=_("A credential of yours ends soon"),
        body=format_lazy(
            _(
                "“{name}”, which {issuer} issued to you, is valid until {day}. After that day it no longer counts, "
                "and a skill that nothing else proves no longer counts as verified. If you still need it, ask "
                "{issuer} in time how to renew it. You find it in “My wallet”."
            ),
            name=lazy(_name, str)(credential),
            issuer=credential.issuer.organisation.name,
            day=lazy(_day, str)(credential),
        ),
        about=credential,
    )
    return True


# Both in the language of the letter, which is not yet chosen when they are handed over.
def _name(credential: Credential) -> str:
    return credential.achievement.name


def _day(credential: Credential) -> str:
    return date_format(timezone.localtime(credential.valid_until), "DATE_FORMAT")
