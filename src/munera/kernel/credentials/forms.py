"""What is typed, chosen and handed in on the pages of proof."""

from typing import Any, Final

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

KIBIBYTE: Final = 1024
# What the engine reads of a credential, and of a picture or document that holds one.
MOST_OF_A_TEXT: Final = 256 * KIBIBYTE
MOST_OF_A_PICTURE: Final = 8 * KIBIBYTE * KIBIBYTE
PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"%PDF-")


class CheckForm(forms.Form):
    """A file, or a text that was copied; of both, the file."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A credential as JSON, an image (PNG, SVG), a PDF, or a token. It is not kept."),
        widget=forms.FileInput(
            attrs={"accept": ".json,.jsonld,.jwt,.txt,.png,.svg,.pdf,application/json,image/png,application/pdf"}
        ),
        error_messages={"empty": _("The file is empty.")},
    )
    text = forms.CharField(
        label=_("Or paste the credential"),
        required=False,
        max_length=MOST_OF_A_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file is None:
            return b""
        head = file.read(1_024)
        is_picture = any(sign in head for sign in PICTURES)
        most = MOST_OF_A_PICTURE if is_picture else MOST_OF_A_TEXT
        if file.size > most:
            raise forms.ValidationError(
                _("The file is larger than %(most)s kB. No credential needs as much."),
                params={"most": number_format(most // KIBIBYTE)},
            )
        return bytes(head + file.read())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("text"):
            self.add_error("file", _("Choose a file, or paste the credential."))
        return cleaned

    @property
    def handed_in(self) -> bytes:
        """What to check, once the form is valid."""
        return self.cleaned_data["file"] or str(self.cleaned_data["text"]).strip().encode()


class ShareForm(forms.Form):
    """For how long a link shall last."""

    days = forms.TypedChoiceField(
        label=_("How long shall the link work?"),
        coerce=int,
        initial=30,
        choices=[(1, _("One day")), (7, _("One week")), (30, _("One month")), (365, _("One year"))],
        widget=forms.RadioSelect(),
    )
