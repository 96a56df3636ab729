"""The catalogues: every sentence is found, kept when it stays, and a translation that is not right is named."""

import ast
import gettext
import shutil
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from babel.messages.catalog import Catalog
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import ngettext, override

from munera.site.catalogue import checking, gathering, writing
from munera.site.catalogue.gathering import Sentence

SHELL = "munera/site/home.py"
SERVICE = "munera/services/seasonal/views.py"


def found_in(tmp_path: Path, name: str, text: str) -> dict[gathering.Key, Sentence]:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return gathering.gathered_from(iter([(file, name)]))


def test_sentences_are_found_in_python(tmp_path: Path) -> None:
    text = (
        'a = _("One")\nb = ngettext("%(n)s day", "%(n)s days", 2)\nc = pgettext_lazy("month", "May")\nd = "Not this"\n'
    )
    found = found_in(tmp_path, "pages.py", text)
    assert {key: one.plural for key, one in found.items()} == {
        (None, "One"): None,
        (None, "%(n)s day"): "%(n)s days",
        ("month", "May"): None,
    }


def test_sentences_are_found_in_templates_and_in_the_attributes_of_components(tmp_path: Path) -> None:
    text = """
    {% extends "page.html" %}
      <c-card title="{% translate 'A card' %}">
   {% blocktranslate trimmed count n=n with name=person %}
       {{ n }} day of
       {{ name }}{% plural %}{{ n }} days of {{ name }}{% endblocktranslate %}
          <p>{# a note: {% translate "it’s ‘quoted’" %} #}100 % {{ _("In a variable") }}</p>
    """
    found = found_in(tmp_path, "page.html", text)
    assert {key[1]: one.plural for key, one in found.items()} == {
        "A card": None,
        "%(n)s day of %(name)s": "%(n)s days of %(name)s",
        "In a variable": None,
    }


def test_the_sentences_of_every_room_are_found() -> None:
    found = gathering.own_sentences()
    assert found[(None, "Skip to the main content")].files == {"munera/ui/templates/page.html"}
    assert "munera/services/seasonal/case.py" in found[(None, "Seasonal work")].files
    assert any(file.startswith("munera/kernel/refusal") for file in found[(None, "This cannot be done now")].files)


def test_the_shell_is_promised_everywhere_and_a_service_where_its_case_says() -> None:
    shell = Sentence(None, "Search", None, {SHELL})
    service = Sentence(None, "Crew", None, {SERVICE})
    shared = Sentence(None, "Day", None, {SHELL, SERVICE})
    assert [gathering.is_promised(shell, code) for code in ("pt", "sr-latn", "ar")] == [True, True, True]
    assert [gathering.is_promised(service, code) for code in ("pt", "sr-latn", "ar")] == [False, True, False]
    assert [gathering.is_promised(shared, code) for code in ("pt", "sr-latn", "ar")] == [True, True, True]


def test_a_sentence_that_a_library_has_translated_is_left_to_it() -> None:
    assert (None, "This field is required.") in gathering.library_sentences()
    assert (None, "This field is required.") not in gathering.sentences_for("pt")


def wrong(sentence: Sentence, string: str | tuple[str, ...], *, language: str = "pt", fuzzy: bool = False) -> str:
    catalogue = Catalog(locale=language, fuzzy=False)
    if language in writing.PLURAL_FORMS:
        catalogue.mime_headers = [("Plural-Forms", writing.PLURAL_FORMS[language])]
    catalogue.add(sentence.identity, string=string, flags=["fuzzy"] if fuzzy else [])
    return checking.what_is_wrong(sentence, catalogue, language)


def test_a_translation_must_be_there_and_be_no_guess() -> None:
    sentence = Sentence(None, "Search", None, {SHELL})
    assert wrong(sentence, "Procurar") == ""
    assert wrong(sentence, "") == "not translated"
    assert wrong(sentence, "Procurar", fuzzy=True) == "a guess awaits a translator"
    assert wrong(Sentence(None, "Crew", None, {SERVICE}), "") == ""


@pytest.mark.parametrize(
    "string", ["Olá", "Olá <b>%(nome)s</b>", "Olá <b>%(name)s", "Olá <i>%(name)s</i>", "<b>%(name)s</b> %(name)s"]
)
def test_a_translation_must_keep_placeholders_and_markup(string: str) -> None:
    sentence = Sentence(None, "Hello <b>%(name)s</b>", None, {SHELL})
    assert wrong(sentence, "Olá <b>%(name)s</b>") == ""
    assert wrong(sentence, string) == "placeholders or markup differ"


def test_a_form_for_one_number_may_say_it_in_a_word_and_no_other_may() -> None:
    sentence = Sentence(None, "%(n)s day", "%(n)s days", {SHELL})
    words = ("لا أيام", "يوم واحد", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم")
    assert wrong(sentence, words, language="ar") == ""
    assert wrong(sentence, (*words[:3], "أيام", *words[4:]), language="ar") == "placeholders or markup differ"
    assert wrong(sentence, (*words[:5], ""), language="ar") == "not translated"


def test_plural_forms_are_those_that_django_counts_by() -> None:
    for language, count in (("pt", 2), ("sr-latn", 3), ("ko", 1), ("ar", 6)):
        with writing.catalogue_file(language).with_suffix(".mo").open("rb") as file:
            ours = gettext.GNUTranslations(file)
        forms = [int(ours.plural(number)) for number in range(1_000)]
        assert len(set(forms)) == count
    assert [forms[number] for number in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103)] == [0, 1, 2, 3, 3, 4, 4, 5, 5, 3]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sr-latn", {1: "1 usluga", 3: "3 usluge", 5: "5 usluga", 21: "21 usluga"}),
        ("ar", {1: "خدمة واحدة", 2: "خدمتان", 3: "3 خدمات", 11: "11 خدمة"}),
        ("ko", {1: "서비스 1개", 2: "서비스 2개"}),
        ("pt", {1: "1 serviço", 2: "2 serviços"}),
    ],
)
def test_a_number_of_things_is_said_as_the_language_says_it(language: str, said: dict[int, str]) -> None:
    with override(language):
        assert {
            count: ngettext("%(count)s service", "%(count)s services", count) % {"count": count} for count in said
        } == said


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogues of the site in a folder of their own; the Portuguese text is given."""
    shutil.copytree(writing.LOCALE, tmp_path / "locale")
    monkeypatch.setattr(writing, "LOCALE", tmp_path / "locale")
    return writing.catalogue_file("pt")


def test_writing_again_next_year_gives_the_same_bytes_and_loses_nothing(copied: Path) -> None:
    writing.write("pt")
    text, compiled = copied.read_bytes(), copied.with_suffix(".mo").read_bytes()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=365)):
        writing.write("pt")
    assert (copied.read_bytes(), copied.with_suffix(".mo").read_bytes()) == (text, compiled)
    assert "Saltar para o conteúdo principal" in text.decode()


def problems_since(before: set[str]) -> list[str]:
    return [problem for problem in checking.problems("pt") if problem not in before]


def test_a_stale_text_and_a_stale_compiled_file_are_named(copied: Path) -> None:
    writing.write("pt")
    before = set(checking.problems("pt"))
    copied.with_suffix(".mo").write_bytes(b"")
    assert problems_since(before) == ["pt: the compiled catalogue is not that of the text; run ./run messages"]
    without = copied.read_text(encoding="utf-8").replace('msgid "Skip to the main content"', 'msgid "Skip to main"')
    copied.write_text(without, encoding="utf-8")
    first, second = problems_since(before)
    assert first == "pt: the catalogue is not up to date; run ./run messages"
    assert second.startswith("pt: not translated: 'Skip to the main content'")


def test_a_case_is_told_whole_or_not_at_all(copied: Path) -> None:
    writing.write("pt")
    before = set(checking.problems("pt"))
    text = copied.read_text(encoding="utf-8")
    assert 'msgstr "quase 100 000"' in text
    copied.write_text(text.replace('msgstr "quase 100 000"', 'msgstr ""'), encoding="utf-8")
    writing.write("pt")
    assert problems_since(before) == ["pt: half of a case is translated: munera/services/seasonal/case.py"]


def test_the_command_that_checks_fails_on_a_problem(copied: Path) -> None:
    copied.unlink()
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("check_messages", stderr=said)
    assert "pt: the catalogue is not up to date" in said.getvalue()


def test_a_function_that_translates_is_called_by_a_name_that_is_gathered() -> None:
    """Under another name its sentences would be shown in English for ever, and no check would miss them."""
    renamed = {
        f"{file.relative_to(gathering.SOURCE)}: {name.asname}"
        for file in (gathering.SOURCE / "munera").rglob("*.py")
        for statement in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(statement, ast.ImportFrom) and statement.module == "django.utils.translation"
        for name in statement.names
        if name.name in gathering.KEYWORDS and name.asname not in {None, *gathering.KEYWORDS}
    }
    assert renamed == set()


def test_every_language_is_complete() -> None:
    assert [problem for language in writing.languages() for problem in checking.problems(language)] == []
