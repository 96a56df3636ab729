"""Merge today's sentences into each language's file, and compile it. The same sentences always give the same bytes."""

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale

from munera.site.catalogue.gathering import SOURCE, Key, sentences_for

LOCALE = SOURCE / "munera" / "locale"
# Babel counts the last two forms of Arabic the other way round than gettext, Django and every translator's tool.
PLURAL_FORMS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
    )
}


class UndatedCatalogue(Catalog):
    """Babel's, but for the date that it writes into the head."""

    def __iter__(self) -> Iterator[Message]:
        yield Message("", "".join(f"{line}\n" for line in _head_of(self)))
        yield from islice(super().__iter__(), 1, None)


def languages() -> list[str]:
    """Every language of the site but the one the source is written in."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue_file(language: str) -> Path:
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def merged(language: str) -> Catalog:
    """The catalogue as it should stand: today's sentences with the translations that the file has."""
    catalogue = UndatedCatalogue(locale=to_locale(language), fuzzy=False)
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
    """The text of the file, for translators."""
    head = "".join(f'"{line}\\n"\n' for line in _head_of(catalogue))
    body = io.BytesIO()
    write_po(body, catalogue, width=110, omit_header=True, include_lineno=False, sort_output=True)
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + body.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The compiled file, for the site."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def _head_of(catalogue: Catalog) -> tuple[str, ...]:
    """What a reader of the file needs, and no date: that would change it every minute."""
    return (
        f"Language: {catalogue.locale_identifier}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {catalogue.plural_forms}",
    )


def write(language: str) -> None:
    catalogue = merged(language)
    file = catalogue_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(as_po(catalogue))
    file.with_suffix(".mo").write_bytes(as_mo(catalogue))


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
