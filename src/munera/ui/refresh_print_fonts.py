"""Make the fonts of printed pages from those of the screen: ``python -m munera.ui.refresh_print_fonts``.

A PDF needs TrueType files of fixed weight; the browser's are compressed and variable. The result is committed, so
that nobody else needs fontTools, and is the same bytes every time.
"""

import os
import shutil
import tempfile
from pathlib import Path

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


def fixed(part: str, *, weight: int, place: Path) -> Path:
    """One part at one weight, as plain TrueType."""
    font = TTFont(SCREEN / f"{part}-wght-normal.woff2")
    font.flavor = None
    instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=True)
    file = place / f"{part}-{weight}.ttf"
    font.save(file)
    return file


def make(family: str, style: str, *, place: Path) -> None:
    parts = [fixed(part, weight=WEIGHTS[style], place=place) for part in FAMILIES[family]]
    font = Merger().merge([str(part) for part in parts]) if len(parts) > 1 else TTFont(parts[0])
    font.save(PRINT / f"{family}-{style}.ttf")


def main() -> None:
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # no moment of making inside the files
    shutil.rmtree(PRINT, ignore_errors=True)
    PRINT.mkdir()
    shutil.copy(SCREEN / "LICENSE.txt", PRINT / "LICENSE.txt")
    with tempfile.TemporaryDirectory() as place:
        for family in FAMILIES:
            for style in WEIGHTS:
                make(family, style, place=Path(place))


if __name__ == "__main__":
    main()
