"""The inbox of the person who is signed in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.messages import actions, queries
from munera.kernel.messages.forms import PreferencesForm

LETTERS_ON_A_PAGE = 20


@require_GET
@open_to_signed_in
def list_letters(request: SignedInRequest) -> HttpResponse:
    """Everything that was written to the person, or what is unread of it."""
    only_unread = request.GET.get("show") == "unread"
    letters = queries.unread_letters_to(request.user) if only_unread else queries.letters_to(request.user)
    page = Paginator(letters, LETTERS_ON_A_PAGE).get_page(request.GET.get("page"))
    unread = queries.unread_letters_to(request.user).count()
    return render(
        request, "messages/list_letters.html", {"page": page, "only_unread": only_unread, "unread_count": unread}
    )


@require_GET
@open_to_signed_in
def show_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(queries.letters_to(request.user), pk=pk)
    return render(request, "messages/show_letter.html", {"letter": letter})


@require_POST
@open_to_signed_in
def mark_letter_read(request: SignedInRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(queries.letters_to(request.user), pk=pk)
    actions.mark_letter_read(letter)
    return redirect("messages:list_letters")


@require_POST
@open_to_signed_in
def mark_all_letters_read(request: SignedInRequest) -> HttpResponse:
    actions.mark_all_read(request.user)
    return redirect("messages:list_letters")


@require_http_methods(["GET", "POST"])
@open_to_signed_in
def edit_preferences(request: SignedInRequest) -> HttpResponse:
    kinds = queries.letter_kinds()
    unwanted = queries.unwanted_kinds(request.user)
    wanted = [kind.code for kind in kinds if kind.code not in unwanted]
    form = PreferencesForm(request.POST or None, kinds=kinds, initial={"wanted": wanted})
    if request.method == "POST" and form.is_valid():
        actions.save_preferences(request.user, wanted=form.cleaned_data["wanted"])
        messages.success(request, _("Your choice is saved."))
        return redirect("messages:edit_preferences")
    mandatory = [kind for kind in kinds if kind.mandatory]
    return render(request, "messages/edit_preferences.html", {"form": form, "mandatory": mandatory})
