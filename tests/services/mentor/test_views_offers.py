"""Courses and jobs as their office enters, changes and withdraws them, and what candidates then see of them."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from munera.kernel.audit.models import Event
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.mentor import actions, forms, queries
from munera.services.mentor.actions.refusals import OfferStands, OfferWithdrawn
from munera.services.mentor.choices import OfferKind, OfferState
from munera.services.mentor.models import CompetenceUnit, Offer
from tests.factories import mentor as made
from tests.factories import mentor_candidates as scene

pytestmark = pytest.mark.django_db


def words(content: bytes) -> str:
    """What the page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content.decode())).split())


def unit(code: str = "9901", by: Person | None = None) -> CompetenceUnit:
    return actions.add_unit(code=code, names={"en": f"Unit {code}"}, skill=None, by=by or made.clerk())


def offer(office: Organisation, of: CompetenceUnit, **facts: object) -> Offer:
    found = Offer.objects.create(**{"body": office, "kind": OfferKind.COURSE, "names": {"en": "Levelling"}} | facts)
    found.units.add(of)
    return found


def test_a_course_is_entered_changed_and_withdrawn_and_each_is_told_to_the_audit(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    by = made.clerk()
    office, one, two = queries.offices_of(by).get(), unit("9901"), unit("9902")
    sign_in(client, by)
    address = reverse("mentor:list_offers", args=[office.pk])
    assert "Nothing yet" in words(client.get(address).content)
    soon = (timezone.localdate() + timedelta(days=9)).isoformat()
    said = {"kind": "course", "name": "Levelling", "other_units": "9901, 9902", "starts_on": soon, "place": "Busan"}
    assert client.post(reverse("mentor:add_offer", args=[office.pk]), said)["Location"] == address
    entered = Offer.objects.get()
    assert (entered.body, entered.names, entered.link) == (office, {"en": "Levelling"}, "")
    assert set(entered.units.all()) == {one, two}
    assert "Levelling Course Busan" in words(client.get(address).content)

    # What is chosen already stands as boxes; a link without its scheme is taken as a secure one.
    change = reverse("mentor:change_offer", args=[entered.pk])
    said |= {"name": "Levelling again", "units": str(one.pk), "other_units": "", "link": "example.org/course"}
    assert client.post(change, said)["Location"] == address
    entered.refresh_from_db()
    assert (entered.name, entered.link, list(entered.units.all())) == (
        "Levelling again",
        "https://example.org/course",
        [one],
    )

    withdraw = reverse("mentor:withdraw_offer", args=[entered.pk])
    assert "Candidates are not shown it any more" in words(client.get(withdraw).content)
    assert client.post(withdraw)["Location"] == address
    assert client.get(change).status_code == 404
    assert client.post(withdraw).status_code == 404
    page = client.get(address).content
    assert "Levelling again" in words(page)
    assert change not in page.decode()

    # Thought better of: it is shown as it was.
    again = reverse("mentor:offer_again", args=[entered.pk])
    assert again in page.decode()
    assert "It is shown to candidates as it was" in words(client.get(again).content)
    assert client.post(again)["Location"] == address
    assert client.post(again).status_code == 404
    entered.refresh_from_db()
    assert entered.is_open(on=timezone.localdate())
    verbs = Event.objects.filter(verb__startswith="mentor.offer").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [f"mentor.offer.{verb}" for verb in ("added", "changed", "withdrawn", "renewed")]


def test_what_is_past_and_offered_again_wants_later_days(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    by = made.clerk()
    old = offer(queries.offices_of(by).get(), unit(by=by), ends_on=PAST, withdrawn_at=timezone.now())
    sign_in(client, by)
    answer = client.post(reverse("mentor:offer_again", args=[old.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("mentor:change_offer", args=[old.pk]), 302)]
    assert "It is offered again, but its days are past" in words(answer.content)
    with pytest.raises(OfferStands):
        actions.offer_again(old, by=by)


def test_a_link_that_is_not_secure_is_kept_by_nobody() -> None:
    with pytest.raises(IntegrityError, match="offer_leads_to_a_secure_page"):
        offer(made.office(), unit(), link="http://example.org")


def test_a_withdrawn_one_is_neither_changed_nor_withdrawn_again() -> None:
    by = made.clerk()
    one = unit(by=by)
    gone = offer(queries.offices_of(by).get(), one, withdrawn_at=timezone.now())
    text = actions.OfferText(kind=OfferKind.JOB, names={"en": "Other"}, units=[one])
    with pytest.raises(OfferWithdrawn):
        actions.change_offer(gone, text, by=by)
    with pytest.raises(OfferWithdrawn):
        actions.withdraw_offer(gone, by=by)
    gone.refresh_from_db()
    assert gone.name == "Levelling"


PAST, SOON, LATER = (timezone.localdate() + timedelta(days=days) for days in (-2, 5, 50))


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"other_units": ""}, "other_units", "Name at least one unit of competence. By them, candidates find it."),
        ({"other_units": "1"}, "other_units", "There is no unit of competence 1. Add it first."),
        ({"name": " "}, "name", "Give it a name."),
        ({"kind": ""}, "kind", "Say whether it is a course, a training or a job."),
        ({"link": "http://example.org"}, "link", "Give an address that begins with https://."),
        ({"link": "javascript:1"}, "link", "Give the whole address of the page, beginning with https://."),
        ({"hours": "many"}, "hours", "Give the hours as a whole number."),
        ({"ends_on": PAST}, "ends_on", "This day is past, so no candidate would be shown it. Give a later one."),
        ({"starts_on": LATER, "ends_on": SOON}, "ends_on", "It ends before it begins. Check both days."),
        (
            {"ends_on": SOON, "apply_until": LATER},
            "apply_until",
            "People cannot apply after it has ended. Check both days.",
        ),
    ],
)
def test_a_form_says_what_is_wrong_in_plain_words(said: dict[str, object], field: str, sentence: str) -> None:
    unit("9901")
    sent = {"kind": "course", "name": "Levelling", "other_units": "9901"} | said
    form = forms.OfferForm(sent, office=made.office())
    assert not form.is_valid()
    assert form.errors == {field: [sentence]}


def test_only_a_job_asks_for_a_qualification_of_whichever_body() -> None:
    unit("9901")
    asked = made.examination()
    said = {"kind": "training", "name": "Surveyor", "other_units": "9901", "examination": asked.pk}
    form = forms.OfferForm(said, office=made.office())
    assert form.errors == {"examination": ["Only a job asks for a qualification. Choose “None” here."]}
    form = forms.OfferForm(said | {"kind": "job"}, office=made.office())
    assert form.is_valid()
    assert form.text["examination"] == asked


def test_words_in_other_languages_stay_and_a_day_that_has_passed_may_stay_too() -> None:
    office, one = made.office(), unit()
    old = offer(office, one, names={"ko": "수준측량", "en": "Levelling"}, starts_on=PAST)
    said = {"kind": "course", "english": "Levels", "units": [one.pk], "starts_on": PAST}
    with translation.override("el"):
        form = forms.OfferForm(said, office=office, offer=old)
        assert form.is_valid()
        assert form.text["names"] == {"ko": "수준측량", "en": "Levels"}
        form = forms.OfferForm(said | {"name": "Χωροστάθμηση"}, office=office, offer=old)
        assert form.is_valid()
        assert form.text["names"] == {"ko": "수준측량", "en": "Levels", "el": "Χωροστάθμηση"}


def test_an_office_finds_its_own_by_word_place_and_state() -> None:
    office, one, today = made.office(), unit(), timezone.localdate()
    shown = offer(office, one, names={"ko": "수준측량"}, place="Busan", starts_on=today)
    running = offer(office, one, names={"en": "Drones"}, starts_on=PAST, apply_until=SOON)
    past = offer(office, one, names={"en": "Maps"}, starts_on=LATER, apply_until=PAST)
    withdrawn = offer(office, one, names={"en": "Drawing"}, withdrawn_at=timezone.now())
    offer(made.office(), one, place="Busan")
    assert list(queries.offers_of(office, on=today)) == [running, shown, past, withdrawn]
    for text, found in (("준측", [shown]), ("busan", [shown]), ("MAP", [past]), ("nowhere", [])):
        assert list(queries.offers_of(office, text=text, on=today)) == found
    for state, rows in (
        (OfferState.SHOWN, [running, shown]),
        (OfferState.PAST, [past]),
        (OfferState.WITHDRAWN, [withdrawn]),
    ):
        assert list(queries.offers_of(office, state=state, on=today)) == rows
        assert {row.is_open(on=today) for row in rows} == {state == OfferState.SHOWN}


def test_the_list_goes_by_pages_of_twenty_and_asks_no_more_for_more(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    by = made.clerk()
    office, one = queries.offices_of(by).get(), unit(by=by)
    sign_in(client, by)
    address = reverse("mentor:list_offers", args=[office.pk])
    offer(office, one)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured.captured_queries)

    few = asked()
    for at in range(20):
        offer(office, one, names={"en": f"Course {at}"})
    assert asked() == few
    assert "1 to 20 of 21" in words(client.get(address).content)
    assert "21 to 21 of 21" in words(client.get(address, {"page": 2}).content)
    assert "Nothing found" in words(client.get(address, {"q": "nowhere"}).content)


def test_candidates_see_twenty_at_a_time_and_nothing_of_the_past(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    at = scene.sat()
    failed, passed = scene.told_candidate(at=at), scene.told_candidate(at=at, passed=True)
    for kind in (OfferKind.COURSE, OfferKind.JOB):
        for _each in range(20):
            scene.offer(at, kind=kind, units=at.units[:1], starts_on=SOON)
        # With an open end it may be joined.
        scene.offer(at, kind=kind, units=at.units[:1], names={"en": "Begun already"}, starts_on=PAST)
        for days in ({"starts_on": SOON, "apply_until": PAST}, {"starts_on": PAST, "ends_on": PAST}):
            scene.offer(at, kind=kind, units=at.units[:1], names={"en": "Over already"}, **days)
    for person, address in (
        (failed.claim.person, reverse("mentor:list_courses", args=[failed.pk])),
        (passed.claim.person, reverse("mentor:list_jobs")),
    ):
        sign_in(client, person)
        first, second = (client.get(address, {"page": page}).content for page in (1, 2))
        assert "1 to 20 of 21" in words(first)
        assert "21 to 21 of 21" in words(second)
        assert [page.count(b"card__title") for page in (first, second)] == [20, 1]
        assert "Has been running since" in words(first)
        assert b"Over already" not in first + second
