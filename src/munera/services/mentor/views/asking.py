"""One form on a page of its own."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands around the form. ``tone`` is ``danger`` where what follows cannot be undone."""

    title: str
    submit: str
    back: str
    over: str = ""
    lead: str = ""
    tone: str = ""


def ask(request: HttpRequest, form: forms.Form, asking: Asking) -> HttpResponse:
    return render(request, "mentor/ask.html", {"form": form, "asking": asking})
