"""A photo of the code on a paper: for whoever stands before one with a phone that reads no codes by itself."""

from io import BytesIO
from typing import Final
from urllib.parse import urlsplit

import numpy as np
import zxingcpp
from django.conf import settings
from PIL import Image, UnidentifiedImageError

from munera.engines.attestation import opening
from munera.engines.attestation.errors import AttestationError

# JPEG, PNG, WebP.
SIGNS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
# A phone's camera makes 50 million points; a file of few bytes may claim more, and is not unpacked.
MOST_POINTS: Final = 64_000_000
# A code that fills a tenth of the width is still read at this size, in a fraction of the time.
SIDE: Final = 2_000


def is_photo(data: bytes) -> bool:
    """Whether it is a picture that holds no credential itself, so that only a code on it can lead to one."""
    if not data.startswith(SIGNS):
        return False
    try:
        opening.opened(data)
    except AttestationError:
        return True
    return False


def code_on(photo: bytes) -> str:
    """What the QR code says; nothing where there is none, or no picture that can be read."""
    try:
        with Image.open(BytesIO(photo), formats=["JPEG", "PNG", "WEBP"]) as picture:
            if picture.width * picture.height > MOST_POINTS:
                return ""
            picture.draft("L", (SIDE, SIDE))
            grey = picture.convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return ""
    grey.thumbnail((SIDE, SIDE))
    found = zxingcpp.read_barcodes(np.asarray(grey), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return next((str(code.text) for code in found if code.text), "")


def page_here(code: str) -> str:
    """The page of this site to which the code leads; nothing where it leads elsewhere or is no address."""
    parts, here = urlsplit(code), urlsplit(settings.MUNERA_ADDRESS)
    is_here = (parts.scheme, parts.netloc) == (here.scheme, here.netloc)
    return parts.path if is_here and parts.path.startswith("/check/") else ""


def is_address(code: str) -> bool:
    return urlsplit(code).scheme in {"http", "https"}
