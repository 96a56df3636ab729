"""Find every sentence that a person reads, and who promised to have it translated.

Where a sentence stands decides: a service's files, the languages its case names; a sentence of a library that has not
translated it, the one language that lacks it; everything else is the shell, promised in all.
"""

import gettext
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from munera.site.library import installed_cases

SOURCE = Path(__file__).resolve().parents[3]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# The parts of libraries whose sentences our pages show: forms, validation, messages of the sign-in pages.
LIBRARIES = (
    "allauth/account",
    "allauth/core",
    "allauth/mfa",
    "allauth/socialaccount",
    "allauth/usersessions",
    "django/contrib/auth/password_validation.py",
    "django/contrib/humanize",
    "django/core/validators.py",
    "django/db/models/base.py",
    "django/forms",
    "django/utils",
)
SKIPPED_IN_LIBRARIES = ("/tests/", "/migrations/", "/admin.py", "/apps.py", "/models.py", "/providers/", "/management/")
LIBRARY_CATALOGUES = (
    "allauth/locale",
    "django/conf/locale",
    "django/contrib/auth/locale",
    "django/contrib/humanize/locale",
)

Key = tuple[str | None, str]


@dataclass(slots=True)
class Sentence:
    """One message and the files it stands in."""

    context: str | None
    singular: str
    plural: str | None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return (self.context, self.singular)

    @property
    def identity(self) -> str | tuple[str, str]:
        return (self.singular, self.plural) if self.plural else self.singular


def sentences_for(language: str) -> dict[Key, Sentence]:
    """All of ours, and those of the libraries that the libraries have not translated into this language."""
    ours = own_sentences()
    known = _translated_by_libraries(language)
    lacking = {key: one for key, one in library_sentences().items() if one.singular not in known and key not in ours}
    return ours | lacking


@cache
def own_sentences() -> dict[Key, Sentence]:
    files = [*(SOURCE / "munera").rglob("*.py"), *(SOURCE / "munera").glob("**/templates/**/*")]
    return gathered_from((file, file.relative_to(SOURCE).as_posix()) for file in files if file.is_file())


@cache
def library_sentences() -> dict[Key, Sentence]:
    return gathered_from(
        (file, name)
        for part in LIBRARIES
        for file, name in _files_of_library(part)
        if not any(skipped in f"/{name}" for skipped in SKIPPED_IN_LIBRARIES)
    )


def is_promised(sentence: Sentence, language: str) -> bool:
    """Whether the language must have it. A service alone may lack it, in a language that its case does not name."""
    spoken = {room: case.languages for room, case in zip(rooms(), installed_cases(), strict=True)}
    standing_in = {_room_of(file) for file in sentence.files}
    return any(room is None or language in spoken.get(room, ()) for room in standing_in)


def gathered_from(files: Iterator[tuple[Path, str]]) -> dict[Key, Sentence]:
    found: dict[Key, Sentence] = {}
    for file, name in files:
        text = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            # Inside brackets the tokeniser of Python does not mind how a template is indented.
            text = f"(\n{templatize(text, origin=name)}\n)"
        for _, identity, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            singular, plural = identity if isinstance(identity, tuple) else (identity, None)
            sentence = found.setdefault((context, singular), Sentence(context, singular, plural))
            sentence.plural = sentence.plural or plural
            sentence.files.add(name)
    return found


def _above(part: str) -> Path:
    """The folder in which the package lies that ``part`` begins with."""
    spec = find_spec(part.partition("/")[0])
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(part)
    return Path(spec.origin).parents[1]


def _files_of_library(part: str) -> Iterator[tuple[Path, str]]:
    above = _above(part)
    place = above / part
    for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
        yield file, file.relative_to(above).as_posix()


def _translated_by_libraries(language: str) -> set[str]:
    known: set[str] = set()
    for place in LIBRARY_CATALOGUES:
        found = gettext.find("django", str(_above(place) / place), [to_locale(language)])
        if found:
            with Path(found).open("rb") as file:
                keys = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # no public way to them
            known |= {key[0] if isinstance(key, tuple) else key for key in keys}
    return {key.rpartition("\x04")[2] for key in known}


def rooms() -> list[str]:
    return [room.rpartition(".")[2] for room in settings.MUNERA_ROOMS]


def _room_of(file: str) -> str | None:
    parts = file.split("/")
    return parts[2] if parts[:2] == ["munera", "services"] else None
