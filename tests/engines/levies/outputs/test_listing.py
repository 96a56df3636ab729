"""The list of a return: read back by another program, opened without harm in a spreadsheet."""

import csv
import re
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from munera.engines.levies import outputs
from tests.engines.levies.outputs.samples import RETURN, ROW

FORMULAS = "=+-@＝＋－＠"


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_list_has_a_head_and_a_line_for_each_row() -> None:
    rows = (ROW, replace(ROW, identifier="0101006500006", hours=Decimal("7.5")))

    content = outputs.return_csv(replace(RETURN, version=3, rows=rows))

    assert content.decode("utf-8") == (
        "\ufeffmonth,version,number,identifier_kind,identifier,surname,given_name,municipality_code,income_code,"
        "days,hours,base,tax,pension,health,total\r\n"
        "2026-07,3,1,1,0101990710008,Јовановић,Милица,217,999999999,20,,34198.00,3419.80,8207.60,684.00,12311.40\r\n"
        "2026-07,3,2,1,0101006500006,Јовановић,Милица,217,999999999,20,7.50,34198.00,3419.80,8207.60,684.00,12311.40"
        "\r\n"
    )


def test_a_return_without_rows_is_a_head_alone() -> None:
    assert read(outputs.return_csv(replace(RETURN, rows=()))) == []


def test_what_is_taken_back_keeps_its_sign_and_is_a_number() -> None:
    back = replace(ROW, base=Decimal("-1709.90"), amounts={key: -amount for key, amount in ROW.amounts.items()})

    [row] = read(outputs.return_csv(replace(RETURN, rows=(back,))))

    assert [row[key] for key in ("base", "tax", "pension", "health", "total")] == [
        "-1709.90",
        "-3419.80",
        "-8207.60",
        "-684.00",
        "-12311.40",
    ]


@pytest.mark.parametrize(
    ("surname", "told"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("Jović;=1+1", "Jović;'=1+1"),
        ('a";  =cmd', "a\";'  =cmd"),
        ("Petrović-Jović", "Petrović-Jović"),
        ("Vrt, Glavna 1", "Vrt, Glavna 1"),
    ],
)
def test_what_a_spreadsheet_would_take_for_a_formula_is_made_text(surname: str, told: str) -> None:
    [row] = read(outputs.return_csv(replace(RETURN, rows=(replace(ROW, surname=surname),))))

    assert row["surname"] == told


NAMES = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))
    | some.sampled_from("=+-@,;|'\" Ђš"),
    max_size=60,
)


@settings(deadline=None)
@given(some.lists(some.tuples(NAMES, NAMES), min_size=1, max_size=5))
def test_whatever_names_come_in_no_cell_begins_like_a_formula(names: list[tuple[str, str]]) -> None:
    rows = tuple(replace(ROW, surname=surname, given_name=given_name) for surname, given_name in names)

    content = outputs.return_csv(replace(RETURN, rows=rows))

    for (surname, given_name), row in zip(names, read(content), strict=True):
        for name, cell in ((surname, row["surname"]), (given_name, row["given_name"])):
            assert cell.replace("'", "") == name.strip().replace("'", "")
            for part in re.split("[,;|]", cell):
                assert not part.lstrip().startswith(tuple(FORMULAS))


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"surname": "a\nb"}, outputs.BadCharacter, "rows[0].surname"),
        ({"base": Decimal("0.001")}, outputs.BadAmount, "rows[0].base"),
        ({"amounts": {}}, outputs.BadForm, "rows[0].amounts"),
    ],
)
def test_what_a_list_cannot_carry_is_refused_by_name(
    change: dict[str, Any], error: type[outputs.OutputRefused], field: str
) -> None:
    with pytest.raises(error) as refused:
        outputs.return_csv(replace(RETURN, rows=(replace(ROW, **change),)))
    assert refused.value.field == field
