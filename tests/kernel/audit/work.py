"""What one of two workers does, for test_two_workers: seal a little, many times; say how many."""

import sys

import django

django.setup()

from munera.kernel.audit.actions import seal_events  # noqa: E402  # Django must stand first

if __name__ == "__main__":
    sys.stdout.write(str(sum(seal_events(most=7) for _ in range(30))))
