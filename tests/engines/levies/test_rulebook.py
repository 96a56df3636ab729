"""One malformed file per way of being wrong: each is refused with file, key and reason."""

import tomllib
from pathlib import Path

import pytest

from munera.engines import levies
from munera.engines.levies import errors
from tests.engines.levies.shipped import RULES, SOUND

BROKEN = Path(__file__).parent / "broken_rules"

WAYS = sorted(file.stem for file in BROKEN.glob("*.toml") if file.stem != "sound")


@pytest.mark.parametrize("name", WAYS)
def test_a_broken_file_is_refused_with_file_key_and_reason(name: str) -> None:
    way = tomllib.loads((BROKEN / f"{name}.toml").read_text(encoding="utf-8"))
    assert way.keys() == {"why", "find", "put", "refused", "key"}
    assert SOUND.count(way["find"]) == 1

    with pytest.raises(errors.MalformedRules) as caught:
        levies.read_rulebook(SOUND.replace(way["find"], way["put"]), file=f"{name}.toml")

    assert type(caught.value) is getattr(errors, way["refused"])
    assert (caught.value.file, caught.value.key) == (f"{name}.toml", way["key"])
    assert caught.value.reason
    assert str(caught.value).startswith(f"{name}.toml: ")


def test_the_file_the_broken_ones_are_made_from_is_sound() -> None:
    book = levies.read_rulebook(SOUND, file="sound.toml")

    assert book.kinds.keys() == {"day", "long_day"}
    assert (len(book.limits), len(book.shifts), len(book.findings), len(book.payments)) == (2, 2, 2, 2)


def test_every_way_of_being_wrong_that_has_a_name_is_shown() -> None:
    refused = {tomllib.loads((BROKEN / f"{name}.toml").read_text(encoding="utf-8"))["refused"] for name in WAYS}

    assert refused == {kind.__name__ for kind in errors.MalformedRules.__subclasses__()}


def test_every_parameter_of_serbia_has_a_source_and_answers_from_the_first_day_of_the_act() -> None:
    book = levies.rulebook("rs")

    for parameter in book.parameters.values():
        assert parameter.values[0].holds_on(book.in_force_from) or parameter.values[0].starts <= book.in_force_from
        assert all(value.sources["en"] for value in parameter.values)


def test_the_version_changes_with_the_rules_and_not_with_the_remarks() -> None:
    shipped = levies.rulebook("rs").version

    assert levies.read_rulebook(f"# a remark\n{RULES}", file="rs.toml").version == shipped
    assert levies.read_rulebook(RULES.replace("51297", "51298"), file="rs.toml").version != shipped
