"""A policy is read strictly: one change of a sound file for each way of being wrong."""

from importlib.resources import files

import pytest

from munera.engines import matching
from munera.engines.matching import MalformedPolicy, NoSuchPolicy

SOUND = (files("munera.engines.matching") / "policies" / "2026-01.toml").read_text(encoding="utf-8")


def test_the_shipped_policy_weighs_declared_attested_and_verified() -> None:
    policy = matching.policy()
    assert policy.version == "2026-01"
    assert tuple(policy.evidence.values()) == (600, 800, 1000)
    assert policy.freshness == ((0, 1000), (5, 900), (10, 800))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("declared = 600", "declared = 900", "what is more must not count for less"),
        ("declared = 600", "declared = 1001", "evidence.declared: must be a whole number from 0 to 1000"),
        ("declared = 600", "declared = 0.6", "evidence.declared: must be a whole number"),
        ("declared = 600", "declared = true", "evidence.declared: must be a whole number"),
        ("declared = 600", "", "evidence.declared: must be given"),
        ("declared = 600", "declared = 600\nrumoured = 1", "evidence.rumoured: expected one of"),
        ('"3" = 760', '"3" = 600', "what is more must not count for less"),
        ('"6" = 1000', "", "level.6: must be given"),
        ("years = 5", "years = 0", "years must rise"),
        ("years = 0", "years = 1", "the first at 0 years"),
        ("parts = 800", "parts = 950", "parts must not"),
        ('version = "2026-01"', 'version = ""', "version: must be a text"),
        ("[evidence]", "evidence = 3\n[ignored]", "ignored: expected one of"),
        ("[evidence]", "[evidence", "this is not TOML"),
    ],
)
def test_a_slip_of_the_pen_is_refused_with_its_key(was: str, becomes: str, said: str) -> None:
    assert was in SOUND
    with pytest.raises(MalformedPolicy, match=said) as refused:
        matching.read_policy(SOUND.replace(was, becomes, 1), file="broken.toml")
    assert str(refused.value).startswith("broken.toml: ")


@pytest.mark.parametrize("version", ["1999-01", "../2026-01", ""])
def test_a_policy_that_does_not_ship_is_said_to_be_missing(version: str) -> None:
    with pytest.raises(NoSuchPolicy):
        matching.policy(version)
