"""``munera psychometrics fit``: the parameters of items, from answers in a file.

    munera psychometrics fit answers.csv parameters.json --person candidate --model 2pl
    munera psychometrics fit shards/ parameters.json --anchors last-year.json --processes 2

What each turn found is told while it runs. The exit code is 0 where the parameters have settled, 1 where they have not
yet (they are written all the same, and say so), 2 where they could not be found.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.calibration_record import calibration_words
from munera.engines.psychometrics.errors import Malformed, PsychometricsError
from munera.engines.psychometrics.executors import Executor, Threads
from munera.engines.psychometrics.given import add_answers, answers_of, parameters_of, printable, write
from munera.engines.psychometrics.model import Calibration, Model, Step

COLUMNS = "{:<24} {:>6} {:>9} {:>7} {:>11} {:>9}\n"


def main(arguments: Sequence[str]) -> int:
    """Write the parameters, and print them by item."""
    wanted = _parser().parse_args(arguments)
    try:
        found = _found(wanted)
        write(wanted.parameters, json.dumps(calibration_words(found), ensure_ascii=False, indent=1) + "\n")
    except (PsychometricsError, OSError, ValueError) as error:
        sys.stderr.write(f"munera psychometrics fit: {printable(str(error))}\n")
        return 2
    _tell(found)
    return 0 if found.converged else 1


def _found(wanted: argparse.Namespace) -> Calibration:
    anchors = None if wanted.anchors is None else parameters_of(wanted.anchors)
    answers = answers_of(wanted, anchors)
    if wanted.keep:
        answers = answers.save(wanted.keep)
    sys.stderr.write(f"{answers.count:,} people, {len(answers.items)} items, {len(answers.forms)} forms\n")
    with _executor(wanted) as executor:
        return calibrate(
            answers,
            model=None if wanted.model is None else Model(wanted.model),
            anchors=anchors,
            start=None if wanted.start is None else parameters_of(wanted.start),
            free_groups=not wanted.one_population,
            free_variance=wanted.free_variance,
            tolerance=wanted.tolerance,
            most_turns=wanted.most_turns,
            executor=executor,
            progress=_told,
            standard_errors=not wanted.no_errors,
        )


@contextmanager
def _executor(wanted: argparse.Namespace) -> Iterator[Executor]:
    if wanted.cluster:
        try:
            from distributed import Client  # noqa: PLC0415  # no part of what everybody installs

            from munera.engines.psychometrics.executors.cluster import Cluster  # noqa: PLC0415  # likewise
        except ImportError as error:
            raise Malformed("A cluster needs Dask: install munera[cluster].") from error
        with Client(wanted.cluster) as client:  # type: ignore[no-untyped-call]  # ships no types
            yield Cluster(client)
    elif wanted.processes:
        from munera.engines.psychometrics.executors.processes import Processes  # noqa: PLC0415  # only where asked for

        with Processes(wanted.processes) as processes:
            yield processes
    else:
        yield Threads(wanted.threads or os.cpu_count() or 1)


def _told(turn: int, step: Step) -> None:
    mark = "" if step.is_accelerated else "  plain"
    sys.stderr.write(
        f"turn {turn:>3}: log-likelihood {step.log_likelihood:.4f}, largest change {step.largest_change:.2g}{mark}\n"
    )


def _tell(found: Calibration) -> None:
    sys.stdout.write(COLUMNS.format("item", "model", "answers", "slope", "difficulty", "error"))
    for each in found.items:
        error = each.standard_errors.get("slope")
        difficulty = f"{each.difficulty:.3f}" if each.slope else "-"
        told = "-" if error is None else f"{error:.3f}"
        key = printable(each.item.key)
        sys.stdout.write(COLUMNS.format(key, each.item.model, each.answers, f"{each.slope:.3f}", difficulty, told))
    state = "settled" if found.converged else "NOT settled: allow more turns"
    sys.stderr.write(f"log-likelihood {found.log_likelihood:.4f}, {len(found.trace)} turns, {state}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="munera psychometrics fit", description="The parameters of items.")
    add_answers(parser)
    parser.add_argument("parameters", type=Path, help="JSON to write")
    parser.add_argument("--model", choices=[each.value for each in Model], help="of all; default: by their points")
    parser.add_argument("--anchors", type=Path, metavar="JSON", help="items in it keep their parameters")
    parser.add_argument("--start", type=Path, metavar="JSON", help="where an earlier fit ended")
    parser.add_argument("--one-population", action="store_true", help="hold all groups to be alike")
    parser.add_argument("--free-variance", action="store_true", help="slope 1 for all, and a free variance: Rasch")
    parser.add_argument("--no-errors", action="store_true", help="leave standard errors out")
    parser.add_argument("--tolerance", type=float, default=1e-5, help="largest change at the end; default: %(default)s")
    parser.add_argument("--most-turns", type=int, default=500, help="default: %(default)s")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the answers there, packed")
    parser.add_argument("--threads", type=int, help="default: one for each processor")
    parser.add_argument("--processes", type=int, help="instead of threads; the answers must lie in a folder")
    parser.add_argument("--cluster", metavar="ADDRESS", help="of a Dask scheduler, instead of threads")
    return parser
