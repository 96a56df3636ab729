"""How long 100,000 credentials take: signed, sealed, logged, stored, with a place in a status list and their skill.

The whole way that an issuer's batch goes, with a checkpoint of the log and a proof for every hundredth at the end.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
CREDENTIALS = 100_000
MOST_SECONDS = 30.0
WORK = """
import sys
import time
import django
django.setup()
from django.core.management import call_command
call_command("prepare", verbosity=0)
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.models import Credential, Leaf
from munera.kernel.inserting import insert_rows
from munera.kernel.organisations.actions import found_organisation
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.people.models import Person
from munera.kernel.skills.choices import ConceptKind
from munera.kernel.skills.models import Concept
many = int(sys.argv[1])
school = found_organisation("Bench", OrganisationKind.SCHOOL, country="RS", by=None)
issuer = actions.enter_issuer(school, slug="bench", by=None)
actions.accredit_founding_issuer(issuer, by=None)
issuer.refresh_from_db()
actions.add_key(issuer, by=None)
skill = Concept.objects.create(uri="http://data.europa.eu/esco/skill/bench", kind=ConceptKind.SKILL)
course = actions.describe_achievement(
    issuer,
    code="pruning",
    kind="Course",
    names={"en": "Meyve agaclarinda guvenli budama"},
    descriptions={"en": "Kisinin meyve agaclarini kimseye zarar vermeden budayabildigini gosterir. " * 4},
    criteria={"en": "On alti saat uygulama ve bir sinav. " * 6},
    skills=[actions.ProvenSkill(skill.uri, "prune plants", 3)],
    eqf_level=4,
    by=None,
)
numbers = insert_rows(Person, ("full_name",), [(f"Ay\\u015fe Y\\u0131lmaz {n}",) for n in range(many)])
people = Person.objects.in_bulk(numbers)
results = [{"type": ["Result"], "status": "Completed", "value": "85"}]
awards = [actions.Award(people[number], row=str(number), results=results) for number in numbers]
batch = actions.open_batch(course, reference="bench", by=None)
actions.make_key_of_site(queries.LOG_KEY)
actions.issue_credentials(awards[:1], batch=batch, by=None)
began = time.process_time()
report = actions.issue_credentials(awards, batch=batch, by=None)
actions.publish_checkpoint()
busy = time.process_time() - began
began = time.process_time()
sample = range(queries.log_size() - many, queries.log_size(), 100)
proofs = [queries.receipt_at(position) for position in sample]
proving = (time.process_time() - began) / len(proofs)
whole = Credential.objects.filter(leaf__payload__isnull=False).count()
size = len(Credential.objects.order_by("-pk").first().body)
print(report.issued, whole, busy, proving, size)
"""


@dataclass(frozen=True, slots=True)
class Issued:
    """What one run took: ``busy`` seconds of one core for all, ``proving`` for one receipt; ``size`` of a document."""

    credentials: int
    busy: float
    proving: float
    size: int

    @property
    def for_hundred_thousand(self) -> float:
        return self.busy * 100_000 / self.credentials


def measured(credentials: int = CREDENTIALS) -> Issued:
    """Issue so many on a database of its own, in a process of its own; raises if any is missing afterwards."""
    with TemporaryDirectory() as home:
        environment = {**os.environ, "MUNERA_HOME": home, "MUNERA_DEMO": "1", "MUNERA_LOG_LEVEL": "ERROR"}
        environment |= {"DJANGO_SETTINGS_MODULE": "munera.site.settings", "PYTHONPATH": f"{ROOT / 'src'}"}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-c", WORK, str(credentials)]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    issued, whole, busy, proving, size = done.stdout.split()
    if int(whole) != credentials or int(issued) != credentials - 1:
        raise RuntimeError(f"{issued} of {credentials} credentials were issued, {whole} are in the log")
    return Issued(credentials, float(busy), float(proving), int(size))


def report(credentials: int = CREDENTIALS) -> bool:
    """Print the line; whether it is within its bound."""
    found = measured(credentials)
    print(f"{found.credentials:,} credentials of {found.size:,} bytes issued, logged and stored, one core")
    print(f"  {'CPU':<40}{found.busy:>8.1f} s  (100,000 in at most {MOST_SECONDS:.0f} s)")
    print(f"  {'credentials per second':<40}{found.credentials / found.busy:>8.0f}")
    print(f"  {'one receipt':<40}{found.proving * 1000:>8.2f} ms\n")
    return found.for_hundred_thousand <= MOST_SECONDS
