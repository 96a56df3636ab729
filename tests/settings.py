"""The site's settings, made quick and quiet for tests; DATABASE_URL chooses the database."""

import atexit
import os
import shutil
import tempfile

if "MUNERA_HOME" not in os.environ:
    os.environ["MUNERA_HOME"] = tempfile.mkdtemp(prefix="munera-tests-")
    atexit.register(shutil.rmtree, os.environ["MUNERA_HOME"], ignore_errors=True)
os.environ.setdefault("MUNERA_DEMO", "1")

from munera.site.settings import *  # noqa: F403  # a settings module is made to be extended

if DATABASES["default"]["ENGINE"] == "munera.site.sqlite":  # noqa: F405  # from the site's settings
    # In memory, for each process its own.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405  # likewise
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Each process that runs tests its own: what one counts must not run out in another.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Static files are looked for when asked for: every client of a test would otherwise list them all anew.
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]
