"""What people say about themselves."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.choices import Script
from munera.kernel.people.rules import InvalidName, InvalidPhone, check_name, check_phone


class ContactForm(forms.Form):
    full_name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        help_text=_("As it should stand on letters and receipts."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=32,
        required=False,
        help_text=_("With the country code, for example +381 60 123 4567."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("For pages and letters."),
        widget=forms.RadioSelect,
    )

    def clean_phone(self) -> str:
        try:
            return check_phone(self.cleaned_data["phone"])
        except InvalidPhone as wrong:
            raise forms.ValidationError(str(wrong.sentence)) from wrong


class NameForm(forms.Form):
    script = forms.ChoiceField(label=_("Script"), choices=Script.choices)
    full_name = forms.CharField(
        label=_("Full name"), max_length=200, help_text=_("As your documents in that script write it.")
    )

    def clean(self) -> dict[str, str]:
        said = super().clean() or {}
        if "full_name" in said and "script" in said:
            try:
                said["full_name"] = check_name(said["full_name"], said["script"])
            except InvalidName as wrong:
                self.add_error("full_name", str(wrong.sentence))
        return said


class ForgetForm(forms.Form):
    """The second confirmation: the first is having read what it means."""

    understood = forms.BooleanField(
        label=_("I understand that this cannot be undone, and that I will no longer be able to sign in.")
    )
