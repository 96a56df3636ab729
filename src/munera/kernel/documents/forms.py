"""A document to hand in."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from munera.kernel.documents.choices import Purpose
from munera.kernel.documents.rules import ENDINGS, KindNotTaken, kind_of


class DocumentForm(forms.Form):
    """What it is, its content tells; its name is only shown again."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG, JPEG, WebP, DOCX, XLSX, CSV or plain text, without macros or a password."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join([*ENDINGS.values(), ".jpeg"])}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("There is nothing in this file. Choose another one."),
        },
    )
    purpose = forms.ChoiceField(label=_("What it is for"), choices=Purpose.choices)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        most = settings.MUNERA_DOCUMENT_MOST_BYTES
        if file.size > most:
            raise forms.ValidationError(
                _("The file is larger than %(most)s. Make it smaller, or hand it in as several files."),
                params={"most": filesizeformat(most)},
            )
        try:
            kind_of(file.read())
        except KindNotTaken as refused:
            raise forms.ValidationError(str(refused.sentence)) from None
        file.seek(0)
        return file
