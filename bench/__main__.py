"""``./run bench``, or ``./run bench page levies`` for some parts: on a database of its own, thrown away afterwards."""

import os
import sys
from importlib import import_module
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command


def main() -> int:
    with TemporaryDirectory() as home:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"MUNERA_HOME": home, "MUNERA_DEMO": "1", "MUNERA_LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "munera.site.settings"
        django.setup()
        call_command("prepare", verbosity=0)
        report = import_module("bench.report")  # models can be imported from here on
        return 0 if report.report(sys.argv[1:]) else 1


if __name__ == "__main__":
    sys.exit(main())
