"""Say what keeps a language from being complete: a stale file, a sentence without translation, a lost placeholder."""

import gettext
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog, Message

from munera.site.catalogue.gathering import Sentence, is_promised, own_sentences, rooms, sentences_for
from munera.site.catalogue.writing import as_mo, as_po, catalogue_file, merged

# What a translation must carry over as it is: values to be filled in, and markup.
KEPT = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>")


def problems(language: str) -> Iterator[str]:
    """One line each; none when the language is complete."""
    catalogue, file = merged(language), catalogue_file(language)
    if not file.exists() or file.read_bytes() != as_po(catalogue):
        yield f"{language}: the catalogue is not up to date; run ./run messages"
    elif not file.with_suffix(".mo").exists() or file.with_suffix(".mo").read_bytes() != as_mo(catalogue):
        yield f"{language}: the compiled catalogue is not that of the text; run ./run messages"
    for sentence in sentences_for(language).values():
        if wrong := what_is_wrong(sentence, catalogue, language):
            yield f"{language}: {wrong}: {sentence.singular!r} ({', '.join(sorted(sentence.files))})"
    yield from _half_told_cases(language, catalogue)


def what_is_wrong(sentence: Sentence, catalogue: Catalog, language: str) -> str:
    """Nothing, or what a translator has to do about this sentence."""
    message = catalogue.get(sentence.identity, sentence.context)
    strings = strings_of(message) if message is not None else [""]
    if message is not None and message.fuzzy:
        return "a guess awaits a translator"
    if not all(strings):
        return "not translated" if is_promised(sentence, language) or any(strings) else ""
    exact = _forms_of_one_number(catalogue.plural_expr)
    keeps = (_keeps(sentence, string, may_drop=form in exact) for form, string in enumerate(strings))
    return "" if all(keeps) else "placeholders or markup differ"


def strings_of(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [str(message.string or "")]


def _half_told_cases(language: str, catalogue: Catalog) -> Iterator[str]:
    """A case is told in a language whole or not at all: the home page says in which one it is."""
    for room in rooms():
        file = f"munera/services/{room}/case.py"
        told = [
            bool(message.string)
            for sentence in own_sentences().values()
            if file in sentence.files and (message := catalogue.get(sentence.identity, sentence.context)) is not None
        ]
        if any(told) and not all(told):
            yield f"{language}: half of a case is translated: {file}"


def _keeps(sentence: Sentence, string: str, *, may_drop: bool) -> bool:
    """The same as in English; a form that stands for one number alone may say it in a word ("two people")."""
    wanted = Counter(KEPT.findall(sentence.plural or sentence.singular))
    found = Counter(KEPT.findall(string))
    return found == wanted or (may_drop and sentence.plural is not None and found <= wanted)


@cache
def _forms_of_one_number(formula: str) -> set[int]:
    form_of = gettext.c2py(formula)  # gettext's own reader of the formula
    forms = Counter(form_of(number) for number in range(1_000))
    return {form for form, numbers in forms.items() if numbers == 1}
