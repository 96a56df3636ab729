"""Published answers of real candidates, and what others found in them."""

import csv
import gzip
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats, Item, Model
from munera.engines.psychometrics.responses import Responses, without_gaps
from tests.engines.measured import published_answers


def rows_of(path: Path) -> tuple[list[str], Floats]:
    """Names of the columns, and the numbers under them."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    names, *rows = csv.reader(content.decode().splitlines())
    return names, np.array([[float(cell) for cell in row] for row in rows])


def czech_matura() -> tuple[Responses, Floats, Floats]:
    """The Czech state examination in mathematics of 2019: answers, published scores and their errors."""
    names, rows = rows_of(published_answers("czmatura.csv.gz"))
    points = rows[:, :30].astype(np.int8)
    items = [
        Item(name, Model.GENERALIZED_PARTIAL_CREDIT, int(points[:, place].max()) + 1)
        for place, name in enumerate(names[:30])
    ]
    # Nobody has the one point of b17 to b24: the publication counts their two as one.
    table, closer = without_gaps(points, items)
    return Responses.of(table, closer), rows[:, names.index("IRT")], rows[:, names.index("SE")]


def verbal_aggression() -> Responses:
    """Who would, or perhaps would, curse, scold or shout in four situations: 316 people, 24 items."""
    names, rows = rows_of(published_answers("verbagg.csv"))
    return Responses.of(rows > 0, [Item(name, Model.ONE_PARAMETER) for name in names])


def by_lot(generator: np.random.Generator, theta: Floats, slopes: Floats, intercepts: Floats) -> NDArray[np.int8]:
    """Right and wrong answers of people with these abilities."""
    chance = 1.0 / (1.0 + np.exp(-(theta[:, None] * slopes + intercepts)))
    return (generator.random(chance.shape) < chance).astype(np.int8)
