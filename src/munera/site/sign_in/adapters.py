"""How allauth makes, names and writes to our people. allauth calls these; nothing of ours does."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import EmailVerificationStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.actions import IdentifierOfAnother, add_identifier
from munera.kernel.people.models import Person
from munera.kernel.people.queries import person_by_identifier
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.sealing import lookup_digest, seal, unseal
from munera.site.sign_in.eids import Eid
from munera.site.sign_in.reader import speak_as

WRONG_CODE = _("This code is not right. Look at the newest one and try again.")
WAIT = _("There were too many tries. Wait a few minutes, then try again.")

PROOFS = {
    "reauthenticate": _("Write your password"),
    "mfa_reauthenticate": _("Write a code from your app"),
    "mfa_reauthenticate:webauthn": _("Use your passkey"),
}


class MailNotSent(Refusal):
    status = 503
    title = _("The mail could not be sent")
    sentence = _("Our mail service does not answer just now. Wait a few minutes and try again, or sign in another way.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Accounts begin with a mail address; sign-up can be closed by a setting."""

    error_messages: ClassVar[dict[str, Sentence]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail address and the password do not belong together."),
        "email_taken": _("Somebody already signs in with this e-mail address."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("Write an e-mail address, such as name@example.org."),
        "rate_limited": WAIT,
        "same_as_current": _("This is already your address. Write the new one."),
        "too_many_login_attempts": WAIT,
        "unverified_primary_email": _("First show that your e-mail address is yours."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return bool(settings.MUNERA_OPEN_FOR_SIGN_UP)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """At once, not through the outbox: somebody sits and waits for the code."""
        try:
            super().send_mail(template_prefix, email, {"body": settings.MUNERA_BODY, **context})
        except OSError as broken:  # smtplib's errors are of this kind
            raise MailNotSent from broken

    def get_login_stages(self) -> list[str]:
        replaced = {"allauth.account.stages.EmailVerificationStage": f"{__name__}.{ProveAddressStage.__name__}"}
        return [replaced.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": PROOFS[way["id"]]} for way in ways]

    def post_login(self, request: HttpRequest, user: Person, **details: Any) -> HttpResponse:
        return speak_as(user, super().post_login(request, user, **details))


class ProveAddressStage(EmailVerificationStage):  # type: ignore[misc]  # allauth is not typed
    """Ask for proof of the mail address, unless the person, known by an eID, has none."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user is not None and not self.login.user.email and not self.login.email:
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()
        return answer


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """Seeds and recovery codes are stored sealed."""

    error_messages: ClassVar[dict[str, Sentence]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "unverified_email": _("First show that your e-mail address is yours; then add a second factor."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:  # noqa: A002  # allauth's name
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("My passkey") if number == 1 else gettext("My passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are kept under the body's name, as the person's device will show it."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MUNERA_BODY}


class EidAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """A national eID names a person by number: whoever bears it is signed in, and what else it says is not kept."""

    error_messages: ClassVar[dict[str, Sentence]] = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": _("This eID already opens another account."),
    }

    def populate_user(self, _request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        """Take the name, the address and the number from what the eID says, and forget the rest.

        The subject is often the number itself, so only its keyed digest is stored.
        """
        account = sociallogin.account
        eid = _eid(account.provider)
        said = _claims(account.extra_data)
        sociallogin.stated_number = str(said.get(eid.number_claim) or "") if eid.number_claim else ""
        account.uid = lookup_digest(account.uid, purpose=f"eid:{eid.code}")
        account.extra_data = {}
        person: Person = sociallogin.user
        parts = filter(None, (data.get("first_name"), data.get("last_name")))
        person.full_name = data.get("name") or " ".join(parts)
        person.email = data.get("email") or None
        return person

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Whoever is already known by the number, as a worker may be by an employer's word, is this person."""
        eid, number = _eid(sociallogin.account.provider), getattr(sociallogin, "stated_number", "")
        if not number or sociallogin.is_existing:
            return
        known = person_by_identifier(eid.number_kind, number)
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            if known is not None and known != request.user:
                raise IdentifierOfAnother
        elif known is not None:
            sociallogin.connect(request, known)

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Person:
        """A person nobody knew: keep the number, sealed, so that the next office finds them."""
        person: Person = super().save_user(request, sociallogin, form)
        eid, number = _eid(sociallogin.account.provider), getattr(sociallogin, "stated_number", "")
        if number:
            add_identifier(person, eid.number_kind, number, by=person)
        return person


def _eid(code: str) -> Eid:
    return next(eid for eid in settings.MUNERA_EIDS if eid.code == code)


def _claims(extra_data: dict[str, Any]) -> dict[str, Any]:
    """The identity token and the answer of the user-info address, in one; the signed token wins."""
    return {**extra_data.get("userinfo", {}), **extra_data.get("id_token", {})}
