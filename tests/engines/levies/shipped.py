"""Rule books for tests: those that ship, as text to be changed in one point, and some that do not ship."""

from importlib.resources import files
from pathlib import Path

from munera.engines import levies

SHIPPED = ("hr", "hu", "rs")
RULES = (files("munera.engines.levies") / "rules" / "rs.toml").read_text(encoding="utf-8")
SOUND = (Path(__file__).parent / "broken_rules" / "sound.toml").read_text(encoding="utf-8")
FURTHER = Path(__file__).parent / "further"


def rulebook_of(country: str) -> levies.RuleBook:
    """A rule book by its country: shipped, or further."""
    if country in SHIPPED:
        return levies.rulebook(country)
    return levies.read_rulebook((FURTHER / f"{country}.toml").read_text(encoding="utf-8"), file=f"{country}.toml")
