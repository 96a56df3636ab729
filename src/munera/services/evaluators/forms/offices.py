"""What an office asks for: a round, another researcher for a seat, a decision about a card."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from munera.services.evaluators import queries, rules
from munera.services.evaluators.choices import Verdict
from munera.services.evaluators.models import Demand
from munera.services.evaluators.queries import Option

SIZES = [(number, str(number)) for number in range(1, 10)]


class RoundForm(forms.Form):
    """Which demands are served together, and how large their panels are."""

    name = forms.CharField(
        label=_("Name of the round"), max_length=120, error_messages={"required": _("Give the round a name.")}
    )
    demands = forms.ModelMultipleChoiceField(
        label=_("Demands"),
        queryset=Demand.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one demand.")},
    )
    fewest = forms.TypedChoiceField(
        label=_("Researchers in each panel, at least"), coerce=int, choices=SIZES, initial=2
    )
    most = forms.TypedChoiceField(label=_("Researchers in each panel, at most"), coerce=int, choices=SIZES, initial=3)
    load = forms.TypedChoiceField(label=_("Panels of one researcher, at most"), coerce=int, choices=SIZES, initial=1)

    def __init__(self, *args: Any, demands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["demands"]
        if isinstance(chosen, forms.ModelMultipleChoiceField):
            chosen.queryset = demands
            chosen.label_from_instance = _name_of  # type: ignore[method-assign,assignment]  # as Django says

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        fewest, most = cleaned.get("fewest"), cleaned.get("most")
        if fewest and most and most < fewest:
            self.add_error("most", _("At most must not be less than at least."))
        if len(cleaned.get("demands", ())) > queries.MOST_DEMANDS:
            self.add_error("demands", _("Divide the demands into several rounds: these are too many to read through."))
        return cleaned


def _name_of(demand: Demand) -> str:
    return f"{demand.policy} · {demand.body.name}"


class WayForm(forms.Form):
    """By what panels are composed."""

    way = forms.ChoiceField(choices=[(way, way) for way in queries.WAYS])


class SeatForm(forms.Form):
    """Who sits instead, and why."""

    to = forms.TypedChoiceField(label=_("Researcher"), coerce=int, widget=forms.RadioSelect())
    because = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Kept with the seat, beside what it cost."),
        error_messages={"required": _("Say why. A change without a reason could not be explained later.")},
    )

    def __init__(self, *args: Any, options: Sequence[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        if isinstance(to, forms.TypedChoiceField):
            to.choices = [(option.profile.pk, _words_of(option)) for option in options]


class RearrangeForm(forms.Form):
    """Why others move; what is sent along is what was shown."""

    because = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Kept with each seat that changes, beside what it cost."),
        error_messages={"required": _("Say why. A change without a reason could not be explained later.")},
    )
    shown = forms.CharField(max_length=16, widget=forms.HiddenInput())


def _words_of(option: Option) -> str:
    if option.cost > 0:
        words = _("{name}, {institution}: {points} points, {cost} fewer")
    elif option.cost < 0:
        words = _("{name}, {institution}: {points} points, {gain} more")
    else:
        words = _("{name}, {institution}: {points} points, the same")
    return str(words).format(
        name=option.profile.person.shown_name,
        institution=option.profile.institution_name,
        points=option.points,
        cost=option.cost,
        gain=-option.cost,
    )


class SeatAnswerForm(forms.Form):
    """A researcher accepts in the words that are shown, or declines."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("accept", _("I accept")), ("decline", _("I decline"))],
        widget=forms.RadioSelect(),
        error_messages={"required": _("Accept or decline.")},
    )
    agreed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = str(rules.SEAT_TEXT)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("answer") == "accept" and not cleaned.get("agreed"):
            self.add_error("agreed", _("To accept, agree to these words."))
        return cleaned

    @property
    def is_accepted(self) -> bool:
        return bool(self.cleaned_data["answer"] == "accept")


class RulingForm(forms.Form):
    """What becomes of a card, with a reason that its owner can read."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect(),
        error_messages={"required": _("Choose what becomes of the card.")},
    )
    because = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The owner of the card reads this, and so do those who reported it if the card stays."),
        error_messages={"required": _("Give a reason. Whom it concerns must be able to answer it.")},
    )

    def __init__(self, *args: Any, is_hidden: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdict = self.fields["verdict"]
        may_be = [Verdict.RESTORED] if is_hidden else [Verdict.LEFT, Verdict.HIDDEN]
        if isinstance(verdict, forms.ChoiceField):
            verdict.choices = [(one.value, one.label) for one in may_be]
