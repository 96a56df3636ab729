"""Every code reads back byte for byte with a decoder that had no part in drawing it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as some

from munera.engines.levies import outputs
from tests.engines.levies.outputs.reading import SVG, codes_in, drawn_by_typst, level_of, pixels
from tests.engines.levies.outputs.samples import EPS, EURO, HUB, random_dinar_orders, random_euro_orders

Draw = Callable[..., str]

QR, PDF417 = zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.PDF417

ON_A_PAGE = """
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 58mm)
"""


def read_back(svg: str) -> list[tuple[zxingcpp.BarcodeFormat, bytes]]:
    return codes_in(pixels(svg))


def test_the_ips_codes_of_three_hundred_random_orders_read_back() -> None:
    for order in random_dinar_orders(300):
        text = outputs.ips_qr_text(order)
        assert read_back(outputs.qr_svg(text, title="IPS")) == [(QR, text.encode())]


def test_the_epc_codes_of_two_hundred_random_orders_read_back() -> None:
    for order in random_euro_orders(200):
        text = outputs.epc_qr_text(order)
        assert read_back(outputs.qr_svg(text, title="EPC")) == [(QR, text.encode())]


def test_the_hub_3_codes_of_two_hundred_random_orders_read_back() -> None:
    for order in random_euro_orders(200):
        text = outputs.hub3_text(order)
        assert read_back(outputs.pdf417_svg(text, title="HUB 3A")) == [(PDF417, text.encode())]


@settings(max_examples=60, deadline=None)
@given(some.text(some.characters(codec="utf-8"), min_size=1, max_size=120))
def test_whatever_text_is_drawn_reads_back(text: str) -> None:
    assert read_back(outputs.qr_svg(text, title="any")) == [(QR, text.encode())]
    assert read_back(outputs.pdf417_svg(text, title="any")) == [(PDF417, text.encode())]


@pytest.mark.parametrize(
    ("svg", "read"),
    [
        (outputs.qr_svg(outputs.ips_qr_text(EPS), title="IPS"), (QR, outputs.ips_qr_text(EPS).encode())),
        (outputs.qr_svg(outputs.epc_qr_text(EURO), title="EPC"), (QR, outputs.epc_qr_text(EURO).encode())),
        (outputs.pdf417_svg(outputs.hub3_text(HUB), title="HUB"), (PDF417, outputs.hub3_text(HUB).encode())),
    ],
    ids=["ips", "epc", "hub3"],
)
def test_the_svg_reads_back_as_another_program_draws_it(svg: str, read: tuple[zxingcpp.BarcodeFormat, bytes]) -> None:
    assert codes_in(drawn_by_typst(ON_A_PAGE, dots_per_inch=200, svg=svg)) == [read]


def test_the_central_bank_s_sample_has_the_size_of_its_picture() -> None:
    """Version 10 has 57 modules a side; the quiet border adds four at each end."""
    svg = outputs.qr_svg(outputs.ips_qr_text(EPS), title="IPS")

    assert 'viewBox="0 0 65 65"' in svg
    assert level_of(pixels(svg)) == "M"


def test_the_largest_epc_code_is_of_version_13() -> None:
    order = replace(EURO, payee=outputs.Party("Ђ" * 70), purpose="Ш" * 47, amount=Decimal("999999999.99"))
    text = outputs.epc_qr_text(order)
    assert len(text.encode()) <= 331

    svg = outputs.qr_svg(text, title="EPC")

    assert f'viewBox="0 0 {17 + 4 * 13 + 8} ' in svg
    assert read_back(svg) == [(QR, text.encode())]


@pytest.mark.parametrize("draw", [outputs.qr_svg, outputs.pdf417_svg])
def test_a_code_is_a_picture_with_a_name_and_nothing_that_a_strict_policy_refuses(draw: Draw) -> None:
    root = ET.fromstring(draw("text", title='Payment of "1,000" <RSD> & more'))

    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == 'Payment of "1,000" <RSD> & more'
    assert "width" not in root.attrib
    assert {element.tag for element in root.iter()} == {f"{SVG}svg", f"{SVG}title", f"{SVG}path"}
    assert {name for element in root.iter() for name in element.attrib} == {
        "viewBox",
        "role",
        "shape-rendering",
        "fill",
        "d",
    }


@pytest.mark.parametrize("draw", [outputs.qr_svg, outputs.pdf417_svg])
@pytest.mark.parametrize(
    ("text", "title", "error", "field"),
    [
        ("", "Payment", outputs.Missing, "text"),
        ("text", " ", outputs.Missing, "title"),
        ("text", "a\x00b", outputs.BadCharacter, "title"),
        ("Ђ" * 2000, "Payment", outputs.TooLong, "text"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(
    draw: Draw, text: str, title: str, error: type[outputs.OutputRefused], field: str
) -> None:
    with pytest.raises(error) as refused:
        draw(text, title=title)
    assert refused.value.field == field


def test_the_level_is_not_raised_where_there_is_room() -> None:
    """The guidelines name level M; a code drawn tighter would have smaller modules on the same paper."""
    assert level_of(pixels(outputs.qr_svg("1", title="one"))) == "M"
    assert segno.make_qr("1", error="m", boost_error=True).error != "M"
