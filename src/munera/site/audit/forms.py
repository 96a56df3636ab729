"""What an auditor looks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.queries import rooms_with_events
from munera.kernel.audit.rules import reference
from munera.kernel.people.queries import person_by_email
from munera.ui.forms import DayInput


class EventFilter(forms.Form):
    room = forms.ChoiceField(label=_("Room"), required=False)
    who = forms.EmailField(label=_("E-mail address of who acted"), required=False)
    about = forms.CharField(
        label=_("About which row"),
        required=False,
        max_length=120,
        help_text=_("As the audit writes it, for example people.person:12."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, handed through
        room = self.fields["room"]
        if isinstance(room, forms.ChoiceField):
            room.choices = [("", _("Every room")), *((name, name) for name in rooms_with_events())]

    def clean_who(self) -> str:
        """As a reference; an address that nobody has is an error, not an empty list that looks like peace."""
        email = self.cleaned_data["who"]
        if not email:
            return ""
        person = person_by_email(email)
        if person is None:
            raise forms.ValidationError(_("Nobody has this e-mail address."))
        return reference(person)
