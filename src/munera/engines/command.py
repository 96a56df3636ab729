"""``munera``: what the engines do at a command line, without a site and without a database."""

import sys
from collections.abc import Callable, Mapping, Sequence

from munera.engines.attestation import verify_program, witness_program
from munera.engines.matching import program as matching_program
from munera.engines.psychometrics import program as psychometrics_program

# A command takes the words behind its name and answers with its exit code.
Command = Callable[[Sequence[str]], int]
COMMANDS: Mapping[str, Command] = {
    "matching": matching_program.main,
    "psychometrics": psychometrics_program.main,
    "verify": verify_program.main,
    "witness": witness_program.main,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Hand the words over to the command that the first one names; 2 where there is no such command."""
    name, *rest = [*(sys.argv[1:] if arguments is None else arguments), ""]
    command = COMMANDS.get(name)
    if command is None:
        sys.stderr.write(f"usage: munera {{{','.join(sorted(COMMANDS))}}} …\n")
        return 2
    return command(rest[:-1])


if __name__ == "__main__":
    raise SystemExit(main())
