"""Hand a credential on by a link: make it, end it, count who followed it."""

import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials.models import Credential, Share
from munera.kernel.credentials.queries.handing import SHARE
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.sealing import lookup_digest, seal_block

BITS: Final = 128


class ShareEnded(Refusal):
    title = _("This link has ended")
    sentence: Sentence = _("This link has ended already. Nobody can follow it any more.")


@transaction.atomic
def share_credential(credential: Credential, *, days: int, by: Person) -> Share:
    """A link of 128 bits that whoever has it may follow for so many days."""
    token = secrets.token_urlsafe(BITS // 8)
    share = Share.objects.create(
        credential=credential,
        digest=lookup_digest(token, purpose=SHARE),
        sealed=seal_block(token.encode()),
        expires_at=timezone.now() + timedelta(days=days),
    )
    record_audit("credentials.share.made", share, by=by, details={"credential": credential.pk, "days": days})
    return share


@transaction.atomic
def end_share(share: Share, *, by: Person) -> None:
    """Nobody can follow the link any more; what was taken along meanwhile stays with whoever took it."""
    if not Share.objects.filter(pk=share.pk, ended_at=None).update(ended_at=timezone.now()):
        raise ShareEnded
    record_audit("credentials.share.ended", share, by=by)


def count_view(share: Share) -> None:
    """The page behind the link was shown once more."""
    Share.objects.filter(pk=share.pk).update(views=F("views") + 1)
