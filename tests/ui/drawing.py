"""Draw a component as a page would, and read what came out."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """A tag with what stands in it."""

    tag: str
    attributes: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, in one line."""
        words = " ".join(part if isinstance(part, str) else part.text for part in self.inside)
        return " ".join(words.split())

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """Every element below with this tag and these attributes (``class_`` names one of its classes)."""
        found = []
        for part in self.inside:
            if isinstance(part, Element):
                if part._is(tag, attributes):
                    found.append(part)
                found += part.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        (found,) = self.all(tag, **attributes)
        return found

    def _is(self, tag: str, attributes: dict[str, str]) -> bool:
        wanted = dict(attributes)
        class_name = wanted.pop("class_", "")
        told = {name.replace("_", "-"): value for name, value in wanted.items()}
        return (
            (not tag or self.tag == tag)
            and (not class_name or class_name in self.classes)
            and all(self.attributes.get(name) == value for name, value in told.items())
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    @classmethod
    def read(cls, html: str) -> Self:
        reader = cls()
        reader.feed(html)
        assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
        return reader


def read(html: str) -> Element:
    """The elements of a piece of HTML; one that is not well nested fails the test."""
    return _Reader.read(html).open[0]


def draw(source: str, **context: Any) -> Element:
    """The elements that a line of a template comes to, with the context processors of a page."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return read(engines["django"].from_string(CottonCompiler().process(source)).render(context, request))
