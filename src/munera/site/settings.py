"""Every setting of the site, from the environment, safe by default. docs/operations.md explains each name.

Grouped as a reader asks: where things lie, secrets, what is installed, signing in, security, language, work, logs.
"""

import os
from pathlib import Path
from typing import Any

from environs import Env, validate

from munera.site.logs import logging_settings
from munera.site.settings_security import *  # noqa: F403  # security: content policy, cookies, headers, proxies
from munera.site.settings_sign_in import *  # noqa: F403  # signing in: accounts, second factors, eIDs, lockout

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
    DATABASES["default"]["ENGINE"] = "munera.site.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # A large batch writes the same index pages again and again: the file gets them every 32 MiB, not every 4.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA wal_autocheckpoint=8000;",
    }
else:
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        DATABASES["default"]["ENGINE"] = "munera.site.postgresql"
    # What a connection asks often, PostgreSQL plans once.
    DATABASES["default"].setdefault("OPTIONS", {})
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = Path(env.str("MUNERA_DOCUMENTS", str(HOME / "documents")))

# --- secrets ------------------------------------------------------------------------------------------------------
# The demo and the tests make do with a known one; a real site must name each (docs/operations.md, "Secrets").


def _secret(name: str, play: str = "munera-demo-only") -> str:
    return env.str(name, play) if MUNERA_DEMO else env.str(name, validate=validate.Length(min=32))


SECRET_KEY = _secret("MUNERA_SECRET_KEY")
MUNERA_LOOKUP_KEY = _secret("MUNERA_LOOKUP_KEY")
MUNERA_AUDIT_KEY = _secret("MUNERA_AUDIT_KEY")
# Fernet keys, newest first, separated by commas.
MUNERA_SEALING_KEYS = _secret("MUNERA_SEALING_KEYS", "bXVuZXJhLWRlbW8tb25seS1tdW5lcmEtZGVtby1vbmw=").split(",")

# "large": 20,000 researchers and 500 demands besides, to see whether the decks keep up.
MUNERA_DEMO_SIZE = env.str("MUNERA_DEMO_SIZE", "small", validate=validate.OneOf(["small", "large"]))

# --- what is installed --------------------------------------------------------------------------------------------
MUNERA_ROOMS = ["munera.services.seasonal", "munera.services.evaluators", "munera.services.mentor"]
# What a key of the API may be used for, room by room.
MUNERA_SCOPES = ["munera.kernel.access.rules.SCOPES", "munera.services.seasonal.rules.SCOPES"]
INSTALLED_APPS = [
    # First, so that its templates for allauth's pages are found before allauth's own.
    "munera.site",
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
    "munera.kernel.documents",
    "munera.kernel.skills",
    "munera.kernel.credentials",
    *MUNERA_ROOMS,
]
MIDDLEWARE = [
    "munera.site.requests.note_request",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "munera.site.programs.ShortWayOfPrograms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "munera.site.language.language_of_person",
    "munera.site.language.TellInOneLanguage",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "munera.site.headers.security_headers",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "munera.site.refusals.ShowRefusals",
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
                "munera.site.context.shell",
                "munera.ui.shell.shell",
            ],
        },
    }
]

# A component sees what it is given and the context processors, never the variables of the page around it.
COTTON_ISOLATE_BY_DEFAULT = True

# --- uploaded files -----------------------------------------------------------------------------------------------
MUNERA_UPLOAD_MOST_BYTES = env.int("MUNERA_UPLOAD_MOST_BYTES", 32 * 1024 * 1024)
MUNERA_UPLOAD_MOST_ROWS = env.int("MUNERA_UPLOAD_MOST_ROWS", 200_000)
# One document, and all that are kept for one person.
MUNERA_DOCUMENT_MOST_BYTES = env.int("MUNERA_DOCUMENT_MOST_BYTES", 10 * 1024 * 1024)
MUNERA_DOCUMENTS_MOST_BYTES_EACH = env.int("MUNERA_DOCUMENTS_MOST_BYTES_EACH", 200 * 1024 * 1024)
# Held in memory until it is sealed: national numbers do not touch the disk in the clear.
FILE_UPLOAD_MAX_MEMORY_SIZE = MUNERA_UPLOAD_MOST_BYTES + 1024 * 1024

# --- refusals -----------------------------------------------------------------------------------------------------
CSRF_FAILURE_VIEW = "munera.site.refusals.form_too_old"
# Of one key or one person, on the API.
MUNERA_CALLS_PER_MINUTE = env.int("MUNERA_CALLS_PER_MINUTE", 600)

# --- language -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("pt", "Português"), ("sr-latn", "Srpski"), ("ar", "العربية"), ("ko", "한국어")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["munera.site.formats"]
TIME_ZONE = env.str("MUNERA_TIME_ZONE", "Europe/Belgrade")
USE_TZ = True

# --- files the browser fetches ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a folder that is missing, and only production fills it
# The demo serves them from where they lie; a real site gathers them once, compressed, under names that may be kept.
WHITENOISE_USE_FINDERS = MUNERA_DEMO
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MUNERA_DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- work in the background ---------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Each kind of job and the function that does it; site/timetable.py says which are started by the clock.
MUNERA_JOBS = {
    "audit.seal": "munera.site.timed.seal_audit",
    "credentials.anchor-checkpoint": "munera.kernel.credentials.tasks.anchor_checkpoint",
    "credentials.ask-witnesses": "munera.kernel.credentials.tasks.ask_witnesses",
    "credentials.publish-checkpoint": "munera.kernel.credentials.tasks.publish_checkpoint",
    "credentials.tell-of-ends": "munera.kernel.credentials.tasks.tell_of_ends",
    "credentials.work-off-upload": "munera.kernel.credentials.tasks.work_off_upload",
    "documents.sweep": "munera.kernel.documents.tasks.sweep",
    "evaluators.compose-round": "munera.services.evaluators.tasks.compose_round",
    "evaluators.expire-interests": "munera.services.evaluators.tasks.expire_interests",
    "evaluators.make-index": "munera.services.evaluators.tasks.make_index",
    "evaluators.tell-of-news": "munera.services.evaluators.tasks.tell_of_news",
    "idempotency.purge": "munera.kernel.idempotency.tasks.purge",
    "jobs.prune": "munera.kernel.jobs.tasks.prune",
    "messages.deliver": "munera.kernel.messages.tasks.deliver",
    "messages.tell-of-failures": "munera.kernel.messages.tasks.tell_of_failures",
    "mentor.calibrate": "munera.services.mentor.tasks.calibrate",
    "mentor.discard-results": "munera.services.mentor.tasks.discard_results",
    "mentor.make-reports": "munera.services.mentor.tasks.make_reports",
    "mentor.read-results": "munera.services.mentor.tasks.read_results",
    "mentor.tell-candidates": "munera.services.mentor.tasks.tell_candidates",
    "people.discard-exports": "munera.flows.personal_data.discard_old_copies",
    "people.erase": "munera.flows.personal_data.run_job",
    "people.export": "munera.flows.personal_data.pack_copy",
    "site.forget-sessions": "munera.site.timed.forget_sessions",
    "seasonal.assess-waiting": "munera.services.seasonal.tasks.assess_waiting",
    "seasonal.close-months": "munera.services.seasonal.tasks.close_months",
    "seasonal.discard-uploads": "munera.services.seasonal.tasks.discard_uploads",
    "seasonal.work-off-upload": "munera.services.seasonal.tasks.work_off_upload",
}
# Seconds after which the jobs of a silent worker are given to another.
MUNERA_WORKER_LEASE = env.float("MUNERA_WORKER_LEASE", 60)
# Seconds between two looks of an idle worker.
MUNERA_WORKER_INTERVAL = env.float("MUNERA_WORKER_INTERVAL", 1)
MUNERA_LETTER_KINDS = "munera.site.letters.LETTER_KINDS"

# --- credentials --------------------------------------------------------------------------------------------------
# The secret halves of all keys that sign, encrypted under the passphrase.
MUNERA_KEY_STORE = Path(env.str("MUNERA_KEY_STORE", str(HOME / "keys.json")))
MUNERA_KEY_PASSPHRASE = _secret("MUNERA_KEY_PASSPHRASE")
# How dear it is to guess the passphrase (N of scrypt); that of the demo is known anyway.
MUNERA_KEY_STORE_COST = 2**14 if MUNERA_DEMO else 2**17
# How many accredited issuers must agree before another is accredited, or loses it.
MUNERA_ISSUER_VOTES = env.int("MUNERA_ISSUER_VOTES", 2, validate=validate.Range(min=1))
# A checkpoint of the log is signed so many seconds after the last one, or after so many new leaves.
MUNERA_CHECKPOINT_SECONDS = env.int("MUNERA_CHECKPOINT_SECONDS", 10)
MUNERA_CHECKPOINT_LEAVES = env.int("MUNERA_CHECKPOINT_LEAVES", 5_000)
# Whether the page that checks credentials asks the sites of other issuers for their keys and status lists.
MUNERA_ASK_OTHER_ISSUERS = env.bool("MUNERA_ASK_OTHER_ISSUERS", True)
# A time stamp authority (RFC 3161) that states once an hour that the log existed; nobody needs it to verify.
MUNERA_TIMESTAMP_URL = env.str("MUNERA_TIMESTAMP_URL", "")
# The certificates (PEM) in which that authority's own must end.
MUNERA_TIMESTAMP_ROOTS = env.str("MUNERA_TIMESTAMP_ROOTS", "")
# A registry contract on a chain, once an hour too: the address of a node, of the contract, and of who pays.
MUNERA_CHAIN_URL = env.str("MUNERA_CHAIN_URL", "")
MUNERA_CHAIN_CONTRACT = env.str("MUNERA_CHAIN_CONTRACT", "")
MUNERA_CHAIN_SENDER = env.str("MUNERA_CHAIN_SENDER", "")

# --- mail ---------------------------------------------------------------------------------------------------------
# The demo has no mail server unless it is given one: it lays its mail down in a folder.
EMAIL_HOST = env.str("MUNERA_MAIL_HOST", "") if MUNERA_DEMO else env.str("MUNERA_MAIL_HOST")
EMAIL_PORT = env.int("MUNERA_MAIL_PORT", 587)
EMAIL_HOST_USER = env.str("MUNERA_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("MUNERA_MAIL_PASSWORD", "")
_mail_security = env.str("MUNERA_MAIL_SECURITY", "starttls", validate=validate.OneOf(["starttls", "tls", "none"]))
EMAIL_USE_TLS = _mail_security == "starttls"
EMAIL_USE_SSL = _mail_security == "tls"
EMAIL_TIMEOUT = env.int("MUNERA_MAIL_TIMEOUT", 30)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
DEFAULT_FROM_EMAIL = (
    env.str("MUNERA_MAIL_FROM", "Demo Town <no-reply@demo.example>") if MUNERA_DEMO else env.str("MUNERA_MAIL_FROM")
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Receipts of the mail server that the database does not know of yet.
MUNERA_JOURNAL = HOME / "outbox"

# --- what the servers share ---------------------------------------------------------------------------------------
# "folder" is shared by the processes of one machine, "database" by several machines.
_caches: dict[str, dict[str, Any]] = {
    "folder": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(HOME / "cache")},
    "database": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "munera_cache"},
}
_cache = env.str("MUNERA_CACHE", "folder", validate=validate.OneOf(list(_caches)))
CACHES = {"default": _caches[_cache] | {"OPTIONS": {"MAX_ENTRIES": 20_000}}}
# In the database and nowhere else: who signs out on one server is signed out on all.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- the web server of this machine (./run serve) -------------------------------------------------------------------
MUNERA_LISTEN_HOST = env.str("MUNERA_LISTEN_HOST", "127.0.0.1")
MUNERA_LISTEN_PORT = env.int("MUNERA_LISTEN_PORT", 8000)
MUNERA_WEB_PROCESSES = env.int("MUNERA_WEB_PROCESSES", 2)
# SQLite lets one writer in at a time: more threads would only wait for each other.
MUNERA_WEB_THREADS = env.int("MUNERA_WEB_THREADS", 1 if DATABASES["default"]["ENGINE"] == "munera.site.sqlite" else 2)

# --- logs and numbers ---------------------------------------------------------------------------------------------
# "json": one object a line, for a collector. "text": for people.
MUNERA_LOG = env.str("MUNERA_LOG", "text" if MUNERA_DEMO else "json")
LOGGING = logging_settings(MUNERA_LOG, level=env.str("MUNERA_LOG_LEVEL", "INFO"))
# Who may read /metrics from elsewhere than this machine; without it, nobody.
MUNERA_METRICS_TOKEN = env.str("MUNERA_METRICS_TOKEN", "")

# --- who runs this site -------------------------------------------------------------------------------------------
# The banner, the statements and the signed document say so to everyone; a real site must name each.


def _named(name: str, in_demo: str) -> str:
    return env.str(name, in_demo) if MUNERA_DEMO else env.str(name)


MUNERA_BODY = _named("MUNERA_BODY", "Demo Town")
MUNERA_ADDRESS = _named("MUNERA_ADDRESS", "http://localhost:8000").rstrip("/")
# As a witness of other logs this site has this name.
MUNERA_WITNESS_NAME = env.str("MUNERA_WITNESS_NAME", f"{MUNERA_ADDRESS.partition('://')[2]}/witness")
# Under this name the log of credentials signs, and others know it; it never changes, even if the address does.
MUNERA_LOG_ORIGIN = env.str("MUNERA_LOG_ORIGIN", f"{MUNERA_ADDRESS.partition('://')[2]}/log")
MUNERA_CONTACT = _named("MUNERA_CONTACT", "contact@demo.example")
MUNERA_SECURITY_CONTACT = _named("MUNERA_SECURITY_CONTACT", "security@demo.example")
MUNERA_ACCESSIBILITY_AUTHORITY = _named("MUNERA_ACCESSIBILITY_AUTHORITY", "")  # the demo has none, and says so
# 32 bytes in base64; without it the first start writes a key to MUNERA_HOME/site-key.
MUNERA_SITE_KEY = env.str("MUNERA_SITE_KEY", "")
