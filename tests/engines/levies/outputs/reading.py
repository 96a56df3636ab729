"""Reading a code back: the SVG becomes a picture, and a decoder that had no part in drawing it says what it reads."""

import re
from io import BytesIO
from xml.etree import ElementTree as ET

import numpy as np
import typst
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

SVG = "{http://www.w3.org/2000/svg}"
DARK = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z")

Picture = NDArray[np.uint8]

# A banking app looks for these alone. Asked for every kind there is, the decoder now and then sees a code of bars in
# one row of the modules, a few figures long, beside the code that it reads.
SQUARE_OR_STACKED = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.PDF417])


def pixels(svg: str, *, scale: int = 3) -> Picture:
    """The picture that the rectangles of the path make, everything else of the SVG disregarded."""
    root = ET.fromstring(svg)
    _, _, width, height = (int(number) for number in root.attrib["viewBox"].split())
    picture = np.full((height, width), 255, dtype=np.uint8)
    path = root.findall(f"{SVG}path")[-1].attrib["d"]
    assert DARK.sub("", path) == ""
    for x, y, across, down, back in (map(int, found) for found in DARK.findall(path)):
        assert across == back
        picture[y : y + down, x : x + across] = 0
    return np.kron(picture, np.ones((scale, scale), dtype=np.uint8))


def drawn_by_typst(source: str, *, dots_per_inch: float, **inputs: str) -> Picture:
    """The first page of a typst document as a picture."""
    compiler = typst.Compiler(input=source.encode(), ignore_system_fonts=True, sys_inputs=inputs)
    page = compiler.compile(format="png", ppi=dots_per_inch)
    assert isinstance(page, bytes)
    return np.asarray(Image.open(BytesIO(page)).convert("L"))


def level_of(picture: Picture) -> str:
    """How much of the one code in the picture may be damaged, as the code itself says."""
    [code] = zxingcpp.read_barcodes(picture, formats=SQUARE_OR_STACKED)
    return str(code.ec_level)


def codes_in(picture: Picture) -> list[tuple[zxingcpp.BarcodeFormat, bytes]]:
    return [(found.format, found.bytes) for found in zxingcpp.read_barcodes(picture, formats=SQUARE_OR_STACKED)]
