"""Whom to appoint or to let act, in which role, from when and until when."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.choices import Role
from munera.kernel.people.queries import person_by_email
from munera.ui.forms import DayInput


class _Spell(forms.Form):
    """The role and the days that both forms ask for."""

    role = forms.ChoiceField(label=_("Role"))
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(
        label=_("Last day"), widget=DayInput, required=False, help_text=_("Leave it empty if the end is open.")
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {role.code: role for role in roles}
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [(code, offered.name) for code, offered in self.roles.items()]
        self.fields["starts_on"].initial = timezone.localdate()

    def clean_role(self) -> Role:
        return self.roles[self.cleaned_data["role"]]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        starts_on, ends_on = said.get("starts_on"), said.get("ends_on")
        if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first."))
        return said


class AppointForm(_Spell):
    email = forms.EmailField(label=_("E-mail address"))
    full_name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        required=False,
        help_text=_("Needed only for somebody who has never been on this site. They sign in with a code by e-mail."),
    )
    field_order = ("email", "full_name", "role", "starts_on", "ends_on")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if "email" in said and not said.get("full_name") and person_by_email(said["email"]) is None:
            self.add_error("full_name", _("Nobody here has this e-mail address yet; please tell us their name."))
        return said


class DelegateForm(_Spell):
    email = forms.EmailField(
        label=_("E-mail address of who will act for you"),
        help_text=_("They must have signed in here before. Both your names will be noted with everything they do."),
    )
    field_order = ("email", "role", "starts_on", "ends_on")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if person_by_email(email) is None:
            raise forms.ValidationError(_("Nobody here has this e-mail address."))
        return email


class EndForm(forms.Form):
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        help_text=_("It holds to the end of this day. Choose yesterday to end it at once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = timezone.localdate()
