"""``python -m bench.filling build 40 100 20``: call a function of ``seasonal_town`` and print its answer as JSON.

A process of its own for each database, which ``DATABASE_URL`` names.
"""

import json
import sys
from importlib import import_module

import django


def main() -> None:
    django.setup()
    town = import_module("bench.seasonal_town")  # models can be imported from here on
    function, *numbers = sys.argv[1:]
    print(json.dumps(getattr(town, function)(*map(int, numbers))))


if __name__ == "__main__":
    main()
