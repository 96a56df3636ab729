"""What an administrator says about a new key."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.queries import organisations_administered_by, scopes_open_to
from munera.kernel.access.rules import LONGEST_LIFE
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person


class IssueKey(forms.Form):
    """The organisation, what the key is for, and until when."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), empty_label=None)
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("Which program uses it, for example: payroll on server 2.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the key may be used for"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose only what the program needs."),
    )
    expires_on = forms.DateField(
        label=_("Valid until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most a year from now. A key that nobody renews ends on this day."),
    )

    def __init__(self, *args: object, administrator: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, handed through
        administered = organisations_administered_by(administrator)
        organisation = self.fields["organisation"]
        if isinstance(organisation, forms.ModelChoiceField):
            organisation.queryset = administered
        scopes = self.fields["scopes"]
        if isinstance(scopes, forms.MultipleChoiceField):
            scopes.choices = [(scope.code, scope.name) for scope in scopes_open_to(administered)]
        today = timezone.localdate()
        self.fields["expires_on"].initial = today + LONGEST_LIFE
        self.fields["expires_on"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + LONGEST_LIFE).isoformat(),
        }
