"""``munera psychometrics``: hands the words over to the program that the first one names."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Final

# By name, since each brings along what only it needs.
PROGRAMS: Final[Mapping[str, str]] = {
    "fit": "munera.engines.psychometrics.fit_program",
    "report": "munera.engines.psychometrics.report_program",
    "score": "munera.engines.psychometrics.score_program",
}


def main(arguments: Sequence[str]) -> int:
    """The exit code of the program; 2 where there is none of that name."""
    name, *rest = [*arguments, ""]
    if name not in PROGRAMS:
        sys.stderr.write(f"usage: munera psychometrics {{{','.join(sorted(PROGRAMS))}}} …\n")
        return 2
    code: int = import_module(PROGRAMS[name]).main(rest[:-1])
    return code
