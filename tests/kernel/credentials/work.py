"""What several processes do to one log, for test_batches."""

import sys

import django

django.setup()

from munera.kernel.credentials import actions  # noqa: E402  # Django must stand first
from munera.kernel.credentials.actions import issuing  # noqa: E402
from munera.kernel.credentials.models import Achievement  # noqa: E402
from munera.kernel.people.actions import find_or_create_by_identifier  # noqa: E402
from munera.kernel.people.models import Person  # noqa: E402
from tests.factories.people import jmbg  # noqa: E402


def people(many: int) -> list[Person]:
    """The same in every process, and in every run."""
    emails = [f"rade{number}@demo.example" for number in range(many)]
    known = Person.objects.filter(email__in=emails).order_by("email")
    if known.count() < many:
        new = [Person(full_name="Rade Radić", email=email) for email in emails]
        Person.objects.bulk_create(new, ignore_conflicts=True)
    return list(known)


if __name__ == "__main__":
    achievement = Achievement.objects.select_related("issuer__organisation").get()
    what, many = sys.argv[1], int(sys.argv[2])
    if what == "batch":
        issuing.AT_ONCE = max(many // 100, 20)  # small parts, so that a kill falls between many of them
        awards = [issuing.Award(each, row=each.email or str(each.pk)) for each in people(many)]
        batch = actions.open_batch(achievement, reference="killed", by=None)
        actions.issue_credentials(awards, batch=batch, by=None)
    else:
        for _ in range(many):
            holder = find_or_create_by_identifier("rs-jmbg", jmbg(), full_name="Ana", by=None)
            actions.issue_credential(holder, achievement=achievement, issuer=achievement.issuer, by=None)
