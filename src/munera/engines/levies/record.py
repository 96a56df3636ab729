"""An assessment as plain JSON values and back, so that a stored one explains itself without the rules.

Numbers are texts, because a JSON number would pass through binary floating point on its way.
"""

import hashlib
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from munera.engines.levies.model import Assessment, Engagement, Line, Rounding, RoundingScope, Used


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
    }


def from_plain(plain: dict[str, Any]) -> Assessment:
    """The assessment that ``to_plain`` wrote down."""
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
    )


def digest_of(engagement: Engagement, *, on: date) -> str:
    """SHA-256 of what was asked: with the version of the rules it fixes the answer."""
    asked = json.dumps({"kind": engagement.kind, "on": on.isoformat()}, sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()


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
            )
            for used in plain["used"]
        ),
    )
