"""What a first visit to the home page brings over the line: the page and all it asks for, fonts apart."""

import gzip
import re
from dataclasses import dataclass

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

ASKED_FOR = re.compile(r"""<(?:link|script|img|use)\b[^>]*?(?:href|src)="([^"#?]+)""")
FONTS = (".woff2", ".woff", ".ttf")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the page, as many bytes as gzip makes of it."""

    name: str
    size: int


def parts_of_home() -> list[Part]:
    """The page first, then each file once."""
    page = Client(SERVER_NAME="localhost").get("/").content
    prefix = static("")
    asked = dict.fromkeys(ASKED_FOR.findall(page.decode()))
    names = [address.removeprefix(prefix) for address in asked if address.startswith(prefix)]
    files = [Part(name, _packed(_read(name))) for name in names if not name.endswith(FONTS)]
    return [Part("the page itself", _packed(page)), *files]


def _read(name: str) -> bytes:
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    with open(path, "rb") as file:  # noqa: PTH123  # the finder gives a text
        return file.read()


def _packed(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6))
