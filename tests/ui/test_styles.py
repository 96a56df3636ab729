"""Our own style sheets and templates keep the house rules that a linter of Python cannot see."""

import re
from pathlib import Path

import pytest

import munera

HOUSE = Path(munera.__file__).parent
SHEETS = sorted(path for path in HOUSE.rglob("*.css") if "vendor" not in path.parts)
TEMPLATES = sorted(path for folder in HOUSE.rglob("templates") for path in folder.rglob("*.html"))
# A left or right that does not turn round with the direction of reading.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right|top|bottom|width|height"
    r"|(?:min|max)-(?:width|height))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
INLINE = re.compile(r"""<[a-z][^>]*\s(style|on[a-z]+)\s*=""", re.IGNORECASE)
LOGICAL_WHOLE = re.compile(r"/\*.*?\*/", re.DOTALL)


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_style_sheet_knows_neither_left_nor_right(sheet: Path) -> None:
    rules = LOGICAL_WHOLE.sub("", sheet.read_text())
    assert [match.group() for match in PHYSICAL.finditer(rules)] == []


def classes_of(sheet: Path) -> set[str]:
    """Those that a sheet gives rules of their own, whatever stands around them."""
    return set(re.findall(r"^\s*\.([\w-]+)\s*[,{]", LOGICAL_WHOLE.sub("", sheet.read_text()), re.MULTILINE))


def test_no_room_dresses_a_part_of_the_house() -> None:
    """A page loads the sheets of its room beside those of the frame: one name for two things changes the header."""
    of_house = set[str]().union(*(classes_of(sheet) for sheet in SHEETS if sheet.is_relative_to(HOUSE / "ui")))
    assert {"drop", "cluster"} <= of_house
    rooms = (sheet for sheet in SHEETS if not sheet.is_relative_to(HOUSE / "ui"))
    assert {name_of(sheet): sorted(shared) for sheet in rooms if (shared := classes_of(sheet) & of_house)} == {}


def test_a_template_carries_neither_style_nor_handler() -> None:
    found = {name_of(template): INLINE.findall(template.read_text()) for template in TEMPLATES}
    assert {name: inline for name, inline in found.items() if inline} == {}


@pytest.mark.parametrize(
    ("rule", "is_seen"),
    [
        ("a { margin-left: 1px }", True),
        ("a { border-top-right-radius: 2px }", True),
        ("a { text-align: right }", True),
        ("a { left: 0 }", True),
        ("a { max-width: 3rem }", True),
        ("a { margin-inline-start: 1px; border-start-start-radius: 2px; text-align: end }", False),
        ("@media (width < 40rem) { a { max-inline-size: 3rem; stroke-width: 2; line-height: 1 } }", False),
    ],
)
def test_a_physical_rule_is_seen(rule: str, is_seen: bool) -> None:
    assert bool(PHYSICAL.search(rule)) is is_seen


@pytest.mark.parametrize(
    ("tag", "is_seen"),
    [('<p style="x">', True), ('<p class="a" onclick="x">', True), ('<p data-style="x" hx-on="y">', False)],
)
def test_an_inline_rule_is_seen(tag: str, is_seen: bool) -> None:
    assert bool(INLINE.search(tag)) is is_seen


def test_every_face_of_the_fonts_is_there() -> None:
    vendor = HOUSE / "ui" / "static" / "ui" / "vendor"
    named = {
        name for sheet in vendor.glob("fonts*.css") for name in re.findall(r'url\("fonts/([^"]+)"\)', sheet.read_text())
    }
    assert named == {path.name for path in (vendor / "fonts").glob("*.woff2")}


def test_latin_letters_come_from_the_latin_face() -> None:
    """The browser takes the last face that holds a letter; Arabic and Korean parts repeat the digits."""
    faces = (HOUSE / "ui" / "static" / "ui" / "vendor" / "fonts.css").read_text().split("@font-face")
    assert "noto-sans-latin-wght" in faces[-1]
    page = (HOUSE / "ui" / "templates" / "page.html").read_text()
    assert page.index("fonts-korean.css") < page.index("ui/vendor/fonts.css")
