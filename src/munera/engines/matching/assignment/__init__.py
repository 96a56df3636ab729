"""Many demands and many people at once: who is given to whom, with a proof that nothing better was to be had.

>>> from munera.engines.matching.assignment.assign import assign
>>> from munera.engines.matching.assignment.model import Problem, loads
>>> problem = Problem(
...     demands=("school meals", "night buses"),
...     people=("Ana", "Bia", "Caio"),
...     scores=[[90, 60, 10], [80, 20, 0]],
...     demand_load=loads(2, minimum=1, maximum=1),
...     person_load=loads(3, maximum=1),
... )
>>> found = assign(problem)
>>> [(pair.demand, pair.person, pair.score) for pair in found.pairs]
[('school meals', 'Bia', 60), ('night buses', 'Ana', 80)]
>>> found.welfare, found.worst, found.certificate.bound
(140, 60, 140)

The bound is reckoned from the prices alone (``certify``): no assignment whatever is worth more than that.

`assign` weighs values; ``stable`` and ``serial`` follow wishes and ranks; ``schedule`` knows hours and ways between
places. ``docs/engines/assignment.md`` tells the idea, the formula and what was measured.
"""
