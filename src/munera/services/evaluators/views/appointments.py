"""A researcher: seats in panels that an office asks them to take."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.services.evaluators import actions, forms, queries
from munera.services.evaluators.choices import SeatState


@require_safe
@open_to_signed_in
def list_appointments(request: SignedInRequest) -> HttpResponse:
    profile = queries.profile_of(request.user)
    page = {
        "seats": queries.appointments_of(request.user),
        "profile": profile,
        "left_out": queries.left_out(profile) if profile else [],
    }
    return render(request, "evaluators/list_appointments.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def answer_appointment(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is asked for, why they were chosen, and their answer."""
    seat = get_object_or_404(queries.appointments_of(request.user), pk=pk)
    form = forms.SeatAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.is_accepted:
            match = actions.accept_seat(seat, by=request.user)
            messages.success(request, _("You have accepted. Here is how you reach each other."))
            return redirect("evaluators:show_match", match.pk)
        actions.decline_seat(seat, by=request.user)
        messages.success(request, _("You have declined. The office looks for somebody else."))
        return redirect("evaluators:list_appointments")
    page = {
        "seat": seat,
        "reasons": queries.reasons_of_seats([seat], language=get_language() or "")[seat.pk],
        "form": form,
        "is_open": seat.state == SeatState.APPOINTED,
    }
    return render(request, "evaluators/answer_appointment.html", page)
