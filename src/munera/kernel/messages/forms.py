"""Which kinds of letters a person wants by e-mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from munera.kernel.messages.choices import LetterKind


class PreferencesForm(forms.Form):
    """One box per kind that is the person's to choose."""

    wanted = forms.MultipleChoiceField(
        label=_("Letters you also get by e-mail"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: object, kinds: tuple[LetterKind, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        field = self.fields["wanted"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(kind.code, kind.name) for kind in kinds if not kind.mandatory]
