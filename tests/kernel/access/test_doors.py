"""The doors on pages: who passes, and that a look at a sensitive file is noted."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory

from munera.kernel.access.choices import Role
from munera.kernel.access.doors import (
    PageWroteSomething,
    SignedInRequest,
    notes_who_looked,
    open_to_everyone,
    open_to_role,
    open_to_signed_in,
)
from munera.kernel.access.rules import AUDITOR
from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.people.models import Person
from tests.factories.access import member, organisation, person

CLERK = Role("test.clerk", "Clerk")


def asked_by(someone: Person, method: str = "GET") -> HttpRequest:
    request = RequestFactory().generic(method, "/")
    request.user = someone
    request.session = {}  # type: ignore[assignment]  # a session that nobody keeps
    return request


@notes_who_looked("people.person.viewed", Person)
@open_to_role(CLERK)
def file_of(request: SignedInRequest, pk: int) -> HttpResponse:
    if not Person.objects.filter(pk=pk).exists():
        raise Http404
    return HttpResponse("the file")


@pytest.mark.django_db
def test_a_role_opens_its_own_door_and_no_other() -> None:
    clerk, auditor, nobody = member(organisation(), role=CLERK), member(organisation(), role=AUDITOR), person()
    assert file_of(asked_by(clerk), pk=nobody.pk).status_code == 200
    for other in (auditor, nobody):
        with pytest.raises(PermissionDenied):
            file_of(asked_by(other), pk=nobody.pk)


@pytest.mark.django_db
def test_a_look_at_a_file_is_noted_with_who_looked_and_at_whom() -> None:
    clerk, subject = member(organisation(), role=CLERK), person()
    file_of(asked_by(clerk), pk=subject.pk)
    event = Event.objects.get(verb="people.person.viewed")
    assert (event.actor, event.object) == (reference(clerk), reference(subject))


@pytest.mark.django_db
def test_what_was_not_shown_is_not_noted() -> None:
    clerk, stranger = member(organisation(), role=CLERK), person()
    with pytest.raises(Http404):
        file_of(asked_by(clerk), pk=0)
    with pytest.raises(PermissionDenied):
        file_of(asked_by(stranger), pk=clerk.pk)
    assert not Event.objects.filter(verb="people.person.viewed").exists()


@pytest.mark.django_db
def test_noting_below_the_door_is_caught_by_the_guard() -> None:
    @open_to_role(CLERK)
    @notes_who_looked("people.person.viewed", Person)  # type: ignore[arg-type]  # the wrong way round, on purpose
    def page(request: SignedInRequest, pk: int) -> HttpResponse:
        return HttpResponse()

    clerk = member(organisation(), role=CLERK)
    with pytest.raises(PageWroteSomething):
        page(asked_by(clerk), pk=clerk.pk)


@pytest.mark.django_db
def test_a_template_that_is_rendered_late_is_guarded_too() -> None:
    def write_late(request: HttpRequest) -> dict[str, str]:
        Person.objects.create(full_name="late")
        return {}

    class Late(TemplateResponse):
        def render(self) -> HttpResponse:
            write_late(self._request)
            return self

    @open_to_everyone
    def page(request: HttpRequest) -> HttpResponse:
        return Late(request, "page.html")

    with pytest.raises(PageWroteSomething):
        page(asked_by(person()))


def test_each_door_says_what_it_is() -> None:
    @open_to_signed_in
    def page(request: SignedInRequest) -> HttpResponse:
        return HttpResponse()

    assert page.door.kind == "signed in"  # type: ignore[attr-defined]  # as the house test reads it
    assert file_of.door.role == CLERK  # type: ignore[attr-defined]  # likewise
