"""What the specimens of the gallery show: invented people, honest shapes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from munera.kernel.cases import Step
from munera.kernel.refusal import Sentence
from munera.ui import facets, tables
from munera.ui.charts import Chart, Kind, Point, PointChart, Series, Spread
from munera.ui.forms import DayInput

ICONS = (
    "menu", "globe", "contrast", "person", "search", "arrow", "check", "close",
    "ascending", "descending", "unsorted", "eye", "empty", "download", "seal", "lock",
)  # fmt: skip
COLOURS = ("primary", "accent", "neutral", "clay", "moss", "plum", "info", "success", "warning", "danger")
SCRIPTS = (
    ("en", "Prove it once."),
    ("sr-Latn", "Dokažite jednom: čšžćđ."),
    ("el", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία"),
    ("sr-Cyrl", "Љубазни фењерџија чађавог лица"),
    ("hy", "Բարի գալուստ ծառայությունների տուն"),
    ("ar", "نصٌّ حكيمٌ له سرٌّ قاطع"),
    ("ko", "다람쥐 헌 쳇바퀴에 타고파"),
)


class CrewForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As in the identity card."))
    day = forms.DateField(label=_("Day"), widget=DayInput)
    work = forms.ChoiceField(
        label=_("Work"), choices=[("", _("Choose")), ("harvest", _("Harvest")), ("pruning", _("Pruning"))]
    )
    paid = forms.ChoiceField(
        label=_("Paid by"), choices=[("day", _("the day")), ("hour", _("the hour"))], widget=forms.RadioSelect
    )
    skills = forms.MultipleChoiceField(
        label=_("Skills"),
        choices=[("tractor", _("Drives a tractor")), ("saw", _("Works with a saw"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label=_("Contract"), required=False, help_text=_("PDF, at most 5 MB."))
    number = forms.CharField(label=_("Number of the crew"), disabled=True, initial="2025-0417", required=False)
    agrees = forms.BooleanField(label=_("I have told the people what they will earn"))


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a timeline."""

    title: Sentence
    state: str
    at: Sentence = ""
    text: Sentence = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a task list."""

    title: Sentence
    state: Sentence
    tone: str
    address: str = ""
    hint: Sentence = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Long work as a page sees it."""

    state: str
    done: int = 0
    of: int = 0
    address: str = "#progress"
    sentence: Sentence = ""


def samples(query: QueryDict) -> dict[str, Any]:
    """Everything the specimens name."""
    region = facets.facet(
        "region",
        _("Region"),
        {"balkans": _("Western Balkans"), "iberia": _("Iberia"), "asia": _("East Asia")},
        counts={"balkans": 3, "iberia": 2, "asia": 1},
        query=query if "region" in query else QueryDict("region=balkans"),
    )
    return {
        "icons": ICONS,
        "colours": COLOURS,
        "scripts": SCRIPTS,
        "facets": [region],
        "chips": facets.chips_of([region]),
        "form_calm": CrewForm(prefix="calm"),
        "form_in_error": CrewForm({"error-name": "Milica", "error-day": "2025-02-30"}, prefix="error"),
        "steps": (
            Step(_("Say who works"), _("Numbers are checked while you type them in.")),
            Step(_("See the levy"), _("For each day, with its three lines and where they are written.")),
            Step(_("Send"), _("You get a receipt at once; everyone on it can check their own day.")),
        ),
        "timeline": (
            Event(_("Crew registered"), "done", _("1 July, 18:04"), _("Five people, by Milica Jovanović.")),
            Event(_("One day cancelled for rain"), "done", _("2 July, 05:40")),
            Event(_("Slip of the month"), "current", _("31 July"), _("Pay by 15 August.")),
            Event(_("Paid"), "waiting"),
        ),
        "tasks": (
            Task(_("Who works"), _("Done"), "success", "#tasks"),
            Task(_("Where"), _("To do"), "info", "#tasks", _("The parcel or the address.")),
            Task(_("Sign"), _("Not yet"), "neutral"),
        ),
        "jobs": {
            "running": Job("running", 340, 1000),
            "waiting": Job("waiting"),
            "done": Job("done"),
            "failed": Job("failed", sentence=_("Line 17 has a number that does not exist. Nothing was registered.")),
        },
        **_tables(query),
        **_charts(),
    }


def _tables(query: QueryDict) -> dict[str, tables.Table]:
    people = [
        "Dragan Petrović",
        "Jelena Ilić",
        "Ana Marković",
        "محمد العلي",
        "Πέτρος Παππάς",
        "Marija Kostić",
        "김민서",
    ]
    columns = (
        tables.Column(_("Person"), sort="name"),
        tables.Column(_("Day"), sort="day"),
        tables.Column(_("State")),
        tables.Column(_("Levy"), numeric=True),
        tables.Column(_("What to do")),
    )
    rows = [(name, date(2025, 7, 1 + place)) for place, name in enumerate(people)]

    def cells(row: tuple[str, date]) -> tuple[Any, ...]:
        name, day = row
        mark = tables.Mark(_("Cancelled"), "warning") if day.day == 3 else tables.Mark(_("Registered"), "success")
        return tables.Link(name, "#table"), day, mark, Decimal("1117.32"), tables.Link(_("Show"), "#table")

    return {
        "table": tables.build(query, rows, caption=_("Days of July"), columns=columns, cells=cells, per_page=4),
        "table_empty": tables.build(query, [], caption=_("Days of August"), columns=columns, cells=cells),
    }


def _charts() -> dict[str, Chart | PointChart]:
    months = (_("March"), _("April"), _("May"), _("June"), _("July"), _("August"))
    pension = Series(_("Pension"), (120, 310, 545, 610, 480, 505))
    health = Series(_("Health"), (50, 133, 234, 262, 206, 217))
    unemployment = Series(_("Unemployment"), (8, 19, 34, 38, 30, 32))
    dinars = _("thousand dinars")

    def stacked(name: str) -> Chart:
        return Chart(name, Kind.STACKED, _("Levies by month"), months, (pension, health, unemployment), dinars)

    return {
        "chart_stacked": stacked("levies"),
        "chart_dark": stacked("levies-dark"),
        "chart_mirrored": stacked("levies-mirrored"),
        "chart_bar": Chart(
            "change",
            Kind.BAR,
            _("People at work against last year"),
            months,
            (Series(_("Difference"), (-14, 22, 48, 35, -6, 12)),),
            _("people"),
        ),
        "chart_line": Chart(
            "hours",
            Kind.LINE,
            _("Days from question to answer"),
            months,
            (
                Series(
                    _("This year"),
                    (9, 7, None, 5, 4, 4),
                    Spread(_("Half of all answers"), ((6, 13), (5, 10), None, (3, 7), (3, 6), (2, 6))),
                ),
                Series(_("Last year"), (14, 12, 13, 11, 10, 11)),
            ),
            _("days"),
        ),
        "chart_rows": Chart(
            "skills",
            Kind.ROWS,
            _("Skills most asked for"),
            (_("Pruning fruit trees"), _("Driving a tractor with a trailer"), _("Keeping records of a harvest")),
            (Series(_("Vacancies"), (64, 41, 17)),),
            _("vacancies"),
        ),
        "chart_points": PointChart(
            "panels",
            _("Two assessors, the same answers"),
            _("points by the first"),
            _("points by the second"),
            tuple(
                Point(_("Answer %(number)s") % {"number": place + 1}, first, second)
                for place, (first, second) in enumerate([(42, 45), (55, 51), (61, 66), (70, 68), (78, 83), (88, 85)])
            ),
        ),
    }
