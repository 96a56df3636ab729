"""Exact best-first search among millions of people: block-max pruning over rows kept in order of likeness.

    from munera.engines.matching.index import Index, open_index, save

    index = Index.build(people, taxonomy, policy, on=today)
    index.search(demand, k=10).hits
    index.upsert(person)
    index = save(index, path)
    index = open_index(path, taxonomy)

Importing this brings numpy and numba along; the scoring of single people needs neither.
"""

from munera.engines.matching.index.index import Index
from munera.engines.matching.index.results import Contribution, Hit, Results
from munera.engines.matching.index.snapshot import open_index, save

__all__ = ["Contribution", "Hit", "Index", "Results", "open_index", "save"]
