"""Issue a credential in the place of another, which counts no more from the same moment on."""

from django.db import transaction

from munera.kernel.credentials.actions.issuing import issue_credential
from munera.kernel.credentials.actions.withdrawing import withdraw_credential
from munera.kernel.credentials.models import Achievement, Credential, Issuer
from munera.kernel.people.models import Person


@transaction.atomic
def replace_credential(old: Credential, *, achievement: Achievement, because: str, by: Person | None) -> Credential:
    """To the same holder; at no moment do both count, or none.

    The issuers are held first, as whoever issues holds them before the lists and the log: otherwise two who issue and
    withdraw at once would each wait for the other.
    """
    issuers = Issuer.objects.select_for_update(no_key=True).filter(pk__in=[old.issuer_id, achievement.issuer_id])
    list(issuers.order_by("pk"))
    withdraw_credential(old, because=because, by=by)
    return issue_credential(old.holder, achievement=achievement, issuer=achievement.issuer, by=by)
