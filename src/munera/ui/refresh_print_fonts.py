"""Make the fonts of printed pages from those of the screen: ``python -m munera.ui.refresh_print_fonts``.

A PDF needs TrueType files of fixed weight; the browser's are compressed and variable. The result is committed, so
that nobody else needs fontTools, and is the same bytes every time.

Korean is cut to what is written today: every syllable, since a name may hold any of the 11,172, and the signs and
Chinese characters of KS X 1001, since a name may be written with those too. They make the font two thirds larger, so
they are in its regular weight alone, whose outlines a bold text borrows. Hints and layout, which a syllable on paper
does not need, are left out. A letter that no font has costs a page its PDF/UA and nothing else; see ``pdf.py``.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent
SCREEN = HERE / "static" / "ui" / "vendor" / "fonts"
PRINT = HERE / "print_fonts"
WEIGHTS = {"Regular": 400, "Bold": 700}
# Each family is made of the parts in which the browser fetches it.
FAMILIES = {
    "NotoSans": [
        f"noto-sans-{part}" for part in ("latin", "latin-european", "cyrillic", "cyrillic-ext", "greek", "greek-ext")
    ],
    "NotoSansArabic": ["noto-sans-arabic-arabic"],
    "NotoSansArmenian": ["noto-sans-armenian-armenian"],
}
KOREAN = "NotoSansKR"
KOREAN_PARTS = "noto-sans-kr-*-wght-normal.woff2"
NOT_ON_PAPER = ["BASE", "GDEF", "GPOS", "GSUB", "gasp", "vhea", "vmtx"]
SYLLABLES = range(0xAC00, 0xD7A4)
# Rows of KS X 1001 before the syllables (punctuation, single letters, units, what stands in circles) and behind them.
SIGNS = range(1, 13)
CHINESE = range(42, 94)
WITH_CHINESE = "Regular"
WIDTH = 94


def fixed(font: TTFont, *, weight: int, file: Path) -> Path:
    """One part at one weight, as plain TrueType."""
    font.flavor = None
    instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=True)
    font.save(file)
    return file


def make(family: str, style: str, *, place: Path) -> None:
    weight = WEIGHTS[style]
    parts = [
        fixed(TTFont(SCREEN / f"{part}-wght-normal.woff2"), weight=weight, file=place / f"{part}-{weight}.ttf")
        for part in FAMILIES[family]
    ]
    font = Merger().merge([str(part) for part in parts]) if len(parts) > 1 else TTFont(parts[0])
    font.save(PRINT / f"{family}-{style}.ttf")


def make_korean(style: str, *, place: Path) -> None:
    weight, wanted = WEIGHTS[style], set(SYLLABLES) | letters_in(SIGNS)
    if style == WITH_CHINESE:
        wanted |= letters_in(CHINESE)
    parts = []
    for source in sorted(SCREEN.glob(KOREAN_PARTS)):
        font = TTFont(source)
        letters = wanted & set(font.getBestCmap())
        if not letters:
            continue
        wanted -= letters  # some parts repeat a letter, and the merger would then need layout to choose
        # It bears the name of its thinnest weight, which would stay within the name of every other.
        font["name"].setName("Noto Sans KR", 1, 3, 1, 0x409)
        cut(font, letters)
        parts.append(fixed(font, weight=weight, file=place / f"{source.stem}-{weight}.ttf"))
    font = Merger().merge([str(part) for part in parts])
    cut(font, set(font.getBestCmap()))  # every part brought its own sign for what is missing
    font.save(PRINT / f"{KOREAN}-{style}.ttf")


def letters_in(rows: range) -> set[int]:
    """Of KS X 1001."""
    found = set()
    for row in rows:
        for cell in range(1, WIDTH + 1):
            with suppress(UnicodeDecodeError):  # not every cell is taken
                found.add(ord(bytes((0xA0 + row, 0xA0 + cell)).decode("euc_kr")))
    return found


def cut(font: TTFont, letters: set[int]) -> None:
    """Keep these letters and their outlines alone."""
    options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += NOT_ON_PAPER
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)


def licence() -> str:
    """The licence is one; whose the Korean letters are stands in their own file."""
    korean = TTFont(next(SCREEN.glob(KOREAN_PARTS)))["name"].getDebugName(0)
    return f"{korean}\n{(SCREEN / 'LICENSE.txt').read_text()}"


def main() -> None:
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # no moment of making inside the files
    shutil.rmtree(PRINT, ignore_errors=True)
    PRINT.mkdir()
    (PRINT / "LICENSE.txt").write_text(licence())
    with tempfile.TemporaryDirectory() as place:
        for style in WEIGHTS:
            for family in FAMILIES:
                make(family, style, place=Path(place))
            make_korean(style, place=Path(place))


if __name__ == "__main__":
    main()
