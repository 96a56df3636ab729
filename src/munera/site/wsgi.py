"""What the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "munera.site.settings")
application = get_wsgi_application()

# The map of addresses loads every page: now, rather than while somebody waits for the first.
resolve("/")
# All of that stays. To look through it for circles again and again would take a fifth of what one registration costs.
gc.collect()
gc.freeze()
# And what a request makes is looked through when it is worth it: Python's 700 objects are a fraction of one request.
gc.set_threshold(10_000)
