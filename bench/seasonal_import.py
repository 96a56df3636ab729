"""A file of 100,000 rows through the whole of an upload: read, checked, registered and reported on.

The worker is a process of its own, as on a site; its memory is what the system says it needed at most.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from stdnum.si import emso

from munera.ui.workbooks import workbook
from tools.postgresql import find_programs, private_postgresql

ROOT = Path(__file__).resolve().parents[1]
ROWS = 100_000
MOST_SECONDS = 30
MOST_MIB = 500
PREPARE = """
import sys
import django
django.setup()
from django.core.management import call_command
call_command("prepare", verbosity=0)
from munera.kernel.organisations.actions import found_organisation
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.people.actions import open_account
from munera.services.seasonal import actions
by = open_account("bench@demo.example", full_name="Ana Marković", language="en", by=None)
employer = found_organisation("Bench", OrganisationKind.EMPLOYER, country="RS", municipality="Šabac", by=None)
with open(sys.argv[1], "rb") as file:
    actions.receive_upload(employer, content=file.read(), name="bench.xlsx", by=by)
"""
ASK = """
import django
django.setup()
from munera.services.seasonal.models import Engagement, Upload, UploadRow
upload = Upload.objects.get()
print(upload.state, UploadRow.objects.count(), Engagement.objects.count())
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one file took. ``seconds`` is from the start of the worker to its end."""

    seconds: float
    mebibytes: float

    @property
    def is_within(self) -> bool:
        return self.seconds <= MOST_SECONDS and self.mebibytes <= MOST_MIB


def report() -> bool:
    """Print a line for each database and kind of crew; whether each is within its bounds."""
    print(f"An XLSX of {ROWS:,} rows to its report, by a worker of its own")
    within = True
    for workers in (2_000, 20_000):
        with TemporaryDirectory() as folder:
            file = Path(folder) / "crew.xlsx"
            file.write_bytes(crew_file(workers, ROWS // workers))
            for name, address in databases(Path(folder)):
                with address as url:
                    measured = measure(file, url, Path(folder) / name)
                within = within and measured.is_within
                what = f"{name}, {workers:,} workers × {ROWS // workers} days"
                speed = f"{ROWS / measured.seconds:>8,.0f} rows/s"
                print(f"  {what:<42}{measured.seconds:>7.1f} s{speed}{measured.mebibytes:>7.0f} MiB")
    print(f"  at most {MOST_SECONDS} s and {MOST_MIB} MiB\n")
    return within


def databases(folder: Path) -> Iterator[tuple[str, AbstractContextManager[str]]]:
    yield "SQLite", nullcontext(f"sqlite:///{folder / 'bench.sqlite3'}")
    programs = find_programs()
    if programs:
        yield "PostgreSQL", private_postgresql(programs)


def crew_file(workers: int, days: int) -> bytes:
    """Worker by worker, a row for each day from tomorrow on, the number as text and the day as a day."""
    tomorrow = datetime.now().astimezone().date() + timedelta(days=1)
    rows = (
        (number, f"Radnik Broj{index:05d}", tomorrow + timedelta(days=day), "fruit", "Šabac")
        for index, number in enumerate(islice(numbers(), workers))
        for day in range(days)
    )
    headings = ("JMBG", "Ime i prezime", "Datum", "Vrsta posla", "Mesto rada")
    return workbook(headings, rows, sheet="Radnici", text=(0,))


def numbers() -> Iterator[str]:
    """Citizen numbers of nobody: register code 66 was never given out."""
    for serial in range(1_000):
        for back in range(40):
            digits = f"{date(1990, 1, 1) + timedelta(days=back):%d%m}99066{serial:03d}"
            check = emso.calc_check_digit(digits)
            if len(check) == 1:
                yield digits + check


def measure(file: Path, url: str, home: Path) -> Measured:
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "munera.site.settings",
        "MUNERA_DEMO": "1",
        "MUNERA_HOME": str(home),
        "MUNERA_LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    subprocess.run([sys.executable, "-c", PREPARE, str(file)], env=environment, check=True)
    begin = time.monotonic()
    worker = subprocess.Popen([sys.executable, "-m", "munera.site", "work", "--until-idle"], env=environment)
    _pid, status, used = os.wait4(worker.pid, 0)
    seconds = time.monotonic() - begin
    told = subprocess.run([sys.executable, "-c", ASK], env=environment, check=True, capture_output=True, text=True)
    if status or told.stdout.split() != ["done", str(ROWS), str(ROWS)]:
        raise RuntimeError(f"status {status}: {told.stdout}")
    return Measured(seconds, used.ru_maxrss / 1024)
