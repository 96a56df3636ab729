"""The site's settings, made quick and quiet for tests; DATABASE_URL chooses the database."""

import os
import tempfile

os.environ.setdefault("MUNERA_HOME", tempfile.mkdtemp(prefix="munera-tests-"))
os.environ.setdefault("MUNERA_DEMO", "1")

from munera.site.settings import *  # noqa: F403  # a settings module is made to be extended

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
