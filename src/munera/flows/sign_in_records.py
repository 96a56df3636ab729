"""What the sign-in library holds about a person; it is not a room of ours, so its rows are named here."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords

ROOM = "sign-in"


def personal_records(person: Person) -> list[PersonalRecords]:
    """Addresses, second factors, national eIDs and open sessions. All of it goes when the person does."""
    devices = UserSession.objects.filter(user=person)
    sessions = Session.objects.filter(session_key__in=devices.values("session_key"))
    return [
        PersonalRecords(
            ROOM,
            _("E-mail addresses you sign in with"),
            EmailAddress.objects.filter(user=person),
            ("email", "verified", "primary"),
            Erasure.DELETE,
        ),
        PersonalRecords(
            ROOM,
            _("Second factors and passkeys"),
            Authenticator.objects.filter(user=person),
            ("type", "created_at", "last_used_at"),
            Erasure.DELETE,
        ),
        PersonalRecords(
            ROOM,
            _("National electronic identities"),
            SocialAccount.objects.filter(user=person),
            ("provider", "uid", "extra_data", "date_joined", "last_login"),
            Erasure.DELETE,
        ),
        PersonalRecords(
            ROOM,
            _("Devices you are signed in on"),
            devices,
            ("ip", "user_agent", "created_at", "last_seen_at"),
            Erasure.DELETE,
        ),
        PersonalRecords(ROOM, _("Open sessions"), sessions, ("expire_date",), Erasure.DELETE),
    ]
