"""What signing up asks besides the mail address. Apart from the other forms, because allauth builds its own upon it."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.people.models import Person


class NameForm(forms.Form):
    """The name, in any script."""

    full_name = forms.CharField(
        label=_("Full name"),
        help_text=_("As in your documents, in any script."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, _request: HttpRequest, user: Person) -> None:
        user.full_name = " ".join(self.cleaned_data["full_name"].split())
        user.language = get_language() or ""
        user.save(update_fields=["full_name", "language"])
        record_audit("people.person.signed-up", user, by=user)
