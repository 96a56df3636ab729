"""Which skills a free text speaks of: suggestions for a person to confirm, never a decision.

The words of the text are held against the words for the skills, in whole numbers, so that the same text has the same
suggestions on every machine. A word is known by its stem, and a little by its letters, so that a slip of the pen or a
form that the stems do not know still finds its way.

>>> from munera.engines.matching import text
>>> linker = text.Linker.build([
...     text.Label("skill/interviews", "en", "conduct research interview"),
...     text.Label("skill/statistics", "en", "apply statistical analysis techniques"),
...     text.Label("skill/statistics", "pt", "aplicar técnicas de análise estatística"),
... ])
>>> [found] = linker.link("For our research, 200 families were interviewed.", language="en", k=1)
>>> found.skill, found.label, found.words
('skill/interviews', 'conduct research interview', ('research', 'interviewed'))
>>> linker.link("análises estatísticas de microdados", language="pt", k=1)[0].skill
'skill/statistics'
"""

from munera.engines.matching.text.linking import Candidate, Label, Linker
from munera.engines.matching.text.meaning import Gloss, Meanings, Nearness

__all__ = ["Candidate", "Gloss", "Label", "Linker", "Meanings", "Nearness"]
