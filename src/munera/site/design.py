"""The gallery: every component in all its states, with the lines to copy. Later rooms pick from here.

A specimen is a template of its own under ``templates/site/design``; the page shows both what it draws and its text,
so the lines to copy are the lines that drew what one sees.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.refusal import Sentence
from munera.site import design_samples


@dataclass(frozen=True, slots=True)
class Part:
    """One component of the gallery: its specimen, its name, and when to take it."""

    template: str
    title: Sentence
    why: Sentence

    @property
    def code(self) -> str:
        return Path(self.template).stem

    @property
    def source(self) -> str:
        """The specimen as written, before components are compiled into tags."""
        template = cast("Template", get_template(self.template))
        return Path(template.origin.name).read_text(encoding="utf-8").rstrip()


PARTS = (
    Part(
        "site/design/scripts.html",
        _("Letters"),
        _("One family, Noto Sans, in six scripts. The browser fetches those a page uses."),
    ),
    Part("site/design/icons.html", _("Icons"), _("Beside words, never instead of them.")),
    Part("site/design/page_header.html", _("Page header"), _("Opens every page: what it is, what one can do here.")),
    Part("site/design/hero.html", _("Hero"), _("For a front page alone.")),
    Part("site/design/breadcrumbs.html", _("Breadcrumbs"), _("The way back up; not on a front page.")),
    Part("site/design/buttons.html", _("Buttons"), _("One strong button a page. Red undoes or deletes.")),
    Part(
        "site/design/tags.html", _("Tags"), _("A state in one or two words; the words say it, the colour repeats it.")
    ),
    Part("site/design/alerts.html", _("Alerts"), _("Something the reader must know before going on.")),
    Part("site/design/cards.html", _("Cards"), _("Things of one kind to choose from.")),
    Part(
        "site/design/facets.html",
        _("Facets and chips"),
        _("Narrow a list. Each answer is a link, so the address holds the filter."),
    ),
    Part("site/design/form.html", _("Form"), _("One column, labels above, what is optional says so.")),
    Part(
        "site/design/form_error.html",
        _("Form in error"),
        _("A summary that leads to each field; what was typed stays."),
    ),
    Part("site/design/steps.html", _("Steps"), _("How something goes, in order.")),
    Part("site/design/timeline.html", _("Timeline"), _("What happened to a case, and what is still to come.")),
    Part("site/design/tasks.html", _("Task list"), _("Parts of a long form that can be done one at a time.")),
    Part(
        "site/design/table.html",
        _("Table"),
        _("Rows that sort and have pages; on a phone each row becomes a small list."),
    ),
    Part("site/design/table_empty.html", _("Table without rows"), _("Says what will be here and how to begin.")),
    Part("site/design/empty.html", _("Nothing here"), _("Never leave a page blank.")),
    Part("site/design/definition_list.html", _("Facts"), _("Names and their values: a summary, a receipt.")),
    Part(
        "site/design/secret.html",
        _("Masked secret"),
        _("Shown masked; opened by who may see it, and by nobody behind their shoulder."),
    ),
    Part("site/design/progress.html", _("Progress"), _("Long work: it goes on when the page is left.")),
    Part("site/design/chart_bar.html", _("Bars"), _("Compare a few amounts; also below zero.")),
    Part("site/design/chart_stacked.html", _("Stacked bars"), _("Amounts and what they are made of.")),
    Part("site/design/chart_line.html", _("Lines"), _("Change over time; an unknown month is a gap.")),
    Part("site/design/chart_rows.html", _("Rows"), _("Compare things with long names.")),
    Part("site/design/chart_points.html", _("Points"), _("Do two measures go together?")),
    Part("site/design/dark.html", _("In the dark"), _("Every part has a dark side; nothing is added by hand.")),
    Part("site/design/right_to_left.html", _("From the right"), _("Arabic mirrors every part, charts too.")),
)


@require_safe
@open_to_everyone
def design(request: HttpRequest) -> HttpResponse:
    """One page of everything that a page can be made of."""
    return render(request, "site/design.html", {"parts": PARTS, **design_samples.samples(request.GET)})
