"""What researchers write of themselves and of the evaluations they worked on."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.documents.models import Document
from munera.kernel.documents.queries import documents_of
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators import queries, rules
from munera.services.evaluators.choices import Degree, EvaluationKind, Method, Theme, places_to_choose
from munera.services.evaluators.models import Profile
from munera.services.evaluators.rules import check_orcid
from munera.ui.forms import DayInput

LONG = {"rows": 5}


class ProfileForm(forms.Form):
    """In the order in which others read it."""

    headline = forms.CharField(
        label=_("In one sentence"),
        max_length=160,
        help_text=_("What you evaluate and how. This is the first line of your card."),
        error_messages={"required": _("Say in one sentence what you evaluate.")},
    )
    about = forms.CharField(
        label=_("About your work"),
        max_length=2000,
        required=False,
        help_text=_("No contacts here: they are shown once both sides are interested."),
        widget=forms.Textarea(attrs=LONG),
    )
    degree = forms.ChoiceField(label=_("Highest degree"), choices=Degree.choices, widget=forms.RadioSelect())
    institution_name = forms.CharField(
        label=_("Institution"),
        max_length=200,
        help_text=_("Where you work or study. You are never shown to it, and it never to you."),
        error_messages={"required": _("Name the institution where you work or study.")},
    )
    institution = forms.ModelChoiceField(
        label=_("Is it one of these?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None of these"),
        help_text=_("Organisations in which you hold a role on this site: then it counts as checked."),
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        choices=Theme.choices,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one theme.")},
    )
    methods = forms.MultipleChoiceField(
        label=_("Methods"), choices=Method.choices, widget=forms.CheckboxSelectMultiple(), required=False
    )
    places = forms.MultipleChoiceField(
        label=_("Where you would work"),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one place.")},
    )
    available_from = forms.DateField(label=_("Available from"), required=False, widget=DayInput())
    hours_per_week = forms.IntegerField(label=_("Hours a week"), required=False, min_value=1, max_value=60)
    cv_url = forms.URLField(
        label=_("Address of your public CV"),
        required=False,
        assume_scheme="https",
        help_text=_("On Lattes, for example."),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    orcid = forms.CharField(
        label=_("ORCID iD"),
        required=False,
        max_length=40,
        help_text=_("Sixteen digits, as on your ORCID page."),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "text"}),
    )

    def __init__(self, *args: Any, person: Person, profile: Profile | None, **kwargs: Any) -> None:
        if profile is not None and "initial" not in kwargs:
            kwargs["initial"] = {name: getattr(profile, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        places, institution = self.fields["places"], self.fields["institution"]
        if isinstance(places, forms.MultipleChoiceField):
            places.choices = places_to_choose()
        if isinstance(institution, forms.ModelChoiceField):
            institution.queryset = queries.institutions_to_choose(person, profile)
        if not queries.institutions_to_choose(person, profile).exists():
            del self.fields["institution"]

    def clean_orcid(self) -> str:
        try:
            return check_orcid(self.cleaned_data["orcid"])
        except rules.InvalidOrcid as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from None


class OpenProfileForm(forms.Form):
    """Agreeing to be shown."""

    agreed = forms.BooleanField(
        error_messages={"required": _("Your profile is shown only if you agree to it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = str(rules.PROFILE_TEXT)


class ExperienceForm(forms.Form):
    """One evaluation, with a paper or an address that shows it."""

    title = forms.CharField(
        label=_("What was evaluated"),
        max_length=200,
        error_messages={"required": _("Name the policy or programme that was evaluated.")},
    )
    institution_name = forms.CharField(label=_("For whom"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind of evaluation"), choices=EvaluationKind.choices, widget=forms.RadioSelect())
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)
    year = forms.IntegerField(label=_("Year in which it ended"), min_value=1950)
    url = forms.URLField(
        label=_("Address where it can be read"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    document = forms.ChoiceField(
        label=_("One of your documents"),
        required=False,
        help_text=_("Only its name is shown before you meet."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = {str(each.pk): each for each in documents_of(person)}
        document = self.fields["document"]
        if isinstance(document, forms.ChoiceField):
            document.choices = [("", _("No document")), *((key, each.name) for key, each in self.own.items())]
        if not self.own:
            del self.fields["document"]

    def clean_document(self) -> Document | None:
        return self.own.get(self.cleaned_data["document"])

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(_("This year lies ahead. List what has ended."))
        return year
