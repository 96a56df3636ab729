"""Read a pass rule from TOML, and refuse whatever could be a slip of the pen."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from munera.engines.psychometrics.decisions.rule import PassRule, Weighting
from munera.engines.psychometrics.errors import MalformedRule

TEXTS: Final = ("key", "version")
# A text in English, or a table with one for each language.
WORDS: Final = ("name", "source")
KEYS: Final = (*TEXTS, *WORDS, "valid_from", "verified", "total")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
SECTIONS: Final = ("subjects",)


@lru_cache(maxsize=32)
def pass_rule(key: str) -> PassRule:
    """A rule that ships with the engine."""
    shipped = f"{key}.toml"
    file = files("munera.engines.psychometrics.decisions") / "rules" / shipped
    if not key.replace("-", "").isalnum() or not file.is_file():
        raise MalformedRule(shipped, "", f"no such rule ships; there are {', '.join(shipped_rules())}")
    return read_rule(file.read_text(encoding="utf-8"), file=shipped)


def shipped_rules() -> tuple[str, ...]:
    """The keys of the rules that ship with the engine."""
    folder = files("munera.engines.psychometrics.decisions") / "rules"
    return tuple(sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml")))


def read_rule(text: str, *, file: str) -> PassRule:
    """The rule that ``text`` spells; ``file`` is how errors call it."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedRule(file, "", f"this is not TOML: {error}") from error
    _known(content, KEYS, SECTIONS, file=file, at="")
    for key in TEXTS:
        _text(content[key], file=file, at=key)
    if not isinstance(content["valid_from"], date) or isinstance(content["valid_from"], datetime):
        raise MalformedRule(file, "valid_from", "must be a day, as 2026-01-01")
    if not isinstance(content["verified"], bool):
        raise MalformedRule(file, "verified", "must be true or false")
    total = _table(content["total"], file=file, at="total")
    _known(total, ("minimum", "weighting"), ("weights",), file=file, at="total.")
    subjects = _table(content.get("subjects", {}), file=file, at="subjects")
    _known(subjects, (), ("minimum", "minimums"), file=file, at="subjects.")
    weighting = _weighting(total["weighting"], file=file)
    if weighting is Weighting.POINTS and "weights" in total:
        raise MalformedRule(file, "total.weights", "has no meaning where every point counts alike")
    return PassRule(
        key=content["key"],
        version=content["version"],
        names=_words(content["name"], file=file, at="name"),
        sources=_words(content["source"], file=file, at="source"),
        verified=content["verified"],
        valid_from=content["valid_from"],
        minimum=_number(total["minimum"], most=100, file=file, at="total.minimum"),
        weighting=weighting,
        weights=_numbers(total.get("weights", {}), most=1000, least=Fraction(1, 1000), file=file, at="total.weights"),
        subject_minimum=_number(subjects.get("minimum", 0), most=100, file=file, at="subjects.minimum"),
        subject_minimums=_numbers(subjects.get("minimums", {}), most=100, file=file, at="subjects.minimums"),
    )


def _known(
    table: Mapping[str, Any], required: tuple[str, ...], optional: tuple[str, ...], *, file: str, at: str
) -> None:
    for key in required:
        if key not in table:
            raise MalformedRule(file, f"{at}{key}", "must be given")
    for key in table:
        if key not in required + optional:
            raise MalformedRule(file, f"{at}{key}", f"expected one of {', '.join(required + optional)}")


def _text(text: Any, *, file: str, at: str) -> str:
    if not isinstance(text, str) or not text.strip():
        raise MalformedRule(file, at, "must be a text that says something")
    return text


def _words(words: Any, *, file: str, at: str) -> Mapping[str, str]:
    """By language."""
    if not isinstance(words, dict):
        return {"en": _text(words, file=file, at=at)}
    _known(words, ("en",), tuple(code for code in words if LANGUAGE.fullmatch(code)), file=file, at=f"{at}.")
    return {language: _text(text, file=file, at=f"{at}.{language}") for language, text in words.items()}


def _table(table: Any, *, file: str, at: str) -> Mapping[str, Any]:
    if not isinstance(table, dict):
        raise MalformedRule(file, at, "must be a table")
    return table


def _weighting(name: Any, *, file: str) -> Weighting:
    if name not in list(Weighting):
        raise MalformedRule(file, "total.weighting", f"must be one of {', '.join(Weighting)}, not {name!r}")
    return Weighting(name)


def _numbers(table: Any, *, most: int, least: Fraction = Fraction(0), file: str, at: str) -> Mapping[str, Fraction]:
    return {
        key: _number(value, most=most, least=least, file=file, at=f"{at}.{key}")
        for key, value in _table(table, file=file, at=at).items()
    }


def _number(value: Any, *, most: int, least: Fraction = Fraction(0), file: str, at: str) -> Fraction:
    """Decimals are taken as they are written: 66.7 is 667/10."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedRule(file, at, f"must be a number, not {value!r}")
    if not least <= value <= most:
        raise MalformedRule(file, at, f"must be a number from {float(least):g} to {most}, not {value!r}")
    return Fraction(str(value))
