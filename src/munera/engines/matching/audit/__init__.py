"""Whether a procedure treats groups alike: reckoned afterwards, from what was decided and who the people are.

>>> import numpy as np
>>> from munera.engines.matching.audit import Attribute, impact
>>> chosen = np.array([True, True, True, False, True, False, False, False])
>>> sex = Attribute.of("sex", ["f", "m", "m", "f", "m", "f", "f", None])
>>> table = impact(chosen, [sex]).tables[0]
>>> for group in table.groups:
...     print(*group.labels, group.chosen, "of", group.people, group.ratio, group.below_four_fifths)
f 1 of 4 1/4 True
m 3 of 3 1 False
>>> table.unknown
1

What a person is (`Attribute`) is kept away from what decides; the two meet here and nowhere else (``joined``).
"""

from munera.engines.matching.audit.impact import Group, Impact, Table, above_median, impact
from munera.engines.matching.audit.people import Attribute, joined
from munera.engines.matching.audit.representation import Representation, representation

__all__ = [
    "Attribute",
    "Group",
    "Impact",
    "Representation",
    "Table",
    "above_median",
    "impact",
    "joined",
    "representation",
]
