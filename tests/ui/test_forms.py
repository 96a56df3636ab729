"""Fields as they are drawn: label, description, error and control belong together."""

import pytest
from django import forms

from munera.ui.forms import DayInput
from tests.ui.drawing import Element, draw


class CrewForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the card.")
    day = forms.DateField(label="Day", widget=DayInput)
    paid = forms.ChoiceField(label="Paid by", choices=[("day", "Day"), ("hour", "Hour")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    skills = forms.MultipleChoiceField(label="Skills", choices=[("saw", "Saw")], required=False)
    paper = forms.FileField(label="Paper", required=False)
    agrees = forms.BooleanField(label="Agrees", help_text="To the rules.")
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        raise forms.ValidationError("The crew is too large.")


def field(name: str, form: forms.Form | None = None) -> Element:
    return draw('<c-field :field="field" />', field=(form or CrewForm())[name])


def test_a_label_names_its_control() -> None:
    drawn = field("name")
    assert drawn.one("label").attributes["for"] == drawn.one("input").attributes["id"]
    assert drawn.one("label").text == "Name"


def test_what_is_optional_says_so() -> None:
    assert field("note").one("label").text == "Note (optional)"


def test_the_description_is_read_with_the_control() -> None:
    drawn = field("name")
    described_by = drawn.one("input").attributes["aria-describedby"]
    assert drawn.one(id=described_by).text == "As in the card."


def test_description_and_error_are_both_read_with_the_control() -> None:
    drawn = field("name", CrewForm({}))
    described_by = drawn.one("input").attributes["aria-describedby"].split()
    assert [drawn.one(id=part).text for part in described_by] == ["As in the card.", "Error: This field is required."]
    assert drawn.one("input").attributes["aria-invalid"] == "true"
    assert drawn.one(class_="field--error")


def test_a_field_without_error_is_not_marked() -> None:
    drawn = field("name", CrewForm({"name": "Milica"}))
    assert drawn.all(class_="field--error") == []
    assert "aria-invalid" not in drawn.one("input").attributes
    assert drawn.one("input").attributes["value"] == "Milica"


def test_choices_stand_in_a_group_with_a_name() -> None:
    drawn = field("paid", CrewForm({"paid": "hour"}))
    assert drawn.one("legend").text == "Paid by"
    assert [label.text for label in drawn.all("label")] == ["Day", "Hour"]
    assert [button.attributes["id"] for button in drawn.all("input")] == [
        label.attributes["for"] for label in drawn.all("label")
    ]
    assert ["checked" in button.attributes for button in drawn.all("input")] == [False, True]


def test_an_error_of_a_group_is_told_once() -> None:
    drawn = field("paid", CrewForm({}))
    assert drawn.one("fieldset").attributes["aria-describedby"].split() == ["id_paid_error"]
    assert all("aria-describedby" not in button.attributes for button in drawn.all("input"))


def test_a_single_box_stands_before_its_words() -> None:
    drawn = field("agrees", CrewForm({}))
    assert drawn.one("label").attributes["for"] == drawn.one("input", type="checkbox").attributes["id"]
    described_by = drawn.one("input").attributes["aria-describedby"].split()
    assert {drawn.one(id=part).text for part in described_by} == {"To the rules.", "Error: This field is required."}


def test_a_day_is_given_to_the_browser_as_it_wants_it() -> None:
    control = field("day", CrewForm(initial={"day": "2025-07-01"})).one("input")
    assert (control.attributes["type"], control.attributes["value"]) == ("date", "2025-07-01")


@pytest.mark.parametrize(("name", "tag"), [("note", "textarea"), ("skills", "select"), ("paper", "input")])
def test_every_control_wears_our_class(name: str, tag: str) -> None:
    assert "ds-input" in field(name).one(tag).classes


def test_a_class_of_the_widget_is_kept() -> None:
    form = CrewForm()
    form.fields["name"].widget.attrs["class"] = "narrow"
    assert field("name", form).one("input").classes == {"ds-input", "narrow"}


def test_a_hidden_field_shows_nothing() -> None:
    drawn = field("secret")
    assert drawn.text == ""
    assert drawn.one("input").attributes["type"] == "hidden"


def test_the_summary_leads_to_every_field_in_error() -> None:
    drawn = draw('<c-form :form="form" />', form=CrewForm({"name": "Milica"}))
    summary = drawn.one(class_="error-summary")
    targets = [link.attributes["href"].removeprefix("#") for link in summary.all("a")]
    assert targets == ["id_day", "id_paid_0", "id_agrees"]
    assert all(drawn.one(id=target).tag == "input" for target in targets)
    assert "The crew is too large." in summary.text


def test_a_form_without_errors_has_no_summary() -> None:
    assert draw('<c-form :form="form" />', form=CrewForm()).all(class_="error-summary") == []


def test_the_summary_takes_the_focus_unless_told_otherwise() -> None:
    form = CrewForm({})
    assert "autofocus" in draw('<c-form :form="form" />', form=form).one(class_="error-summary").attributes
    calm = draw('<c-form :form="form" :focus="False" />', form=form)
    assert "autofocus" not in calm.one(class_="error-summary").attributes


def test_a_form_can_carry_its_files_and_proves_where_it_came_from() -> None:
    drawn = draw('<c-form :form="form" submit="Send it" cancel_url="/back" />', form=CrewForm())
    form = drawn.one("form")
    assert (form.attributes["method"], form.attributes["enctype"]) == ("post", "multipart/form-data")
    assert len(form.one("input", name="csrfmiddlewaretoken").attributes["value"]) == 64
    assert form.one("button").text == "Send it"
    assert form.one("a").attributes["href"] == "/back"


def test_a_form_that_only_asks_carries_no_token() -> None:
    assert draw('<c-form :form="form" method="get" />', form=CrewForm()).all("input", name="csrfmiddlewaretoken") == []
