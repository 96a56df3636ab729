"""The gallery: every component in all its states, with the words to write for it. Later rooms pick from here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from munera.kernel.access.doors import open_to_everyone


@open_to_everyone
def design(request: HttpRequest) -> HttpResponse:
    """One page of everything that a page can be made of."""
    return render(request, "site/design.html")
