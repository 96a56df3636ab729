"""Every setting of the site, from the environment, safe by default. docs/operations.md explains each name.

Grouped as a reader asks: where things lie, secrets, what is installed, signing in, security, language, work, logs.
"""

import os
from pathlib import Path

from environs import Env

env = Env()
PACKAGE = Path(__file__).resolve().parents[1]

# --- where things lie ---------------------------------------------------------------------------------------------
HOME = Path(os.environ.get("MUNERA_HOME") or Path.cwd() / "var").resolve()
HOME.mkdir(parents=True, exist_ok=True)
MUNERA_DEMO = env.bool("MUNERA_DEMO", False)
DEBUG = env.bool("MUNERA_DEBUG", False)
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{HOME / 'munera.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = HOME / "documents"

# --- secrets ------------------------------------------------------------------------------------------------------
# The demo and the tests make do with a known one; a real site must name each (docs/operations.md, "Secrets").


def _secret(name: str, play: str = "munera-demo-only") -> str:
    return env.str(name, play) if MUNERA_DEMO else env.str(name)


SECRET_KEY = _secret("MUNERA_SECRET_KEY")
MUNERA_LOOKUP_KEY = _secret("MUNERA_LOOKUP_KEY")
MUNERA_AUDIT_KEY = _secret("MUNERA_AUDIT_KEY")
# Fernet keys, newest first, separated by commas.
MUNERA_SEALING_KEYS = _secret("MUNERA_SEALING_KEYS", "bXVuZXJhLWRlbW8tb25seS1tdW5lcmEtZGVtby1vbmw=").split(",")

# --- what is installed --------------------------------------------------------------------------------------------
MUNERA_ROOMS = ["munera.services.seasonal"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_cotton",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "munera.ui",
    "munera.kernel.audit",
    "munera.kernel.people",
    "munera.kernel.organisations",
    "munera.kernel.access",
    "munera.kernel.jobs",
    "munera.kernel.messages",
    "munera.kernel.idempotency",
    *MUNERA_ROOMS,
    "munera.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "munera.site.urls"
WSGI_APPLICATION = "munera.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
            ],
        },
    }
]

# --- signing in ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# --- security -----------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("MUNERA_HOSTS", ["localhost", "127.0.0.1", "[::1]"])

# --- language -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("pt", "Português"), ("sr-latn", "Srpski"), ("ar", "العربية")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = env.str("MUNERA_TIME_ZONE", "Europe/Belgrade")
USE_TZ = True

# --- files the browser fetches ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a folder that is missing, and only production fills it
WHITENOISE_USE_FINDERS = True

# --- work in the background ---------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# The public body that runs this site, as its banner names it.
MUNERA_BODY = env.str("MUNERA_BODY", "Demo Town")
