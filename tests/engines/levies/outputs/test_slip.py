"""The slip of a month: tagged, the same bytes every time, its codes readable from the printed page."""

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest
import typst
import zxingcpp
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from munera.engines.levies import outputs
from munera.engines.levies.outputs import slip as printing
from tests.engines.levies.outputs.reading import codes_in, drawn_by_typst
from tests.engines.levies.outputs.samples import EPS, FONTS, HUB, MOMENT, SLIP

PROMISE = b"<pdfuaid:part>1</pdfuaid:part>"
IPS, HUB3 = outputs.ips_qr_text(EPS), outputs.hub3_text(HUB)

PAYMENT = outputs.SlipPayment(
    title="Payment order",
    lines=(("Payee", "JP EPS BEOGRAD"), ("Account", "845-404849-87"), ("Model and reference", f"97 {EPS.reference}")),
    codes=(outputs.SlipCode(outputs.Symbology.QR, IPS, "NBS IPS QR code for 3,596.13 RSD"),),
)


def printed(slip: outputs.Slip) -> bytes:
    return outputs.slip_pdf(slip, made_at=MOMENT, fonts=FONTS)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def names_in(content: bytes) -> list[str]:
    """What a screen reader is told of each picture."""
    reader = PdfReader(BytesIO(content))
    objects = (reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"]))))
    return [str(found["/Alt"]) for found in objects if isinstance(found, DictionaryObject) and "/Alt" in found]


def test_a_slip_says_everything_and_can_be_read_aloud() -> None:
    content = printed(SLIP)

    text = text_of(content)
    said = (SLIP.title, *SLIP.facts[0], SLIP.caption, *SLIP.headings, *SLIP.rows[0], *SLIP.sums, *SLIP.total)
    assert [word for word in (*said, *SLIP.notes, SLIP.page) if word not in text] == []
    assert PROMISE in content
    assert str(PdfReader(BytesIO(content)).root_object["/Lang"]) == "en"


def test_a_month_without_anybody_says_so_instead_of_a_table() -> None:
    text = text_of(printed(replace(SLIP, rows=())))

    assert SLIP.empty in text
    assert SLIP.caption not in text
    assert SLIP.total[1] not in text


def test_a_slip_without_an_order_has_no_box_for_one() -> None:
    assert PAYMENT.title in text_of(printed(replace(SLIP, payment=PAYMENT)))
    assert PAYMENT.title not in text_of(printed(SLIP))


def test_the_order_is_printed_with_its_code_and_the_code_has_a_name() -> None:
    content = printed(replace(SLIP, payment=PAYMENT))

    text = text_of(content)
    assert [value for line in PAYMENT.lines for value in line if value not in text] == []
    assert names_in(content) == ["NBS IPS QR code for 3,596.13 RSD"]
    assert PROMISE in content


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_codes_are_read_from_the_printed_page(language: str) -> None:
    codes = (
        outputs.SlipCode(outputs.Symbology.QR, IPS, "IPS"),
        outputs.SlipCode(outputs.Symbology.PDF417, HUB3, "HUB 3A"),
    )
    slip = replace(SLIP, language=language, payment=replace(PAYMENT, codes=codes))
    data = json.dumps(printing._plain(slip), ensure_ascii=False)

    page = drawn_by_typst(printing.TEMPLATE.read_text(), dots_per_inch=200, data=data)

    assert sorted(codes_in(page), key=lambda found: found[1]) == [
        (zxingcpp.BarcodeFormat.PDF417, HUB3.encode()),
        (zxingcpp.BarcodeFormat.QRCode, IPS.encode()),
    ]


def test_a_code_is_drawn_and_no_picture_of_dots() -> None:
    [page] = PdfReader(BytesIO(printed(replace(SLIP, payment=PAYMENT)))).pages

    assert len(page.images) == 0


def test_equal_data_and_moment_give_equal_bytes_and_others_do_not() -> None:
    slip = replace(SLIP, payment=PAYMENT)

    assert printed(slip) == printed(slip)
    assert outputs.slip_pdf(slip, made_at=MOMENT.replace(day=2), fonts=FONTS) != printed(slip)
    assert printed(replace(slip, page="Side")) != printed(slip)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="names its zone"):
        outputs.slip_pdf(SLIP, made_at=datetime(2026, 8, 1), fonts=FONTS)  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize("name", ["Đurđa Šćepanović", "Ђурђа Шћепановић", "Անի Գրիգորյան", "ليلى حداد", "김민준"])
def test_names_in_the_scripts_of_the_house_are_printed_accessibly(name: str) -> None:
    assert PROMISE in printed(replace(SLIP, rows=((name, *SLIP.rows[0][1:]),)))


def test_typst_s_own_letters_do_for_latin_and_cyrillic() -> None:
    content = outputs.slip_pdf(SLIP, made_at=MOMENT, fonts=None)

    assert "Милица Јовановић" in text_of(content)
    assert PROMISE in content


def test_a_letter_that_the_fonts_lack_costs_the_promise_but_not_the_slip(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        content = printed(replace(SLIP, rows=(("张伟", *SLIP.rows[0][1:]),)))

    assert PROMISE not in content
    assert SLIP.title in text_of(content)
    assert "without PDF/UA" in caplog.text
    assert "王" not in caplog.text


def test_markup_in_data_is_printed_as_it_is() -> None:
    assert '#panic("x")' in text_of(printed(replace(SLIP, notes=('#panic("x")',))))


def test_a_fault_of_the_template_is_not_hidden() -> None:
    with pytest.raises(typst.TypstError, match="out of bounds"):
        printed(replace(SLIP, rows=(("one cell",),)))


def test_a_large_crew_takes_several_pages_with_the_head_on_each() -> None:
    rows = tuple((f"Worker {number}", *SLIP.rows[0][1:]) for number in range(120))

    pages = [page.extract_text() for page in PdfReader(BytesIO(printed(replace(SLIP, rows=rows)))).pages]

    assert len(pages) > 2
    assert [page for page in pages if "Worker 1" in page and "Income tax" not in page] == []
    assert [int(number) for number in re.findall(r"Worker (\d+)", "\n".join(pages))] == list(range(120))


def test_slips_are_printed_in_several_threads_at_once() -> None:
    def print_note(number: int) -> bool:
        return f"Note {number}" in text_of(printed(replace(SLIP, notes=(f"Note {number}",))))

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(print_note, range(16)))
