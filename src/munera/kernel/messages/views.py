"""The inbox of the person who is signed in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.messages import actions, queries
from munera.kernel.messages.forms import PreferencesForm
from munera.kernel.messages.models import Letter
from munera.ui.tables import Column, Link, Mark, build

COLUMNS = (
    Column(pgettext_lazy("a letter", "Subject")),
    Column(gettext_lazy("State")),
    Column(pgettext_lazy("a letter", "Written"), sort="created_at"),
)


def _cells(letter: Letter) -> tuple[object, ...]:
    state = _("Read") if letter.read_at else Mark(_("New"), "info")
    at = date_format(timezone.localtime(letter.created_at), "DATETIME_FORMAT")
    return Link(letter.subject, letter.get_absolute_url()), state, at


@require_GET
@open_to_signed_in
def list_letters(request: SignedInRequest) -> HttpResponse:
    """Everything that was written to the person, or what is unread of it."""
    only_unread = request.GET.get("show") == "unread"
    letters = queries.unread_letters_to(request.user) if only_unread else queries.letters_to(request.user)
    table = build(request.GET, letters, caption=_("Your letters"), columns=COLUMNS, cells=_cells)
    unread = queries.unread_letters_to(request.user).count()
    # The header tells the same number: counted once, for both.
    page = {"table": table, "only_unread": only_unread, "unread": unread, "unread_letters": unread}
    return render(request, "messages/list_letters.html", page)


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
