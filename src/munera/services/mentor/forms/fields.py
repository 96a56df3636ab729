"""Fields that several forms here share: a name in the language of the examination and in English, a table."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from munera.services.mentor import queries
from munera.services.mentor.models import CompetenceUnit

MEBIBYTE = 1024 * 1024


def name_field() -> forms.CharField:
    return forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Give it a name.")})


def english_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name in English"),
        max_length=200,
        required=False,
        help_text=_("Who reads this site in a language that has no name of its own is shown this one."),
    )


def code_field() -> forms.SlugField:
    return forms.SlugField(
        label=_("Short name"),
        max_length=40,
        help_text=_("Letters of the Latin alphabet, figures and hyphens; it cannot be changed later."),
        error_messages={
            "required": _("Give it a short name."),
            "invalid": _("Use letters of the Latin alphabet, figures and hyphens."),
        },
    )


def names_of(cleaned: dict[str, Any], *, language: str) -> dict[str, str]:
    """As the tables keep names: by language."""
    english = cleaned.get("english", "")
    names = {"en": english} if english and language != "en" else {}
    return names | {language: cleaned["name"]}


def initial_names(names: dict[str, str], *, language: str) -> dict[str, str]:
    return {"name": names.get(language, ""), "english": "" if language == "en" else names.get("en", "")}


def units_in(text: str) -> list[CompetenceUnit]:
    """Those whose codes somebody wrote, with commas or blanks between them."""
    codes = [code for code in re.split(r"[,;\s]+", text) if code]
    known = queries.units_by_code(codes)
    for code in codes:
        if code not in known:
            raise forms.ValidationError(
                _("There is no unit of competence %(code)s. Add it first."), params={"code": code}
            )
    return list(known.values())


class TableField(forms.FileField):
    """A workbook or a text table, of a bounded size."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("File"),
            help_text=_("An Excel workbook (XLSX) or a text table (CSV)."),
            widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
            error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > settings.MUNERA_UPLOAD_MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Divide it into several and upload one after another."),
                params={"most": number_format(settings.MUNERA_UPLOAD_MOST_BYTES // MEBIBYTE)},
            )
        return file
