"""A million person-days of a month that has ended, closed as the timetable does it: returns and orders for all."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.seasonal_http import Site
from tools.postgresql import DURABLE, find_programs, private_postgresql

EMPLOYERS, WORKERS, DAYS = 1_000, 50, 20
MOST_SECONDS = 60


def report() -> bool:
    """Print how long it took on PostgreSQL; whether that is within the bound, and every day and order is there."""
    programs = find_programs()
    if programs is None:
        print("Closing a month: not measured, the programs of PostgreSQL are not on this machine")
        return False
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="munera-bench-")))
        site = Site(home, stack.enter_context(private_postgresql(programs, options=DURABLE)))
        site.call("-m", "munera.site", "prepare", "--verbosity", "0")
        sizes = map(str, (EMPLOYERS, WORKERS, DAYS))
        made = json.loads(site.call("-m", "bench.filling", "build_month", *sizes))["person_days"]
        done = json.loads(site.call("-m", "bench.filling", "close_months"))
    whole = (done["closed"], done["orders"], done["declared"]) == (EMPLOYERS, EMPLOYERS, made)
    print(f"Closing a month of {made:,} person-days")
    print(
        f"  {done['closed']:,} returns and orders{done['seconds']:>10.1f} s    (at most {MOST_SECONDS};"
        f" {done['cpu']:.1f} s of it the processor's in Python)"
    )
    print(f"  {done['declared']:,} days declared, {made - done['declared']:,} missing; {done['total']} dinars\n")
    return whole and float(done["seconds"]) <= MOST_SECONDS


if __name__ == "__main__":
    sys.exit(0 if report() else 1)
