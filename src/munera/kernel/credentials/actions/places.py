"""Give out places in an issuer's status lists, and set the bit of one that is withdrawn."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from munera.engines.attestation import status
from munera.kernel.credentials.models import Issuer, StatusList
from munera.kernel.sealing import seal_block, unseal_block


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list, taken for good: rolled back with the transaction, or never given out again."""

    list_id: int
    list_address: str
    index: int


def take_places(issuer: Issuer, count: int) -> list[Place]:
    """``count`` places drawn by lot, of one list or of more when one becomes full; holds the lists it takes from."""
    return list(_taken(issuer, count))


def _taken(issuer: Issuer, count: int) -> Iterator[Place]:
    # Held as one, so that of two who find no list only one begins it.
    Issuer.objects.select_for_update(of=("self",), no_key=True).get(pk=issuer.pk)
    while count:
        listing = _newest_list(issuer)
        taken = min(count, listing.length - listing.used)
        bits = status.StatusList(bytes(listing.bits), seed=unseal_block(bytes(listing.sealed_seed)))
        for index in bits.allocate(taken, used=listing.used):
            yield Place(listing.pk, listing.address, index)
        listing.used += taken
        listing.save(update_fields=["used"])
        count -= taken


def _newest_list(issuer: Issuer) -> StatusList:
    newest = StatusList.objects.select_for_update(no_key=True).filter(issuer=issuer).order_by("-pk").first()
    if newest and newest.used < newest.length:
        return newest
    seed = secrets.token_bytes(32)
    fresh = status.StatusList.new(seed=seed)
    return StatusList.objects.create(
        issuer=issuer,
        site=settings.MUNERA_ADDRESS,
        length=len(fresh),
        bits=fresh.body,
        sealed_seed=seal_block(seed),
    )


def set_withdrawn(list_id: int, index: int) -> None:
    """Publish that what stands at this place counts no more; call it in the transaction of the withdrawal."""
    listing = StatusList.objects.select_for_update(no_key=True).get(pk=list_id)
    bits = status.StatusList(bytes(listing.bits))
    bits.set(index, status.INVALID)
    listing.bits, listing.changed_at = bits.body, timezone.now()
    listing.save(update_fields=["bits", "changed_at"])
