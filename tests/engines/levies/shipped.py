"""The rules that ship, as text, for tests that change them in one point."""

from importlib.resources import files

RULES = (files("munera.engines.levies") / "rules" / "rs.toml").read_text(encoding="utf-8")
