"""The list of workers, each of them, their papers, and the crews they form."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from munera.kernel.audit.models import Event
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import Job
from munera.services.seasonal.models import Crew, Worker
from tests.factories.seasonal import (
    TODAY,
    crew,
    employer,
    employer_with_crew,
    engagement,
    jmbg,
    member_of,
    received,
    worker,
)
from tests.services.seasonal.reading import Browse, questions, words

pytestmark = pytest.mark.django_db


def list_of(of: Organisation, wanted: str = "") -> str:
    return reverse("seasonal:show_workers", args=[of.pk]) + (f"?q={wanted}" if wanted else "")


def enrol(client: Client, of: Organisation, **form: object) -> HttpResponse:
    sent = {"kind": "rs-jmbg", "number": jmbg(1), "name": "Ana Marković", "job": "fruit"} | form
    return client.post(reverse("seasonal:enrol_worker", args=[of.pk]), sent)


def young(of: Organisation, *, by: Person, born_on: date = date(2010, 1, 1)) -> Worker:
    return actions.enrol_worker(
        of, kind=IdentifierKind.RS_EBS, number="1203990068888", name="Luka", job=Job.FRUIT, born_on=born_on, by=by
    )


def test_what_was_written_of_a_worker_is_put_right(browse: Browse) -> None:
    _of, milica, [ana] = employer_with_crew(1)
    client = browse(milica)
    address = reverse("seasonal:change_worker", args=[ana.pk])
    assert ana.name in client.get(address).content.decode()
    sent = {"name": " Ana  Ilić ", "job": "livestock", "municipality": "Loznica"}

    assert client.post(address, sent).status_code == 302

    ana.refresh_from_db()
    assert (ana.name, ana.job, ana.municipality) == ("Ana Ilić", Job.LIVESTOCK, "Loznica")
    [event] = Event.objects.filter(verb="seasonal.worker.changed")
    assert event.details == {"fields": ["job", "municipality", "name"]}
    client.post(address, sent)
    assert Event.objects.filter(verb="seasonal.worker.changed").count() == 1
    assert "Enter the worker" in client.post(address, sent | {"name": " "}).content.decode()


def test_the_list_tells_job_age_papers_and_days_left(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    luka = young(of, by=milica)
    engagement(of, ana, on=TODAY, by=milica)

    page = words(browse(milica).get(list_of(of)))

    assert f"{ana.name} •••••••••{queries.number_of(ana)[-4:]} Picking fruit – – 1 119" in page
    assert "Luka •••••••••8888 Picking fruit 16 Cannot be registered 0 120" in page
    actions.note_papers(luka, consent_seen_on=TODAY, medical_finding_seen_on=TODAY, by=milica)
    assert "Picking fruit 16 Under age, papers seen 0 120" in words(browse(milica).get(list_of(of)))


@pytest.mark.parametrize("wanted", ["dordevic", "ĐORĐEVIĆ", "nik đor", "1504989660103", "150498 9660103"])
def test_somebody_is_found_by_name_without_marks_or_by_the_whole_number(browse: Browse, wanted: str) -> None:
    of, milica, [other] = employer_with_crew(1)
    actions.enrol_worker(
        of, kind=IdentifierKind.RS_JMBG, number="1504989660103", name="Nikola Đorđević", job=Job.FRUIT, by=milica
    )

    page = words(browse(milica).get(list_of(of, wanted)))

    assert "Nikola Đorđević" in page
    assert other.name not in page


@pytest.mark.parametrize("wanted", ["Nobody", "989660103", "٣"])
def test_nobody_is_found_kindly(browse: Browse, wanted: str) -> None:
    of, milica, [ana] = employer_with_crew(1)

    page = words(browse(milica).get(list_of(of, wanted)))

    assert "Nobody found" in page
    assert ana.name not in page


def test_lists_ask_as_many_questions_with_three_rows_as_with_one(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    actions.name_crew(of, name="Morning", workers=[ana], by=milica)
    received(of, [ana], on=date(2026, 7, 13), by=milica)
    pages = [list_of(of), reverse("seasonal:show_crews", args=[of.pk]), reverse("seasonal:show_worker", args=[ana.pk])]
    with_one = [questions(browse(milica), page) for page in pages]
    more = crew(of, by=milica, people=2)
    for name in ("Noon", "Evening"):
        actions.name_crew(of, name=name, workers=[ana, *more], by=milica)
    for day in (9, 10):
        received(of, [ana, *more], on=date(2026, 7, day), by=milica)

    assert [questions(browse(milica), page) for page in pages] == with_one


def test_where_the_number_tells_no_birthday_the_document_must(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(0)
    foreigner: dict[str, object] = {"kind": "rs-ebs", "number": "1203990060017"}

    without = enrol(browse(milica), of, **foreigner)
    ahead = enrol(browse(milica), of, **foreigner, born_on="2027-01-01")
    enrol(browse(milica), of, **foreigner, born_on="1990-03-12", sex="female")
    enrol(browse(milica), of, born_on="1901-01-01", sex="male")

    assert "This kind of number does not tell the date of birth. Enter it." in words(without)
    assert "This day lies ahead." in words(ahead)
    told = {one.is_foreigner: (one.born_on, one.sex) for one in queries.crew_of(of)}
    # What the citizen's number tells goes before what was typed: the serial below 500 is a man's.
    assert told == {True: (date(1990, 3, 12), "female"), False: (date(1989, 4, 15), "male")}


def test_what_the_law_says_of_a_relative_without_pay_is_told_at_once(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(0)
    law = "Whoever helps on a family farm without pay is not a seasonal worker and is not registered here"

    before = words(browse(milica).get(reverse("seasonal:enrol_worker", args=[of.pk])))
    answer = enrol(browse(milica), of, is_unpaid_family="on")

    assert law in before
    relative = queries.crew_of(of).get()
    assert answer.headers["Location"] == reverse("seasonal:show_worker", args=[relative.pk])
    assert f"Cannot be registered now. {law}" in words(browse(milica).get(answer.headers["Location"]))


def test_papers_are_asked_of_the_young_alone_and_open_the_day(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    luka = young(of, by=milica)
    address = reverse("seasonal:note_papers", args=[luka.pk])

    assert "Papers of somebody under age" not in words(
        browse(milica).get(reverse("seasonal:show_worker", args=[ana.pk]))
    )
    before = words(browse(milica).get(reverse("seasonal:show_worker", args=[luka.pk])))
    ahead = browse(milica).post(address, {"consent_seen_on": "2026-07-15"})
    seen = browse(milica).post(address, {"consent_seen_on": "2026-07-01", "medical_finding_seen_on": "2026-07-14"})

    assert "Cannot be registered now. A person of 16 may work only with the written consent" in before
    assert "A paper can be seen today at the latest." in words(ahead)
    after = words(browse(milica).get(seen.headers["Location"]))
    assert "The papers of Luka are noted." in after
    assert "Cannot be registered now." not in after


def test_the_page_of_a_worker_tells_limits_with_their_source_and_every_day(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    received(of, [ana], on=date(2026, 7, 13), by=milica)

    page = words(browse(milica).get(reverse("seasonal:show_worker", args=[ana.pk])))

    assert "Days of one worker with the same employer 120 1 119 Sl. glasnik RS 50/2018" in page
    assert "Not yet" in page
    assert "Monday, 13 July 2026 Morning shift Picking fruit Registered 615.57 RSD" in page


def test_a_crew_is_made_changed_and_removed_and_its_workers_stay(browse: Browse) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    client = browse(milica)

    client.post(reverse("seasonal:name_crew", args=[of.pk]), {"name": "  Morning ", "workers": [ana.pk]})
    made = Crew.objects.get()
    client.post(reverse("seasonal:change_crew", args=[made.pk]), {"name": "Noon", "workers": [ana.pk, bojan.pk]})
    shown = words(client.get(reverse("seasonal:show_crews", args=[of.pk])))
    client.post(reverse("seasonal:remove_crew", args=[made.pk]))

    assert f"Noon 2 workers {ana.name}, {bojan.name}" in shown
    assert not Crew.objects.exists()
    assert Worker.objects.filter(employer=of).count() == 2
    assert list(Event.objects.filter(verb__startswith="seasonal.crew.").values_list("verb", flat=True)) == [
        "seasonal.crew.named",
        "seasonal.crew.named",
        "seasonal.crew.removed",
    ]


def test_a_crew_needs_a_name_of_its_own_and_somebody_in_it(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    actions.name_crew(of, name="Morning", workers=[ana], by=milica)
    address = reverse("seasonal:name_crew", args=[of.pk])

    empty = browse(milica).post(address, {"name": ""})
    taken = browse(milica).post(address, {"name": "Morning", "workers": [ana.pk]})

    assert "Give the crew a name." in words(empty)
    assert "Tick at least one worker." in words(empty)
    assert taken.status_code == 409
    assert "You have a crew of this name already." in words(taken)


def test_somebody_else_s_worker_is_no_member(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(1)
    other = employer()
    stranger = worker(other, by=member_of(other))

    response = browse(milica).post(
        reverse("seasonal:name_crew", args=[of.pk]), {"name": "Morning", "workers": [stranger.pk]}
    )

    assert response.status_code == 200
    assert not Crew.objects.exists()
