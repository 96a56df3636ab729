"""The home page, a case library of the installed services, and the page of each case."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.cases import Case
from munera.site import library
from munera.site.context import Language
from munera.ui.facets import Chip, chips_of, facet


@dataclass(frozen=True, slots=True)
class Card:
    """A case on the home page, with the language it is told in."""

    case: Case
    language: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where nothing was found: a filter that does find something."""

    label: str
    query: str
    count: int


@require_safe
@open_to_everyone
def home(request: HttpRequest) -> HttpResponse:
    cases = library.installed_cases()
    asked = library.read_filter(request.GET.getlist)
    saying = library.cases_saying(cases, asked.text)
    found = library.cases_fitting(saying, asked)
    facets = [
        facet(
            one.name,
            one.title,
            dict(one.choices.choices),
            counts=library.counts_of(one, saying, asked),
            query=request.GET,
        )
        for one in library.FACETS
    ]
    text = [Chip(_("“%(text)s”") % {"text": asked.text}, replace(asked, text="").query)] if asked.text else []
    page = {
        "asked": asked,
        "cards": [Card(case, library.language_told(case)) for case in found],
        "all_count": len(cases),
        "facets": [one for one in facets if one.options],
        "chips": [*text, *chips_of(facets)],
        "ways_out": [] if found else _ways_out(cases, asked),
    }
    return render(request, "site/home.html", page)


@require_safe
@open_to_everyone
def show_case(request: HttpRequest, slug: str) -> HttpResponse:
    case = library.case_of(slug)
    if case is None:
        raise Http404(_("There is no such service here."))
    page = {
        "case": case,
        "speaks": [
            Language(code, name, is_current=False) for code, name in settings.LANGUAGES if code in case.languages
        ],
        "content_language": library.language_told(case),
    }
    return render(request, "site/show_case.html", page)


def _ways_out(cases: tuple[Case, ...], asked: library.Filter) -> list[WayOut]:
    """Filters near the one that found nothing: a word spelled otherwise, then each part dropped in turn."""
    offers: list[tuple[str, library.Filter]] = []
    if nearest := library.nearest_words(cases, asked.text):
        text = " ".join(nearest)
        offers.append((_("Search for “%(text)s”") % {"text": text}, replace(asked, text=text)))
    if asked.text and asked.ticked:
        offers.append((_("Leave out “%(text)s”") % {"text": asked.text}, replace(asked, text="")))
        offers.append((_("Keep “%(text)s”, leave out the filters") % {"text": asked.text}, library.Filter(asked.text)))
    for one in library.FACETS:
        for value in sorted(asked.ticked_in(one)):
            label = _("Leave out the filter “%(name)s”") % {"name": one.choices(value).label}
            offers.append((label, asked.without(one, value)))
    counted = [WayOut(label, way.query, library.count(cases, way)) for label, way in offers if not way.is_empty]
    return [way for way in counted if way.count]
