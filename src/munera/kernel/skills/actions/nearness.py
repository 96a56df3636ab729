"""Which skills stand in for which: a table of the site's own over what the classification says."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from munera.kernel.inserting import insert_rows
from munera.kernel.people.models import Person
from munera.kernel.skills.actions.importing import Overlaid, note_edition
from munera.kernel.skills.actions.reading import NotAClassification
from munera.kernel.skills.choices import NEARNESS, ConceptKind
from munera.kernel.skills.models import Concept, Nearness

COLUMNS = ("wanted", "offered", "parts")


@transaction.atomic
def import_nearness(path: Path, *, by: Person | None = None) -> Overlaid:
    """A CSV with the columns wanted, offered and parts: addresses of two skills, and 0 to 999 parts of a thousand.

    The file is the whole table and takes the place of the earlier one. From now on every rank is reckoned by it, and
    says so by the version of its taxonomy; what was reckoned before keeps the version that it was reckoned by.
    """
    numbers = dict(Concept.objects.filter(kind=ConceptKind.SKILL).values_list("uri", "pk"))
    said: dict[tuple[int, int], int] = {}
    unknown: list[int] = []
    for line, wanted, offered, parts in _rows(path):
        if wanted not in numbers or offered not in numbers:
            unknown.append(line)
            continue
        pair = numbers[wanted], numbers[offered]
        if pair in said:
            raise NotAClassification(f"{path}, line {line}: this pair stands in the table already")
        said[pair] = parts
    Nearness.objects.all().delete()
    rows = ((wanted, offered, parts) for (wanted, offered), parts in said.items())
    taken = len(insert_rows(Nearness, ("wanted_id", "offered_id", "parts"), rows))
    note_edition(NEARNESS, path.name[:20], [], Counter(pairs=taken), by=by)
    return Overlaid(taken, tuple(unknown))


def _rows(path: Path) -> Iterator[tuple[int, str, str, int]]:
    """Line and content of each row; raises ``NotAClassification`` where the file is not such a table."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        table = csv.DictReader(text)
        if not set(COLUMNS) <= set(table.fieldnames or ()):
            raise NotAClassification(f"{path} needs the columns wanted, offered and parts")
        for row in table:
            wanted, offered, parts = ((row[name] or "").strip() for name in COLUMNS)
            if wanted == offered or not (parts.isascii() and parts.isdigit() and int(parts) < 1000):
                raise NotAClassification(f"{path}, line {table.line_num}: two skills and 0 to 999 parts are needed")
            yield table.line_num, wanted, offered, int(parts)
