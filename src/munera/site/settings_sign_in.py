"""How people sign in: by a code in their mail, a password, a passkey, an authenticator app or a national eID.

The eIDs come from the environment, one block of names each (``munera.site.sign_in.eids``).
"""

from datetime import timedelta

from environs import Env

from munera.site.sign_in.eids import eids_named_in, provider_settings

env = Env()

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
# Where a door sends somebody whose role asks for a second factor that this session has not seen.
MUNERA_SECOND_FACTOR_URL = "second_factor"
MUNERA_OPEN_FOR_SIGN_UP = env.bool("MUNERA_OPEN_FOR_SIGN_UP", True)

# --- accounts -----------------------------------------------------------------------------------------------------
ACCOUNT_ADAPTER = "munera.site.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = lambda person: person.full_name or person.email or ""  # noqa: E731  # allauth wants a function
ACCOUNT_LOGIN_METHODS = {"email"}
# No password among the fields: an account begins with an address that was shown to work, and may add a password later.
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "munera.site.sign_in.sign_up.NameForm"
ACCOUNT_FORMS = {
    "login": "munera.site.sign_in.forms.SignInForm",
    "signup": "munera.site.sign_in.forms.SignUpForm",
    "request_login_code": "munera.site.sign_in.forms.RequestCodeForm",
    "confirm_login_code": "munera.site.sign_in.forms.ConfirmSignInCodeForm",
    "confirm_email_verification_code": "munera.site.sign_in.forms.ConfirmAddressForm",
    "confirm_password_reset_code": "munera.site.sign_in.forms.ConfirmResetForm",
    "add_email": "munera.site.sign_in.forms.AddAddressForm",
    "change_email": "munera.site.sign_in.forms.ChangeAddressForm",
    "reset_password": "munera.site.sign_in.forms.AskForResetForm",
    "reset_password_from_key": "munera.site.sign_in.forms.ResetPasswordForm",
    "set_password": "munera.site.sign_in.forms.SetPasswordForm",
    "change_password": "munera.site.sign_in.forms.ChangePasswordForm",
    "reauthenticate": "munera.site.sign_in.forms.PasswordAgainForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Codes instead of links everywhere: nothing that opens an account is ever part of an address.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# Only who is new here would be offered to change it: that would tell strangers who is not.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# The lockout of axes is for one name from one address; these hold an attacker who has many addresses.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,20/10m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("MUNERA_PROXIES", 0)

# --- second factors -----------------------------------------------------------------------------------------------
MFA_ADAPTER = "munera.site.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "munera.site.sign_in.forms.ActivateAppForm",
    "add_webauthn": "munera.site.sign_in.forms.AddPasskeyForm",
    "authenticate": "munera.site.sign_in.forms.SecondFactorForm",
    "reauthenticate": "munera.site.sign_in.forms.SecondFactorAgainForm",
    "edit_webauthn": "munera.site.sign_in.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
# A browser itself makes an exception for localhost, where the site is tried out.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.bool("MUNERA_HTTPS", not env.bool("MUNERA_DEMO", False))
MFA_TOTP_ISSUER = env.str("MUNERA_BODY", "Demo Town")
# One step of 30 seconds either way, for phones whose clock is a little off.
MFA_TOTP_TOLERANCE = 1

# --- national eIDs ------------------------------------------------------------------------------------------------
SOCIALACCOUNT_ADAPTER = "munera.site.sign_in.adapters.EidAdapter"
SOCIALACCOUNT_EMAIL_REQUIRED = False
# Somebody whom an eID names may have no mail at all.
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
MUNERA_EIDS = eids_named_in(env)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": provider_settings(MUNERA_EIDS)}

# --- lockout ------------------------------------------------------------------------------------------------------
# Counted in the shared cache under a keyed digest of the name: no row and no log line says who tried.
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "munera.site.sign_in.lockout.name_digest"
AXES_CLIENT_IP_CALLABLE = "munera.site.sign_in.lockout.client_address"
AXES_CLIENT_STR_CALLABLE = "munera.site.sign_in.lockout.client_in_logs"
AXES_LOCKOUT_CALLABLE = "munera.site.sign_in.lockout.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
