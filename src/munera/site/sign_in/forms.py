"""The forms of signing in: allauth's own, with labels in our words and no placeholders."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth import password_validation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _


class InOurWords(forms.Form):
    """Say each field's label and hint; a placeholder would vanish as soon as one types."""

    words: ClassVar[dict[str, tuple[Any, Any]]] = {}  # label and hint, both lazy

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)  # whoever mistypes can have a new one by mail
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


def _password_rules() -> str:
    return " ".join(password_validation.password_validators_help_texts())


ADDRESS = (_("E-mail address"), "")
CODE_FROM_MAIL = (_("Code from the mail"), "")
CODE_FROM_APP = (_("Six digits from the app"), "")
SECOND_FACTOR_CODE = (_("Code from your app, or a recovery code"), "")
NEW_PASSWORD = (_("New password"), lazy(_password_rules, str)())
KEY_NAME = (_("Name of this passkey"), _("So that you know it again: “my phone”, “blue key”."))


class SignUpForm(InOurWords, account.SignupForm):  # type: ignore[misc]  # allauth is not typed
    """Name and address; ``sign_up.NameForm`` brings the name."""

    field_order = ("full_name", "email")
    words: ClassVar = {"email": (_("E-mail address"), _("We send a code there to see that it is yours."))}


class SignInForm(InOurWords, account.LoginForm):  # type: ignore[misc]  # allauth is not typed
    """The address alone: a code goes there by mail."""

    words: ClassVar = {"login": (_("E-mail address"), _("We send you a code. There is nothing to remember."))}


class PasswordForm(InOurWords, account.LoginForm):  # type: ignore[misc]  # allauth is not typed
    """Address and password, for those who gave themselves one."""

    words: ClassVar = {"login": ADDRESS, "password": (_("Password"), "")}

    def _setup_password_field(self) -> None:
        """Keep the field: allauth drops it where nobody signs up with a password."""


class RequestCodeForm(InOurWords, account.RequestLoginCodeForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"email": ADDRESS}


class ConfirmSignInCodeForm(InOurWords, account.ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"code": CODE_FROM_MAIL}


class ConfirmAddressForm(InOurWords, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"code": CODE_FROM_MAIL}


class ConfirmResetForm(InOurWords, account.ConfirmPasswordResetCodeForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"code": CODE_FROM_MAIL}


class ChangeAddressForm(InOurWords, account.ChangeEmailForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"email": (_("New e-mail address"), _("We send a code there first."))}


class AddAddressForm(InOurWords, account.AddEmailForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"email": (_("New e-mail address"), _("We send a code there first."))}


class AskForResetForm(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"email": ADDRESS}


class ResetPasswordForm(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"password1": NEW_PASSWORD}


class SetPasswordForm(InOurWords, account.SetPasswordForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"password1": NEW_PASSWORD}


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"oldpassword": (_("Current password"), ""), "password1": NEW_PASSWORD}


class PasswordAgainForm(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"password": (_("Password"), "")}


class ActivateAppForm(InOurWords, ActivateTOTPForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"code": CODE_FROM_APP}


class SecondFactorForm(InOurWords, second_factor.AuthenticateForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"code": SECOND_FACTOR_CODE}


class SecondFactorAgainForm(InOurWords, second_factor.ReauthenticateForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"code": SECOND_FACTOR_CODE}


class AddPasskeyForm(InOurWords, passkeys.AddWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {
        "name": KEY_NAME,
        "passwordless": (
            _("Let this passkey sign me in by itself"),
            _("Your device then asks for your finger, face or PIN."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class RenamePasskeyForm(InOurWords, passkeys.EditWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    words: ClassVar = {"name": KEY_NAME}
