"""What each kind of problem means: the pages to which the ``type`` of problem details leads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.refusal import Refusal


def every_kind(family: type[Refusal] = Refusal) -> dict[str, type[Refusal]]:
    """Each kind of refusal of the house by its part of an address."""
    kinds: dict[str, type[Refusal]] = {}
    for member in family.__subclasses__():
        kinds |= {member.kind: member} | every_kind(member)
    return kinds


@require_safe
@open_to_everyone
def list_problems(request: HttpRequest) -> HttpResponse:
    kinds = sorted(every_kind().values(), key=lambda member: (member.status, member.kind))
    return render(request, "site/list_problems.html", {"kinds": kinds})


@require_safe
@open_to_everyone
def show_problem(request: HttpRequest, kind: str) -> HttpResponse:
    member = every_kind().get(kind)
    if member is None:
        raise Http404
    return render(request, "site/show_problem.html", {"refusal": member})
