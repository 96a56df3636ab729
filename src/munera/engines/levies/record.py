"""An assessment as plain JSON values and back, so that a stored one explains itself without the rules.

Numbers are texts, because a JSON number would pass through binary floating point on its way.
"""

import hashlib
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from munera.engines.levies.model import Assessment, Engagement, Line, ReadOn, Rounding, RoundingScope, Used
from munera.engines.levies.rulebook import RuleBook


def to_plain(assessment: Assessment) -> dict[str, Any]:
    """Everything the assessment says, as texts, lists and objects."""
    return {
        "on": assessment.on.isoformat(),
        "kind": assessment.kind,
        "currency": assessment.currency,
        "total": str(assessment.total),
        "lines": [
            {
                "component": line.component,
                "base": str(line.base),
                "rate": str(line.rate),
                "amount": str(line.amount),
                "because": line.because,
                "used": [
                    {
                        "key": used.key,
                        "value": str(used.value),
                        "valid_from": used.valid_from.isoformat(),
                        "source": used.source,
                        "verified": used.verified,
                        "read_on": used.read_on.value,
                    }
                    for used in line.used
                ],
            }
            for line in assessment.lines
        ],
        "rounding": {
            "unit": str(assessment.rounding.unit),
            "scope": assessment.rounding.scope.value,
            "source": assessment.rounding.source,
            "verified": assessment.rounding.verified,
        },
        "rules": assessment.rules,
        "version": assessment.version,
        "times": assessment.times,
    }


def from_plain(plain: dict[str, Any]) -> Assessment:
    """The assessment that ``to_plain`` wrote down, today or before it knew of days read elsewhere and taken back."""
    rounding = plain["rounding"]
    return Assessment(
        on=date.fromisoformat(plain["on"]),
        kind=plain["kind"],
        currency=plain["currency"],
        lines=tuple(_line(line) for line in plain["lines"]),
        rounding=Rounding(
            Decimal(rounding["unit"]), RoundingScope(rounding["scope"]), rounding["source"], rounding["verified"]
        ),
        rules=plain["rules"],
        version=plain["version"],
        times=plain.get("times", 1),
    )


@lru_cache(maxsize=4096)
def digest_of(engagement: Engagement, *, on: date, rulebook: RuleBook | None = None) -> str:
    """SHA-256 of what was asked: with the version of the rules it fixes the answer.

    The first day of the engagement belongs to the question only where the rules of its kind read it. Without a rule
    book it is taken to belong, where one is given.
    """
    asked = {"kind": engagement.kind, "on": on.isoformat()}
    reads_start = rulebook.reads_start(engagement.kind) if rulebook else engagement.began_on is not None
    if reads_start:
        asked["began_on"] = (engagement.began_on or on).isoformat()
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _line(plain: dict[str, Any]) -> Line:
    return Line(
        component=plain["component"],
        base=Fraction(plain["base"]),
        rate=Decimal(plain["rate"]),
        amount=Decimal(plain["amount"]),
        because=plain["because"],
        used=tuple(
            Used(
                used["key"],
                Decimal(used["value"]),
                date.fromisoformat(used["valid_from"]),
                used["source"],
                used["verified"],
                ReadOn(used.get("read_on", ReadOn.DAY)),
            )
            for used in plain["used"]
        ),
    )
