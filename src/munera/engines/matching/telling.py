"""An explanation in plain English, for the command line."""

from collections.abc import Mapping

from munera.engines.matching.explaining import Change, ChangeKind, Explanation, Line
from munera.engines.matching.model import Satisfaction
from munera.engines.matching.taxonomy import Kinship

NEARNESS: Mapping[Kinship | None, str] = {
    Kinship.NARROWER: "narrower",
    Kinship.BROADER: "broader",
    Kinship.RELATED: "related",
    Kinship.SIBLING: "alike",
}


def told(explanation: Explanation, names: Mapping[str, str]) -> str:
    """One line for each requirement and rule, and what would change it. ``names`` has the words for the skills."""
    verified = f"{explanation.verified_share // 10} % of them verified"
    ranked = "" if explanation.is_ranked else ", not ranked"
    lines = [f"{explanation.person}: {explanation.points} of 100 points, {verified}{ranked}"]
    lines += [_line(line, names) for line in explanation.lines]
    lines += [
        f"  rule   {rule.fact}: one of {', '.join(rule.any_of)}: {'kept' if rule.is_kept else 'BROKEN'}"
        for rule in explanation.rules
    ]
    lines += [f"  hint   {_change(change, names)}" for change in explanation.changes]
    return "\n".join(lines) + "\n"


def _line(line: Line, names: Mapping[str, str]) -> str:
    wanted = " or ".join(names.get(skill, skill) for skill in line.requirement.skills)
    points = f"{line.tenths / 10:>5.1f} of {line.tenths_possible / 10:.1f}"
    must = " (a must, and FAILED)" if line.fails else ""
    return f"  {points}  {wanted}: {_found(line, names)}{must}"


def _found(line: Line, names: Mapping[str, str]) -> str:
    if line.evidence is None:
        return "missing"
    name = names.get(line.skill, line.skill)
    how = {
        Satisfaction.MET: "met",
        Satisfaction.NARROWER: f"met by {name}, which is narrower",
    }.get(line.satisfaction, f"{name} is {NEARNESS.get(line.kinship, 'near')}, {line.similarity / 10:g} %")
    level = f", level {line.level}" if line.level else ""
    by = " by " + line.source if line.source else ""
    reference = f" ({line.reference})" if line.reference else ""
    return f"{how}{level}, {line.evidence.name.lower()}{by}{reference}"


def _change(change: Change, names: Mapping[str, str]) -> str:
    name = names.get(change.skill, change.skill)
    what = {
        ChangeKind.RENEW: f"show {name} again",
        ChangeKind.VERIFY: f"have {name} verified",
        ChangeKind.DEEPEN: f"reach level {change.level} in {name}",
        ChangeKind.ADD: f"add {name} at level {change.level}, {change.evidence.name.lower()}",
    }[change.kind]
    ranked = ", and be ranked" if change.opens else ", and pass the one ahead" if change.overtakes else ""
    return f"{what}: {change.points} points{ranked}"
