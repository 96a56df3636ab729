"""``munera matching``: hands the words over to the program that the first one names."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Final

# By name, since each brings along what only it needs.
PROGRAMS: Final[Mapping[str, str]] = {
    "assign": "munera.engines.matching.assign_program",
    "audit": "munera.engines.matching.audit_program",
    "search": "munera.engines.matching.search_program",
}


def main(arguments: Sequence[str]) -> int:
    """The exit code of the program; 2 where there is none of that name."""
    name, *rest = [*arguments, ""]
    if name not in PROGRAMS:
        sys.stderr.write(f"usage: munera matching {{{','.join(sorted(PROGRAMS))}}} …\n")
        return 2
    code: int = import_module(PROGRAMS[name]).main(rest[:-1])
    return code
