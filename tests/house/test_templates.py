"""Every template is used, and every sentence a person reads can be translated."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType
from django.template.loader import get_template

from tests.house.tree import HOUSE, ROOT, at, modules, parsed

TEMPLATES = sorted(path for folder in HOUSE.rglob("templates") for path in folder.rglob("*.html"))
# Attributes that a person reads or hears; those of our own components among them.
SPOKEN = {
    "title", "alt", "placeholder", "aria-label", "aria-description", "label", "lead", "text", "submit", "summary",
    "caption", "masked", "name_of",
}  # fmt: skip
OUR_NAME = "munera"
FOR_MACHINES = {"script", "style", "code", "pre", "kbd", "samp"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LETTERS = re.compile(r"[^\W\d_]{2,}")
COMPONENT = re.compile(r"<c-([\w.-]+)")


def name_of(template: Path) -> str:
    """The name that Django finds it by."""
    return template.as_posix().rpartition("/templates/")[2]


def spoken_of(template: Path) -> str:
    """The template with every tag and everything inside a translation taken out, its lines kept."""
    kept, translating = [], False
    for token in Lexer(template.read_text()).tokenize():
        if token.token_type is TokenType.BLOCK and token.contents.startswith(("blocktrans", "comment")):
            translating = True
        elif token.token_type is TokenType.BLOCK and token.contents.startswith(("endblocktrans", "endcomment")):
            translating = False
        elif token.token_type is TokenType.TEXT and not translating:
            kept.append(token.contents)
        else:
            kept.append("\n" * token.contents.count("\n"))
    return "".join(kept)


class Reader(HTMLParser):
    """Collects the words that stand bare in a page.

    What stands in an element with ``lang`` is in a language already, and ``translate="no"`` is how HTML marks a name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bare: list[tuple[int, str]] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        settled = tag in FOR_MACHINES or "lang" in told or told.get("translate") == "no"
        if tag not in VOID and tag != "html":
            self.open.append((tag, settled))
        if not settled:
            for name in SPOKEN & told.keys():
                self.note(told[name] or "")

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.note(data)

    def note(self, text: str) -> None:
        if any(settled for _, settled in self.open):
            return
        first = self.getpos()[0]
        for match in LETTERS.finditer(text):
            if match.group().lower() != OUR_NAME:
                self.bare.append((first + text.count("\n", 0, match.start()), match.group()))


def bare_words(template: Path) -> list[str]:
    reader = Reader()
    reader.feed(spoken_of(template))
    return [f"{template.relative_to(ROOT)}:{line}: {word}" for line, word in reader.bare]


def test_every_sentence_of_a_template_is_translatable() -> None:
    assert [words for template in TEMPLATES for words in bare_words(template)] == []


def test_every_template_compiles() -> None:
    for template in TEMPLATES:
        get_template(name_of(template))


def test_a_bare_word_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.house.test_templates.ROOT", tmp_path)
    template = tmp_path / "page.html"
    template.write_text(
        '<p title="Bare">{% translate "Fine" %}{{ value }}\nWord <c-card title="Loose" /></p><i lang="sr">Zdravo</i>'
    )
    assert bare_words(template) == ["page.html:1: Bare", "page.html:2: Word", "page.html:2: Loose"]


def strings(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_template_lies_unused() -> None:
    named = {text for path in HOUSE.rglob("*.py") for text in strings(path)}
    source = "\n".join(template.read_text() for template in TEMPLATES)
    named |= set(re.findall(r"""["']([\w./-]+\.(?:html|txt))["']""", source))
    named |= {f"cotton/{name.replace('.', '/').replace('-', '_')}.html" for name in COMPONENT.findall(source)}
    ours = {name_of(template) for template in TEMPLATES}
    assert sorted(name for name in ours - named if not (replaces_another(name) or is_error_page(name))) == []


def replaces_another(name: str) -> bool:
    """A package asks for it by that name: ours is found first."""
    return name.startswith(("account/", "allauth/", "mfa/", "usersessions/", "socialaccount/", "openid/", "django/"))


def is_error_page(name: str) -> bool:
    """Django asks for it by number."""
    return bool(re.fullmatch(r"\d{3}\w*\.html", name))


def plain_words(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(LETTERS.search(node.value))


def test_labels_of_forms_and_models_are_translatable() -> None:
    spoken = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "error_message"}
    plain = [
        at(path, node.value)
        for name in ("forms", "models", "choices")
        for path in modules(name)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.keyword) and node.arg in spoken and plain_words(node.value)
    ]
    assert plain == []


def test_names_of_choices_are_translatable() -> None:
    plain = [
        at(path, statement)
        for path in modules("choices")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and not (isinstance(statement.value, ast.Tuple) and not plain_words(statement.value.elts[-1]))
    ]
    assert plain == []


def test_sentences_of_refusals_are_translatable() -> None:
    plain = [
        at(path, statement)
        for path in HOUSE.rglob("*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id in ("sentence", "title")
        and plain_words(statement.value)
    ]
    assert plain == []
