"""One malformed file per way of being wrong: each is refused with file, key and reason."""

from pathlib import Path

import pytest

from munera.engines import levies
from munera.engines.levies import errors
from tests.engines.levies.shipped import RULES

BROKEN = Path(__file__).parent / "broken_rules"

REFUSED = {
    "not_toml": (errors.NotToml, ""),
    "unknown_key_at_top": (errors.UnknownKey, "paramaters"),
    "unknown_key_in_value": (errors.UnknownKey, "parameters.tax_rate.values[0].untill"),
    "missing_key_in_book": (errors.MissingKey, "book.currency"),
    "missing_source": (errors.MissingKey, "parameters.tax_rate.values[0].source"),
    "missing_parameter_the_engine_needs": (errors.MissingKey, "parameters.rounding_scope"),
    "missing_parameter_a_component_names": (errors.MissingKey, "kinds.day.components[0].rate"),
    "missing_english_name": (errors.MissingKey, "kinds.day.name.en"),
    "gap": (errors.Gap, "parameters.tax_rate.values[1]"),
    "overlap": (errors.Overlap, "parameters.tax_rate.values[1]"),
    "open_end_before_another": (errors.Overlap, "parameters.tax_rate.values[1]"),
    "date_as_text": (errors.BadDate, "parameters.tax_rate.values[0].from"),
    "date_with_time": (errors.BadDate, "parameters.tax_rate.values[0].from"),
    "ends_before_it_starts": (errors.BadDate, "parameters.tax_rate.values[0].until"),
    "number_as_text": (errors.BadNumber, "parameters.tax_rate.values[0].value"),
    "number_not_finite": (errors.BadNumber, "parameters.tax_rate.values[0].value"),
    "percent_over_hundred": (errors.BadNumber, "parameters.tax_rate.values[0].value"),
    "amount_of_nothing": (errors.BadNumber, "parameters.rounding_unit.values[0].value"),
    "count_with_fraction": (errors.BadNumber, "parameters.months_ahead.values[0].value"),
    "divided_by_zero": (errors.BadNumber, "kinds.day.base.divided_by"),
    "empty_source": (errors.BadText, "parameters.tax_rate.values[0].source"),
    "verified_as_text": (errors.BadText, "parameters.tax_rate.values[0].verified"),
    "unknown_scope": (errors.BadText, "parameters.rounding_scope.values[0].value"),
    "unknown_parameter_kind": (errors.BadText, "parameters.tax_rate.kind"),
    "rate_that_is_money": (errors.BadText, "kinds.day.components[0].rate"),
    "component_twice": (errors.BadText, "kinds.day.components[1].id"),
    "no_values": (errors.BadText, "parameters.tax_rate.values"),
    "table_as_text": (errors.BadText, "parameters.tax_rate"),
    "product_as_text": (errors.BadText, "kinds.day.base.product"),
}


def read(name: str) -> levies.RuleBook:
    return levies.read_rulebook((BROKEN / f"{name}.toml").read_text(), file=f"{name}.toml")


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_broken_file_is_refused_with_file_key_and_reason(name: str) -> None:
    kind, key = REFUSED[name]

    with pytest.raises(errors.MalformedRules) as caught:
        read(name)

    assert type(caught.value) is kind
    assert (caught.value.file, caught.value.key) == (f"{name}.toml", key)
    assert caught.value.reason
    assert str(caught.value).startswith(f"{name}.toml: ")


def test_the_file_the_broken_ones_were_made_from_is_sound() -> None:
    assert read("sound").kinds.keys() == {"day"}


def test_every_broken_file_is_tested() -> None:
    assert {file.stem for file in BROKEN.glob("*.toml")} == {*REFUSED, "sound"}


def test_every_parameter_of_serbia_has_a_source_and_answers_from_the_first_day_of_the_act() -> None:
    book = levies.rulebook("rs")

    for parameter in book.parameters.values():
        assert parameter.values[0].holds_on(book.in_force_from) or parameter.values[0].starts <= book.in_force_from
        assert all(value.sources["en"] for value in parameter.values)


def test_the_version_changes_with_the_rules_and_not_with_the_remarks() -> None:
    shipped = levies.rulebook("rs").version

    assert levies.read_rulebook(f"# a remark\n{RULES}", file="rs.toml").version == shipped
    assert levies.read_rulebook(RULES.replace("51297", "51298"), file="rs.toml").version != shipped
