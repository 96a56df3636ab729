"""Which year and month the tax office looks at."""

from typing import Any, cast

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

WHOLE_YEAR = 0


class PeriodForm(forms.Form):
    """A year that has days, and one of its months or all of them."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    month = forms.TypedChoiceField(label=_("Month"), coerce=int)

    def __init__(self, *args: Any, years: list[int], with_whole_year: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [(number, name) for number, name in MONTHS.items()]
        whole = [(WHOLE_YEAR, _("The whole year"))] if with_whole_year else []
        cast("forms.TypedChoiceField", self.fields["year"]).choices = [(year, str(year)) for year in years]
        cast("forms.TypedChoiceField", self.fields["month"]).choices = [*whole, *months]

    def chosen(self, *, year: int, month: int) -> tuple[int, int]:
        """What was asked for, or what is given here where that makes no sense."""
        if not self.is_bound or not self.is_valid():
            return year, month
        return self.cleaned_data["year"], self.cleaned_data["month"]
