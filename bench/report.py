"""The tables of ``./run bench``. Imported once Django is set up."""

import time
from collections.abc import Collection
from statistics import median

from bench import (
    assignment,
    attestation,
    levies,
    matching,
    psychometrics,
    seasonal_close,
    seasonal_http,
    seasonal_import,
)
from bench.pages import ROWS, Page, bare_page, differences, served_page, settle_reader
from bench.weight import parts_of_home

WARM_UP = 20
ROUNDS = 300
MOST_TIMES_BARE = 1.5
MOST_BYTES = 150 * 1024


def cpu_milliseconds(pages: dict[str, Page], rounds: int) -> dict[str, float]:
    """The median of each, asked for in turn, so that whatever else this machine does falls on all alike."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, page in pages.items():
            begin = time.process_time_ns()
            page()
            taken[name].append((time.process_time_ns() - begin) / 1e6)
    return {name: median(times) for name, times in taken.items()}


def page_cost() -> bool:
    """Whether a list costs little more than its rows."""
    person = settle_reader()
    pages = {"as the site serves it": served_page(person), "the same in bare Django": bare_page(person)}
    for name, page in pages.items():
        answer = page()
        rows = answer.content.count(b'scope="row"')
        if answer.status_code != 200 or rows != ROWS:
            raise RuntimeError(f"{name}: status {answer.status_code}, {rows} rows")
    if differ := differences(*(page() for page in pages.values())):
        raise RuntimeError(f"The pages do not say the same: {'; '.join(differ[:5])}")
    cpu_milliseconds(pages, WARM_UP)
    cost = cpu_milliseconds(pages, ROUNDS)
    served, bare = cost.values()
    print(f"A list of {ROWS} rows, CPU per page, median of {ROUNDS}")
    for name, milliseconds in cost.items():
        print(f"  {name:<28}{milliseconds:>8.2f} ms")
    print(f"  {'ratio':<28}{served / bare:>8.2f}    (at most {MOST_TIMES_BARE})\n")
    return served / bare <= MOST_TIMES_BARE


def home_weight() -> bool:
    """Whether the home page is light enough for a weak line."""
    parts = parts_of_home()
    total = sum(part.size for part in parts)
    print("Home, compressed, fonts apart")
    for part in parts:
        print(f"  {part.name:<40}{part.size / 1024:>8.1f} KB")
    print(f"  {'together':<40}{total / 1024:>8.1f} KB (at most {MOST_BYTES // 1024})\n")
    return total <= MOST_BYTES


PARTS = {
    "page": page_cost,
    "home": home_weight,
    "levies": levies.report,
    "attestation": attestation.report,
    "matching": matching.report,
    "assignment": assignment.report,
    "psychometrics": psychometrics.report,
    "registering": seasonal_http.report,
    "importing": seasonal_import.report,
    "closing": seasonal_close.report,
}


def report(wanted: Collection[str]) -> bool:
    """Print the parts that were asked for, or all; whether each is within its bounds."""
    if unknown := set(wanted) - PARTS.keys():
        print(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
        return False
    held = [part() for name, part in PARTS.items() if name in wanted or not wanted]
    return all(held)
