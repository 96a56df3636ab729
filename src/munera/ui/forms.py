"""How a form field is dressed: one read model that the ``<c-field>`` component draws.

Django's widgets stay as they are; classes, descriptions and marks of error are added while drawing, so that a room
writes plain forms and third-party forms (signing in) look the same.
"""

from dataclasses import dataclass
from typing import Literal

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

Kind = Literal["hidden", "checkbox", "choices", "group", "control"]


class DayInput(forms.DateInput):
    """The browser's own calendar, which wants and gives ISO dates in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button or box of a group."""

    id: str
    label: str
    control: SafeString


@dataclass(frozen=True, slots=True)
class DressedField:
    """A bound field as it is drawn; ``target`` is where the error summary jumps to."""

    bound: BoundField
    kind: Kind
    control: SafeString
    choices: tuple[Choice, ...] = ()

    @property
    def id(self) -> str:
        return self.bound.id_for_label or self.bound.auto_id

    @property
    def target(self) -> str:
        return self.choices[0].id if self.choices else self.id

    @property
    def description_id(self) -> str:
        return f"{self.bound.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.bound.auto_id}_error"


def dress(bound: BoundField) -> DressedField:
    """The drawing of one field, with its value, description and errors tied to its control."""
    kind = _kind(bound.field.widget)
    if kind == "choices":
        choices = tuple(_choices(bound))
        return DressedField(bound, kind, SafeString(""), choices)
    return DressedField(bound, kind, bound.as_widget(attrs=_attributes(bound)))


def _kind(widget: forms.Widget) -> Kind:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    return "group" if widget.use_fieldset else "control"


def _attributes(bound: BoundField) -> dict[str, str | bool]:
    """Our class beside the widget's own; Django itself ties the description and the errors to the control."""
    if bound.is_hidden:
        return {}
    return {"class": f"ds-input {bound.field.widget.attrs.get('class', '')}".strip()}


def _choices(bound: BoundField) -> list[Choice]:
    widget = bound.field.widget
    attributes = bound.build_widget_attrs({"id": bound.auto_id, **_attributes(bound)}, widget)
    # The group as a whole is described; each button repeating it would be read out once per choice.
    attributes.pop("aria-describedby", None)
    subwidgets = widget.subwidgets(bound.html_name, bound.value(), attrs=attributes)
    buttons = [BoundWidget(widget, data, bound.form.renderer) for data in subwidgets]
    return [Choice(id=button.id_for_label, label=str(button.choice_label), control=button.tag()) for button in buttons]
