"""Issue a key to an organisation's program, take it back, and note the day it was used."""

import secrets
from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.models import ApiKey
from munera.kernel.access.queries import digest_of, scopes_open_to
from munera.kernel.access.rules import LONGEST_LIFE
from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal

SECRET_BYTES: Final = 32


class KeyNameTaken(Refusal):
    title = _("There is a key of this name already")
    sentence = _("Your organisation already uses a key of this name. Choose another name, or revoke the old key first.")


class KeyLifeTooLong(Refusal):
    status = 422
    title = _("The key would last too long")
    sentence = _("A key must end on a day between today and a year from now. Choose such a day.")


class NoSuchScope(Refusal):
    status = 422
    title = _("A key needs something it may be used for")
    sentence = _("Choose at least one thing the key may be used for, of those that your organisation itself may do.")


class KeyAlreadyRevoked(Refusal):
    title = _("The key is revoked already")
    sentence = _("This key was revoked before. Nobody can use it any more.")


@transaction.atomic
def issue_api_key(
    organisation: Organisation, *, name: str, scopes: Collection[str], expires_on: date, by: Person
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is told this once and kept nowhere."""
    if not timezone.localdate() <= expires_on <= timezone.localdate() + LONGEST_LIFE:
        raise KeyLifeTooLong
    theirs = Organisation.objects.filter(pk=organisation.pk)
    if not scopes or not set(scopes) <= {scope.code for scope in scopes_open_to(theirs)}:
        raise NoSuchScope
    prefix = f"munera_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    try:
        with transaction.atomic():
            key = ApiKey.objects.create(
                organisation=organisation,
                name=name,
                scopes=sorted(scopes),
                prefix=prefix,
                digest=digest_of(secret),
                issued_by=by,
                expires_on=expires_on,
            )
    except IntegrityError as clash:
        raise KeyNameTaken from clash
    details = {"scopes": key.scopes, "expires_on": expires_on.isoformat()}
    record_audit("access.key.issued", key, by=by, on_behalf_of=organisation, details=details)
    return key, secret


@transaction.atomic
def revoke_api_key(key: ApiKey, *, by: Person) -> None:
    """Nobody can use the key from now on."""
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise KeyAlreadyRevoked
    record_audit("access.key.revoked", key, by=by, on_behalf_of=key.organisation)


def note_key_used(key: ApiKey, *, on: date) -> None:
    """Remember the day, at the first use of each day."""
    if key.last_used_on != on:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=on)
