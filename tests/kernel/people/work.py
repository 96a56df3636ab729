"""What two processes do at the same moment, for test_two_at_once."""

import sys

import django

django.setup()

from munera.kernel.people.actions import find_or_create_by_identifier  # noqa: E402  # Django must stand first

if __name__ == "__main__":
    for number in sys.argv[1:]:
        person = find_or_create_by_identifier("rs-jmbg", number, full_name="Rade Radić", by=None)
        sys.stdout.write(f"{person.pk}\n")
