"""Pages to print: tagged, the same bytes every time, with data that stays data."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from munera.ui.pdf import FONTS, pdf

MOMENT = datetime(2026, 7, 14, 7, 15, tzinfo=UTC)
PAGE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.name)
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans Armenian", "Noto Sans KR"), lang: "en")
= #data.name
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "page.typ"
    file.write_text(PAGE)
    return file


def text_of(content: bytes) -> str:
    return PdfReader(BytesIO(content)).pages[0].extract_text()


@pytest.mark.parametrize(
    "name",
    [
        "Đurđa Šćepanović",
        "Милица Јовановић",
        "Πέτρος Παππάς",
        "Անի Գրիգորյան",
        "김민준",
        "「측량학」 ①·㉠ ㄱㅎ ※ 300㎡ → 2.5℃",
    ],
)
def test_names_in_the_scripts_of_the_house_are_printed_accessibly(template: Path, name: str) -> None:
    content = pdf(template, {"name": name}, made_at=MOMENT)

    assert name in text_of(content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


def test_arabic_is_printed_accessibly(template: Path) -> None:
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf(template, {"name": "ليلى حداد"}, made_at=MOMENT)


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_no_syllable_of_korean_is_missing(style: str) -> None:
    with TTFont(FONTS / f"NotoSansKR-{style}.ttf") as font:
        letters = set(font.getBestCmap())
        weight = font["OS/2"].usWeightClass

    assert set(range(ord("가"), ord("힣") + 1)) <= letters
    assert weight == {"Regular": 400, "Bold": 700}[style]


def test_syllables_outside_the_common_ones_and_those_typed_in_pieces_are_printed_accessibly(template: Path) -> None:
    assert len("뷁".encode("euc_kr")) > 2  # spelt out, since KS X 1001 has no place for it
    content = pdf(template, {"name": f"뷁 {unicodedata.normalize('NFD', '측량')}"}, made_at=MOMENT)

    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert "뷁 측량" in unicodedata.normalize("NFC", text_of(content))


def test_equal_data_and_moment_give_equal_bytes_and_others_do_not(template: Path) -> None:
    first = pdf(template, {"name": "Ana"}, made_at=MOMENT)

    assert pdf(template, {"name": "Ana"}, made_at=MOMENT) == first
    assert pdf(template, {"name": "Ana"}, made_at=MOMENT.replace(day=15)) != first


def test_a_letter_that_the_fonts_lack_costs_the_promise_but_not_the_page(
    template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = pdf(template, {"name": "สมชาย"}, made_at=MOMENT)

    assert b"pdfuaid" not in content
    assert "without PDF/UA" in caplog.text
    assert "ส" not in caplog.text


def test_a_name_in_chinese_characters_is_printed_accessibly_in_either_weight(template: Path) -> None:
    # The heading is bold, what follows is not.
    template.write_text(f"{PAGE}#data.name\n")
    content = pdf(template, {"name": "金河娜"}, made_at=MOMENT)

    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert text_of(content).count("金河娜") == 2


def test_markup_in_data_is_printed_as_it_is(template: Path) -> None:
    assert '#panic("x")' in text_of(pdf(template, {"name": '#panic("x")'}, made_at=MOMENT))


def test_a_fault_of_the_template_is_not_hidden(template: Path) -> None:
    with pytest.raises(typst.TypstError, match="name"):
        pdf(template, {}, made_at=MOMENT)


def test_pages_are_printed_in_several_threads_at_once(template: Path) -> None:
    def print_page(number: int) -> bool:
        return f"Worker {number}" in text_of(pdf(template, {"name": f"Worker {number}"}, made_at=MOMENT))

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(print_page, range(24)))
