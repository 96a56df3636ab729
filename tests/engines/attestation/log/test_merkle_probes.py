"""The 196 probes of transparency-dev/merkle: 98 of inclusion as data, 98 of consistency beside this file."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from munera.engines.attestation.errors import ProofFailed
from munera.engines.attestation.log.tree import verify_consistency, verify_inclusion
from tests.engines.attestation.published import vectors
from tests.engines.attestation.vector_counts import Tally

CONSISTENCY = Path(__file__).with_name("consistency.json")


def probes(*, valid: bool) -> list[dict[str, Any]]:
    inclusion = [json.loads(path.read_text()) for path in sorted(vectors("merkle").glob("inclusion/**/*.json"))]
    found = [*inclusion, *json.loads(CONSISTENCY.read_text())]
    return [probe for probe in found if probe["wantErr"] is not valid]


def digest(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def verify(probe: dict[str, Any]) -> None:
    path = [digest(each) for each in probe["proof"] or []]
    if "leafIdx" in probe:
        leaf, root = digest(probe["leafHash"]), digest(probe["root"])
        verify_inclusion(leaf, probe["leafIdx"], probe["treeSize"], path, root)
    else:
        roots = digest(probe["root1"]), digest(probe["root2"])
        verify_consistency(probe["size1"], roots[0], probe["size2"], roots[1], path)


def test_the_12_valid_probes_hold(tally: Tally) -> None:
    valid = probes(valid=True)
    for probe in valid:
        verify(probe)
    assert len(valid) == 12
    tally("transparency-dev/merkle", accepted=12)


def test_the_184_probes_to_be_refused_are_refused(tally: Tally) -> None:
    wrong = probes(valid=False)
    for probe in wrong:
        with pytest.raises(ProofFailed):
            verify(probe)
    assert len(wrong) == 184
    tally("transparency-dev/merkle", refused=184)
