"""What must hold between the parts of a rule file."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from munera.engines.levies.errors import BadText, Gap, MissingKey, Overlap
from munera.engines.levies.rulebook import Parameter, ParameterKind
from munera.engines.levies.terms import Span

A_DAY = timedelta(days=1)


def must_be(parameters: Mapping[str, Parameter], key: str, *kinds: ParameterKind, file: str, where: str) -> None:
    """Refuse the name of a parameter that is not there, or is of another kind."""
    if key not in parameters:
        raise MissingKey(file, where, f"there is no parameter {key}")
    if parameters[key].kind not in kinds:
        raise BadText(file, where, f"{key} must be of the kind {' or '.join(kinds)}, not {parameters[key].kind}")


def must_not_overlap(spans: Sequence[Span], *, file: str, where: str) -> None:
    """Refuse two that claim the same day; they stand oldest first."""
    for place, (earlier, later) in enumerate(pairwise(spans), start=1):
        if earlier.until is None or later.starts <= earlier.until:
            reason = f"starts on {later.starts}, before the value above it has ended"
            raise Overlap(file, f"{where}[{place}]", reason)


def must_follow(spans: Sequence[Span], *, file: str, where: str) -> None:
    """Refuse two that claim the same day, or leave days between them without a value."""
    must_not_overlap(spans, file=file, where=where)
    for place, (earlier, later) in enumerate(pairwise(spans), start=1):
        if earlier.until is not None and later.starts != earlier.until + A_DAY:
            reason = f"starts on {later.starts}, but the value above it ends on {earlier.until}"
            raise Gap(file, f"{where}[{place}]", reason)
