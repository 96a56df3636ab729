"""What the site demands of browsers, and what it tells them: content policy, cookies, headers, proxies, limits."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from csp.constants import NONCE, NONE, SELF
from environs import Env

from munera.site.sign_in.eids import Eid, eids_named_in

env = Env()

# --- who may call, and how ----------------------------------------------------------------------------------------
# Off only where the site is tried out on one's own machine.
MUNERA_HTTPS = env.bool("MUNERA_HTTPS", not env.bool("MUNERA_DEMO", False))
ALLOWED_HOSTS = env.list("MUNERA_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("MUNERA_TRUSTED_ORIGINS", [])
# The header in which one's own proxy says "https", such as X-Forwarded-Proto; a proxy must strip what callers send.
if _scheme_header := env.str("MUNERA_PROXY_SCHEME_HEADER", ""):
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{_scheme_header.upper().replace('-', '_')}", "https")
SECURE_SSL_REDIRECT = MUNERA_HTTPS
# A load balancer and a collector ask on the inner side, where there is no certificate.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if MUNERA_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = MUNERA_HTTPS
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # a domain enters the browsers' preload list by its owner's wish, not by ours
    "axes.W001",  # a folder does for one machine; several share the database (MUNERA_CACHE)
]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# --- cookies ------------------------------------------------------------------------------------------------------
# The prefix makes a browser refuse the cookie from a subdomain or over plain HTTP.
_HOST_ONLY = "__Host-" if MUNERA_HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST_ONLY}munera"
SESSION_COOKIE_AGE = int(timedelta(hours=env.int("MUNERA_SESSION_HOURS", 12)).total_seconds())
SESSION_COOKIE_SECURE = MUNERA_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_HOST_ONLY}munera_csrf"
CSRF_COOKIE_SECURE = MUNERA_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "munera_language"
LANGUAGE_COOKIE_SECURE = MUNERA_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())

# --- what a page may load -----------------------------------------------------------------------------------------


def content_policy(eids: Iterable[Eid], *, https: bool) -> dict[str, Any]:
    """Scripts run by their nonce alone; nothing comes from elsewhere, and no style stands in a page."""
    directives: dict[str, Any] = {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        # A form may lead on to the sign-in page of an eID.
        "form-action": [SELF, *dict.fromkeys(origin for eid in eids for origin in eid.origins)],
    }
    return {"DIRECTIVES": directives | ({"upgrade-insecure-requests": True} if https else {})}


CONTENT_SECURITY_POLICY = content_policy(eids_named_in(env), https=MUNERA_HTTPS)
# What no page of ours uses, no script that slips in may use either. Passkeys are the exception.
_closed = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope magnetometer"
    " microphone midi payment picture-in-picture usb xr-spatial-tracking"
)
_passkeys = "publickey-credentials-create=(self), publickey-credentials-get=(self)"
MUNERA_PERMISSIONS_POLICY = ", ".join([*(f"{power}=()" for power in _closed.split()), _passkeys])

# --- what an error report may show --------------------------------------------------------------------------------
DEFAULT_EXCEPTION_REPORTER_FILTER = "munera.site.redaction.NothingShown"
