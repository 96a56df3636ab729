"""Withdraw a credential: in the status list, in the log, and with every skill it proved, in one transaction."""

from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials.actions.leaves import credential_withdrawn
from munera.kernel.credentials.actions.log import append_leaf
from munera.kernel.credentials.actions.places import set_withdrawn
from munera.kernel.credentials.choices import LeafKind
from munera.kernel.credentials.models import Credential
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.skills.actions import void_evidence


class AlreadyWithdrawn(Refusal):
    title = _("This credential was withdrawn already")
    sentence: Sentence = _("This credential was withdrawn already.")


class ReasonMissing(Refusal):
    status: ClassVar[int] = 422
    title = _("A withdrawal needs its reason")
    sentence: Sentence = _("Write why the credential is withdrawn. Its holder will read it.")


@transaction.atomic
def withdraw_credential(credential: Credential, *, because: str, by: Person | None) -> None:
    """It counts no more from now on, for everybody who asks, and neither do the skills it proved.

    The log tells that it was withdrawn and when, so that nobody can do it unseen or say later that it was earlier; why
    is told to the holder alone.
    """
    if not because.strip():
        raise ReasonMissing
    held = (
        Credential.objects.select_for_update(of=("self",), no_key=True)
        .select_related("issuer__organisation")
        .get(pk=credential.pk)
    )
    if held.is_withdrawn:
        raise AlreadyWithdrawn
    set_withdrawn(held.status_list_id, held.status_index)
    leaf = append_leaf(LeafKind.CREDENTIAL_WITHDRAWN, credential_withdrawn(held))
    held.withdrawn_at, held.withdrawn_because, held.withdrawal = timezone.now(), because.strip(), leaf
    held.save(update_fields=["withdrawn_at", "withdrawn_because", "withdrawal"])
    void_evidence(held.identifier, gettext_noop("The credential was withdrawn"), by)
    details = {"leaf": leaf.position}
    record_audit(
        "credentials.credential.withdrawn", held, by=by, on_behalf_of=held.issuer.organisation, details=details
    )
