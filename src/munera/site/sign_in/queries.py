"""What opens a person's account."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from munera.kernel.people.models import Person


@dataclass(frozen=True, slots=True)
class WaysIn:
    """Counts of each, for the overview."""

    has_password: bool
    has_app: bool
    passkeys: int
    recovery_codes_left: int
    eids: int
    sessions: int


def second_factors_of(person: Person) -> set[str]:
    """The kinds (``Authenticator.Type``) that the person has set up."""
    return set(Authenticator.objects.filter(user=person).values_list("type", flat=True))


def ways_in(person: Person) -> WaysIn:
    factors = list(Authenticator.objects.filter(user=person))
    codes = [factor.wrap() for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES]
    return WaysIn(
        has_password=person.has_usable_password(),
        has_app=any(factor.type == Authenticator.Type.TOTP for factor in factors),
        passkeys=sum(factor.type == Authenticator.Type.WEBAUTHN for factor in factors),
        recovery_codes_left=sum(len(each.get_unused_codes()) for each in codes),
        eids=SocialAccount.objects.filter(user=person).count(),
        sessions=UserSession.objects.filter(user=person).count(),
    )
