"""What the audit notes of signing in, and how a session learns that it has seen two factors. Signals of allauth."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as eids
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from munera.kernel.access import rules
from munera.kernel.audit.actions import record_audit
from munera.kernel.people.models import Person


@receiver(account.authentication_step_completed)
def note_step(request: HttpRequest, method: str, user: Person, **details: Any) -> None:
    """An app, a passkey or some eIDs are a second factor; a code that came back by mail proves the address."""
    if method == "code":
        keep_proven(user, details.get("email") or "")
    if method == "mfa" or (method == "socialaccount" and details.get("provider") in _eids_with_two_factors()):
        rules.note_second_factor(request, user)


@receiver(second_factor.authenticator_added)
def note_second_factor_added(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    """Setting one up shows that one has it: nothing more is asked before the recovery codes are shown."""
    record_authentication(request, user, "mfa", type=authenticator.type, id=authenticator.pk, reauthenticated=True)
    record_audit("access.second-factor.added", user, by=user, details={"kind": authenticator.type})


@receiver(second_factor.authenticator_removed)
def note_second_factor_removed(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    if not Authenticator.objects.filter(user=user).exists():
        request.session.pop(rules.SECOND_FACTOR, None)
    record_audit("access.second-factor.removed", user, by=user, details={"kind": authenticator.type})


@receiver(account.user_logged_in)
def note_sign_in(user: Person, **_: Any) -> None:
    record_audit("access.person.signed-in", user, by=user)


@receiver([account.password_changed, account.password_set, account.password_reset])
def note_password(user: Person, **_: Any) -> None:
    record_audit("access.password.changed", user, by=user)


@receiver(account.email_changed)
def note_address(user: Person, from_email_address: EmailAddress | None, **_: Any) -> None:
    if from_email_address is not None:
        record_audit("access.address.changed", user, by=user)


@receiver(eids.social_account_added)
def note_eid_added(sociallogin: Any, **_: Any) -> None:
    record_audit(
        "access.eid.added", sociallogin.user, by=sociallogin.user, details={"eid": sociallogin.account.provider}
    )


@receiver(eids.social_account_removed)
def note_eid_removed(socialaccount: Any, **_: Any) -> None:
    record_audit(
        "access.eid.removed", socialaccount.user, by=socialaccount.user, details={"eid": socialaccount.provider}
    )


def keep_proven(person: Person, address: str) -> None:
    """Somebody whom an office recorded signs in for the first time: the code has shown that the address is theirs."""
    if person.email and person.email.lower() == address.lower():
        proven = {"verified": True, "primary": True}
        EmailAddress.objects.get_or_create(user=person, email=address.lower(), defaults=proven)


def _eids_with_two_factors() -> set[str]:
    return {eid.code for eid in settings.MUNERA_EIDS if eid.shows_two_factors}
