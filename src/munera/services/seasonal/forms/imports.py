"""A file of crews."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

MEBIBYTE = 1024 * 1024


class UploadForm(forms.Form):
    """What it is, its content tells; its name is only shown again."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook (XLSX), a text table (CSV) or EP-SR XML."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.xml"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.MUNERA_UPLOAD_MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Divide it into several and upload one after another."),
                params={"most": number_format(settings.MUNERA_UPLOAD_MOST_BYTES // MEBIBYTE)},
            )
        return file
