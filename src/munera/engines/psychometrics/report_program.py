"""``munera psychometrics report``: why each candidate passed or failed, how sure that is, and what to study.

    munera psychometrics report answers.csv parameters.json skills.csv --person candidate --rule kr-engineer-written
    munera psychometrics report answers.csv parameters.json skills.csv --person candidate --rule rule.toml --only c17

``skills.csv`` has the columns ``item`` and ``skill``, and ``subject`` where the rule speaks of subjects. What is told
of anybody is learned from everybody in ``answers.csv``: give it all who sat, and ask for some of them by ``--only``.
The exit code is 0, or 2 where nothing could be told.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.advice import Assumptions
from munera.engines.psychometrics.decisions import PassRule, pass_rule, read_rule, shipped_rules
from munera.engines.psychometrics.errors import Malformed, PsychometricsError, UnknownItem
from munera.engines.psychometrics.explaining import explain_all, grounds_of
from munera.engines.psychometrics.explanation import Explanation
from munera.engines.psychometrics.given import add_answers, answers_of, parameters_of, printable, write
from munera.engines.psychometrics.model import Calibration
from munera.engines.psychometrics.record import written
from munera.engines.psychometrics.responses import Responses
from munera.engines.psychometrics.telling import told

TOLD_EVERY: Final = 10_000
"""People, half a second's work."""


def main(arguments: Sequence[str]) -> int:
    """Print some lines for each person, or write a line of JSON for each."""
    wanted = _parser().parse_args(arguments)
    try:
        answers = answers_of(wanted)
        people, explanations = _explained(wanted, answers)
        if wanted.json is not None:
            write(wanted.json, "".join(f"{written(each).decode()}\n" for each in explanations))
    except (PsychometricsError, OSError, ValueError) as error:
        sys.stderr.write(f"munera psychometrics report: {printable(str(error))}\n")
        return 2
    if wanted.json is None:
        for person, explanation in zip(people, explanations, strict=True):
            sys.stdout.write(f"{printable(person)}: {_printable_lines(told(explanation, {}))}\n")
    passed = sum(each.decision.passed for each in explanations)
    sys.stderr.write(f"{passed:,} of these {len(explanations):,} passed; {answers.count:,} sat\n")
    return 0


def _explained(wanted: argparse.Namespace, answers: Responses) -> tuple[list[str], list[Explanation]]:
    calibration, skills = _with_skills(parameters_of(wanted.parameters), wanted.skills)
    table, people = _columns(answers, calibration), list(answers.people)
    grounds = grounds_of(calibration, table, rule=_rule(wanted.rule), skills=skills)
    if wanted.only:
        unknown = sorted(set(wanted.only) - set(people))
        if unknown:
            raise Malformed(f"Nobody of this name sat: {', '.join(unknown)}.")
        places = [place for place, person in enumerate(people) if person in wanted.only]
        table, people = table[places], [people[place] for place in places]
    assumed = Assumptions(ability_gain=wanted.ability_gain, hours=wanted.hours)
    sys.stderr.write(f"{answers.count:,} people, {len(skills)} skills\n")
    explanations: list[Explanation] = []
    for start in range(0, len(table), TOLD_EVERY):
        explanations += explain_all(grounds, table[start : start + TOLD_EVERY], advice=assumed)
        sys.stderr.write(f"{len(explanations):,} of {len(table):,} explained\n")
    return people, explanations


def _with_skills(calibration: Calibration, path: Path) -> tuple[Calibration, dict[str, list[str]]]:
    """The parameters of the items that the file names, under the subjects it names; and the items of each skill."""
    skills: dict[str, list[str]] = {}
    items = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if not {"item", "skill"} <= set(rows.fieldnames or ()):
            raise Malformed(f"{path.name} must have the columns 'item' and 'skill'.")
        for row in rows:
            if row["item"] not in calibration:
                raise UnknownItem(f"{path.name}, line {rows.line_num}: {row['item']} has no parameters.")
            skills.setdefault(row["skill"], []).append(row["item"])
            parameters = calibration[row["item"]]
            items[row["item"]] = replace(parameters, item=replace(parameters.item, subject=row.get("subject") or ""))
    return replace(calibration, items=tuple(items.values()), covariance=None, free=()), skills


def _columns(answers: Responses, calibration: Calibration) -> NDArray[np.int8]:
    """The answers to the items in the order of the parameters."""
    places = {item.key: place for place, item in enumerate(answers.items)}
    missing = [each.item.key for each in calibration.items if each.item.key not in places]
    if missing:
        raise UnknownItem(f"There are no answers to {', '.join(missing[:5])}.")
    return answers.table()[:, [places[each.item.key] for each in calibration.items]]


def _rule(named: str) -> PassRule:
    path = Path(named)
    return read_rule(path.read_text(encoding="utf-8"), file=path.name) if path.suffix == ".toml" else pass_rule(named)


def _printable_lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.splitlines())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="munera psychometrics report", description="Why each candidate passed or failed, and what to study."
    )
    add_answers(parser)
    parser.add_argument("parameters", type=Path, help="JSON that a fit wrote")
    parser.add_argument("skills", type=Path, help="CSV: item, skill, and subject where the rule speaks of subjects")
    parser.add_argument("--rule", required=True, help=f"a TOML file, or one of {', '.join(shipped_rules())}")
    parser.add_argument("--only", action="append", metavar="PERSON", help="tell of this person; may be given again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write a line of JSON for each instead")
    parser.add_argument("--hours", type=float, default=20.0, help="for one skill, assumed; default: %(default)s")
    parser.add_argument(
        "--ability-gain", type=float, default=0.5, help="by these hours, in standard deviations; default: %(default)s"
    )
    return parser
