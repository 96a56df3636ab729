"""From a result to courses, trainings and jobs of public bodies."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.refusal import Sentence
from munera.services.mentor import queries
from munera.services.mentor.choices import OfferKind
from munera.services.mentor.models import CompetenceUnit, Offer
from munera.services.mentor.queries import Course, Opening
from munera.services.mentor.views.candidate.attempts import own_report
from munera.services.mentor.views.candidate.wording.numbers import points
from munera.ui.tables import cut


@dataclass(frozen=True, slots=True, repr=False)
class Way:
    """An offer as a card: what kind it is, and why it stands here. Kept out of logs, as the pages of a report are."""

    offer: Offer
    kind: Sentence
    because: str
    units: tuple[CompetenceUnit, ...]
    missing: tuple[CompetenceUnit, ...] = ()

    @property
    def has_begun(self) -> bool:
        return self.offer.has_begun(on=timezone.localdate())


@never_cache
@require_safe
@open_to_signed_in
def list_courses(request: SignedInRequest, pk: int) -> HttpResponse:
    """After a fail, what helps most with the plan; after a pass, what leads on."""
    report, today = own_report(request, pk), timezone.localdate()
    examination = report.attempt.sitting.examination
    courses = (
        queries.courses_beyond(request.user, examination, on=today)
        if report.passed
        else queries.courses_for(queries.plan_of(report), on=today)
    )
    part = cut(request.GET, courses, caption=_("Courses"))
    page = {
        "attempt": report.attempt,
        "passed": report.passed,
        "part": part,
        "ways": [_of_course(course, passed=report.passed) for course in part.rows],
    }
    return render(request, "mentor/candidate/list_courses.html", page)


@never_cache
@require_safe
@open_to_signed_in
def list_jobs(request: SignedInRequest) -> HttpResponse:
    """Jobs by what the reader holds. A result that was not enough has no part in it."""
    part = cut(request.GET, queries.openings_for(request.user, on=timezone.localdate()), caption=_("Jobs"))
    page = {"part": part, "ways": [_of_opening(one) for one in part.rows]}
    return render(request, "mentor/candidate/list_jobs.html", page)


def _of_course(course: Course, *, passed: bool) -> Way:
    gain = round(100 * course.gain)
    if passed:
        because = _("It teaches what your examination did not ask for.")
    elif gain < 1:
        because = _("It teaches something of your plan.")
    else:
        because = ngettext(
            "What it teaches could let about %(gain)s more of 100 people with a result like yours pass.",
            "What it teaches could let about %(gain)s more of 100 people with a result like yours pass.",
            gain,
        ) % {"gain": points(gain)}
    return Way(course.offer, OfferKind(course.offer.kind).label, because, course.units)


def _of_opening(opening: Opening) -> Way:
    facts = {"held": len(opening.held), "asked": opening.asked}
    if opening.is_qualified:
        because = _("You hold the qualification it asks for, and %(held)s of %(asked)s units of competence.") % facts
    elif opening.is_qualified is False:
        because = _("You hold %(held)s of %(asked)s units of competence. It asks for a qualification besides.") % facts
    elif not opening.missing:
        because = ngettext(
            "You hold the unit of competence it asks for.",
            "You hold all %(asked)s units of competence it asks for.",
            opening.asked,
        ) % {"asked": opening.asked}
    else:
        because = _("You hold %(held)s of the %(asked)s units of competence it asks for.") % facts
    return Way(opening.offer, OfferKind.JOB.label, because, opening.held, opening.missing)
