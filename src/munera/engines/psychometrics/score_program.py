"""``munera psychometrics score``: the ability of each person, from parameters and answers in files.

    munera psychometrics score parameters.json answers.csv scores.csv --person candidate --method wle

The exit code is 0, or 2 where somebody could not be scored; then nothing is written.
"""

import argparse
import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from munera.engines.psychometrics.ability import score
from munera.engines.psychometrics.errors import PsychometricsError
from munera.engines.psychometrics.given import add_answers, answers_of, parameters_of, printable, write
from munera.engines.psychometrics.model import Method, Scores
from munera.engines.psychometrics.responses import Responses


def main(arguments: Sequence[str]) -> int:
    """Write a line for each person."""
    wanted = _parser().parse_args(arguments)
    try:
        calibration = parameters_of(wanted.parameters)
        answers = answers_of(wanted, calibration)
        sys.stderr.write(f"{answers.count:,} people, {len(answers.items)} items\n")
        found = score(calibration, answers, Method(wanted.method))
        write(wanted.scores, _table(answers, found))
    except (PsychometricsError, OSError, ValueError) as error:
        sys.stderr.write(f"munera psychometrics score: {printable(str(error))}\n")
        return 2
    sys.stderr.write(f"scored by {wanted.method} with the parameters {found.digest[:16]}\n")
    return 0


def _table(answers: Responses, found: Scores) -> str:
    """CSV: infinite where all or none was right and the method has no end there."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["person", "ability", "standard_error"])
    writer.writerows(
        (person, f"{theta:.6f}", f"{error:.6f}")
        for person, theta, error in zip(answers.people, found.theta, found.standard_error, strict=True)
    )
    return written.getvalue()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="munera psychometrics score", description="The ability of each person.")
    parser.add_argument("parameters", type=Path, help="JSON that a fit wrote")
    add_answers(parser)
    parser.add_argument("scores", type=Path, help="CSV to write")
    parser.add_argument("--method", choices=[each.value for each in Method], default=Method.EAP.value)
    return parser
