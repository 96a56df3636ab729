"""The way in: to one's own examinations, and for those who work for an examining body to its office."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.services.mentor import queries


@require_safe
@open_to_signed_in
def show_start(request: SignedInRequest) -> HttpResponse:
    """Whoever works for no body is led on at once: there is one way for them."""
    offices = list(queries.offices_of(request.user))
    is_head = queries.offices_headed_by(request.user).exists()
    if not offices and not is_head:
        return redirect("mentor:list_attempts")
    page = {"offices": offices, "is_head": is_head, "waiting": queries.waiting_releases(request.user)}
    return render(request, "mentor/show_start.html", page)
