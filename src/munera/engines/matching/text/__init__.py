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

What links brings in sparse matrices, and is loaded when it is first asked for: a process that only shows pages never
waits for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from munera.engines.matching.text.linking import Candidate, Label, Linker
    from munera.engines.matching.text.meaning import Gloss, Meanings, Nearness

__all__ = ["Candidate", "Gloss", "Label", "Linker", "Meanings", "Nearness"]

_LATER: Final = {
    "Candidate": "linking",
    "Gloss": "meaning",
    "Label": "linking",
    "Linker": "linking",
    "Meanings": "meaning",
    "Nearness": "meaning",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
