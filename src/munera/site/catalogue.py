"""The catalogue of messages: gather every sentence, merge it into each language's file, say what is missing.

Does without the gettext programs: Babel reads Python, Django's own ``templatize`` turns templates into what Babel
reads. Only ``make_messages``, ``check_messages`` and the tests use this module, since Babel is not installed on a site.

Where a sentence stands decides who promised it: a service's files, the languages its case names; a sentence of a
library that has not translated it, the one language that lacks it; everything else is the shell, promised in all.
"""

import gettext
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from munera.site.library import installed_cases

SOURCE = Path(__file__).resolve().parents[2]
LOCALE = SOURCE / "munera" / "locale"
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
# Babel counts the last two forms of Arabic the other way round than gettext, Django and every translator's tool.
PLURAL_FORMS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
    )
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")

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


def languages() -> list[str]:
    """Every language of the site but the one the source is written in."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue_file(language: str) -> Path:
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def sentences_for(language: str) -> dict[Key, Sentence]:
    """All of ours, and those of the libraries that the libraries have not translated into this language."""
    ours = own_sentences()
    known = _translated_by_libraries(language)
    lacking = {key: one for key, one in library_sentences().items() if one.singular not in known and key not in ours}
    return ours | lacking


@cache
def own_sentences() -> dict[Key, Sentence]:
    files = [*(SOURCE / "munera").rglob("*.py"), *(SOURCE / "munera").glob("**/templates/**/*")]
    return _gather((file, file.relative_to(SOURCE).as_posix()) for file in files if file.is_file())


@cache
def library_sentences() -> dict[Key, Sentence]:
    return _gather(
        (file, name)
        for part in LIBRARIES
        for file, name in _files_of_library(part)
        if not any(skipped in f"/{name}" for skipped in SKIPPED_IN_LIBRARIES)
    )


def is_promised(sentence: Sentence, language: str) -> bool:
    """Whether the language must have it. A service alone may lack it, in a language that its case does not name."""
    rooms = {_room_of(file) for file in sentence.files}
    spoken = {room: case.languages for room, case in zip(_rooms(), installed_cases(), strict=True)}
    return any(room is None or language in spoken.get(room, ()) for room in rooms)


def merged(language: str) -> Catalog:
    """The catalogue as it should stand: today's sentences with the translations that the file has."""
    catalogue = Catalog(locale=to_locale(language), fuzzy=False)
    if language in PLURAL_FORMS:
        catalogue.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
    before = _translations_in(catalogue_file(language), catalogue)
    for key, sentence in sorted(sentences_for(language).items(), key=lambda item: (item[0][1], item[0][0] or "")):
        old = before.get(key)
        fits = old is not None and isinstance(old.id, tuple) == (sentence.plural is not None)
        catalogue.add(
            sentence.identity,
            string=old.string if old and fits else None,
            locations=[(file, 0) for file in sorted(sentence.files)],
            flags=old.flags if old and fits else (),
            context=sentence.context,
        )
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The text of the file. The head holds only what a reader of it needs, so that no date changes it."""
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    body = io.BytesIO()
    write_po(body, catalogue, width=110, omit_header=True, include_lineno=False, sort_output=True)
    return head.encode() + body.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The compiled file, made from the text alone so that the same text always gives the same bytes."""
    plain = read_po(io.BytesIO(as_po(catalogue)), locale=catalogue.locale_identifier)
    compiled = io.BytesIO()
    write_mo(compiled, plain)
    return compiled.getvalue()


def write(language: str) -> None:
    catalogue = merged(language)
    file = catalogue_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(as_po(catalogue))
    file.with_suffix(".mo").write_bytes(as_mo(catalogue))


def problems(language: str) -> Iterator[str]:
    """What keeps this language from being complete, one line each."""
    catalogue, file = merged(language), catalogue_file(language)
    if not file.exists() or file.read_bytes() != as_po(catalogue):
        yield f"{language}: the catalogue is not up to date; run ./run messages"
    elif not file.with_suffix(".mo").exists() or file.with_suffix(".mo").read_bytes() != as_mo(catalogue):
        yield f"{language}: the compiled catalogue is not that of the text; run ./run messages"
    for key, sentence in sentences_for(language).items():
        message = catalogue.get(sentence.identity, sentence.context)
        strings = _strings_of(message) if message else []
        where = ", ".join(sorted(sentence.files))
        if message and message.fuzzy:
            yield f"{language}: a guess awaits a translator: {key[1]!r} ({where})"
        elif not strings or not all(strings):
            if is_promised(sentence, language):
                yield f"{language}: not translated: {key[1]!r} ({where})"
        elif not all(
            _keeps_placeholders(sentence, string, may_drop=form in _forms_of_one_number(catalogue))
            for form, string in enumerate(strings)
        ):
            yield f"{language}: the placeholders differ: {key[1]!r} ({where})"
    yield from _half_told_cases(language, catalogue)


def _half_told_cases(language: str, catalogue: Catalog) -> Iterator[str]:
    """A case is told in a language whole or not at all: the home page says in which one it is."""
    for room in _rooms():
        file = f"munera/services/{room}/case.py"
        told = [
            bool(message.string)
            for sentence in own_sentences().values()
            if file in sentence.files and (message := catalogue.get(sentence.identity, sentence.context)) is not None
        ]
        if any(told) and not all(told):
            yield f"{language}: half of a case is translated: {file}"


def _gather(files: Iterator[tuple[Path, str]]) -> dict[Key, Sentence]:
    gathered: dict[Key, Sentence] = {}
    for file, name in files:
        text = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            # Inside brackets the tokeniser of Python does not mind how a template is indented.
            text = f"(\n{templatize(text, origin=name)}\n)"
        for _, identity, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            singular, plural = identity if isinstance(identity, tuple) else (identity, None)
            sentence = gathered.setdefault((context, singular), Sentence(context, singular, plural))
            sentence.plural = sentence.plural or plural
            sentence.files.add(name)
    return gathered


def _files_of_library(part: str) -> Iterator[tuple[Path, str]]:
    spec = find_spec(part.partition("/")[0])
    if spec is None or spec.origin is None:
        return
    above = Path(spec.origin).parents[1]
    place = above / part
    for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
        yield file, file.relative_to(above).as_posix()


def _translated_by_libraries(language: str) -> set[str]:
    known: set[str] = set()
    for place in (
        "allauth/locale",
        "django/conf/locale",
        "django/contrib/auth/locale",
        "django/contrib/humanize/locale",
    ):
        spec = find_spec(place.partition("/")[0])
        if spec is None or spec.origin is None:
            continue
        found = gettext.find("django", str(Path(spec.origin).parents[1] / place), [to_locale(language)])
        if found:
            with Path(found).open("rb") as file:
                catalogue = gettext.GNUTranslations(file)
            known |= {key[0] if isinstance(key, tuple) else key for key in catalogue._catalog}  # type: ignore[attr-defined]  # no public way to its keys
    return {key.rpartition("\x04")[2] for key in known}


def _translations_in(file: Path, like: Catalog) -> dict[Key, Message]:
    if not file.exists():
        return {}
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=like.locale_identifier)
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): message
        for message in catalogue
        if message.id
    }


def _strings_of(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [str(message.string or "")]


def _keeps_placeholders(sentence: Sentence, string: str, *, may_drop: bool) -> bool:
    """The same as in English; a form that stands for one number alone may say it in a word ("two people")."""
    wanted = Counter(PLACEHOLDER.findall(sentence.plural or sentence.singular))
    found = Counter(PLACEHOLDER.findall(string))
    return found == wanted or (may_drop and sentence.plural is not None and found <= wanted)


def _forms_of_one_number(catalogue: Catalog) -> set[int]:
    form_of = gettext.c2py(catalogue.plural_expr)  # type: ignore[attr-defined]  # gettext's own reader of the formula
    forms = Counter(form_of(number) for number in range(1_000))
    return {form for form, numbers in forms.items() if numbers == 1}


def _rooms() -> list[str]:
    return [room.rpartition(".")[2] for room in settings.MUNERA_ROOMS]


def _room_of(file: str) -> str | None:
    parts = file.split("/")
    return parts[2] if parts[:2] == ["munera", "services"] else None
