"""Exact best-first search among millions of people: block-max pruning over rows kept in order of likeness.

    from munera.engines.matching.index import Index

    index = Index.build(people, taxonomy, policy, on=today)
    index.search(demand, k=10).hits
    index.upsert(person)
    index.save(path)

Importing this brings numpy and numba along; the scoring of single people needs neither.
"""

from munera.engines.matching.index.index import Hit, Index, Results

__all__ = ["Hit", "Index", "Results"]
