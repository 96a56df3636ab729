"""What an office, a researcher and a manager see: proofs and reasons in words, and costs before a change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from munera.kernel.jobs.models import Job
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.people.models import Person
from munera.services.evaluators import actions, queries, rules, tasks
from munera.services.evaluators.models import Demand, Profile, Round
from tests.factories import organisations, people
from tests.factories.evaluators import demand, manager, profile
from tests.factories.skills import PRUNING

pytestmark = pytest.mark.django_db


class _NoProgress:
    """What a job reports to, where nobody looks."""

    def report(self, *_done: Any) -> None:
        return None


@pytest.fixture
def clerk() -> Person:
    return organisations.member(organisations.organisation(OrganisationKind.PUBLIC_BODY), role=rules.OFFICE.code)


@pytest.fixture
def opened(clerk: Person, client: Client, sign_in: Callable[[Client, Person], None]) -> Round:
    """A round of two demands, opened through its page."""
    sign_in(client, clerk)
    office = queries.offices_of(clerk).get()
    demands = [demand(), demand()]
    sent = {"name": "First call", "demands": [each.pk for each in demands], "fewest": 1, "most": 1, "load": 1}
    client.post(reverse("evaluators:open_round", args=[office.pk]), sent)
    return Round.objects.get(office=office)


def _composed(client: Client, round_: Round) -> str:
    """Composed as the worker would; what the page of the round says then."""
    client.post(reverse("evaluators:compose_round", args=[round_.pk]), {"way": "welfare"})
    asked = Job.objects.get(kind="evaluators.compose-round")
    done = tasks.compose_round(_NoProgress(), **asked.arguments)  # type: ignore[arg-type]  # see above
    return _page(client, Job(result=done).result_address)


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_round_is_opened_composed_changed_and_appointed(client: Client, clerk: Person, opened: Round) -> None:
    named = (("Ana A", 5), ("Bia B", 4), ("Caio C", 1))
    profiles = [profile(people.person(name), skilled=level) for name, level in named]
    said = _composed(client, opened)
    assert "No other panels within these limits have more" in said
    assert "Three ways to compose this round" in said
    assert "Why Ana A?" in said
    composition = queries.composition_of(opened)
    assert composition is not None
    assert {seat.profile for seat in queries.seats_in(composition)} == set(profiles[:2])
    seat = queries.seats_in(composition).filter(profile=profiles[0]).get()
    change = reverse("evaluators:change_seat", args=[seat.pk])
    offered = _page(client, change)
    option = next(one for one in queries.options_for(seat) if one.profile == profiles[2])
    assert f"Caio C, {option.profile.institution_name}: {option.points} points, {option.cost} fewer" in offered
    assert "Bia B" in offered.partition("Not free")[2]
    busy = next(one.profile for one in queries.options_for(seat) if one.is_busy)
    weighing = reverse("evaluators:weigh_seat", args=[seat.pk, busy.pk])
    assert weighing in offered
    said = _page(client, weighing)
    assert "somebody would sit in more panels than one researcher may" in said
    shown = queries.weighed(seat, busy)
    assert shown is not None
    assert "Say why." in client.post(weighing, {"shown": shown.fingerprint}).content.decode()
    assert _page(client, reverse("evaluators:weigh_seat", args=[seat.pk, profiles[2].pk])).count("?to=") == 1
    assert client.get(reverse("evaluators:weigh_seat", args=[seat.pk, profiles[0].pk])).status_code == 404
    client.post(weighing, {"shown": shown.fingerprint, "because": "Has been there."})
    seat.refresh_from_db()
    assert seat.profile == busy
    back = queries.weighed(seat, profiles[0])
    assert back is not None
    actions.rearrange_panels(seat, profiles[0], shown=back.fingerprint, because="No.", by=clerk)
    seat.refresh_from_db()
    assert "Say why." in client.post(change, {"to": profiles[2].pk}).content.decode()
    client.post(change, {"to": profiles[2].pk, "because": "Knows the records."})
    said = _page(client, reverse("evaluators:show_round", args=[opened.pk]))
    assert f"Your changes cost {option.cost} points" in said
    client.post(reverse("evaluators:appoint_round", args=[opened.pk]))
    assert queries.appointments_of(profiles[2].person).count() == 1
    said = _page(client, reverse("evaluators:show_round", args=[opened.pk]))
    assert "Give the seat of" not in said


def test_who_sits_in_two_panels_is_one_researcher_of_those_who_are_asked(
    client: Client, clerk: Person, sign_in: Callable[[Client, Person], None]
) -> None:
    profile(people.person("Ana A"))
    office, demands = queries.offices_of(clerk).get(), [demand(), demand()]
    round_ = actions.open_round(office, demands, name="First call", fewest=1, most=1, load=2, by=clerk)
    actions.compose_round(round_, objective="welfare", by=clerk)
    sign_in(client, clerk)
    said = _page(client, reverse("evaluators:appoint_round", args=[round_.pk]))
    assert said.count("Ana A") == 2
    assert "Ask 1 researcher<" in said


def test_what_cannot_be_composed_is_told_in_a_sentence(client: Client, opened: Round) -> None:
    profile(people.person("Ana A"))
    said = _composed(client, opened)
    assert "The 2 demands below need 2 seats together, but the researchers they share (1) can fill 1." in said
    assert "lower by 1 seat, or if one more researcher could sit there" in said
    assert "Ana A" in said


def test_a_researcher_sees_why_they_are_asked_and_must_agree_to_accept(
    client: Client, clerk: Person, opened: Round, sign_in: Callable[[Client, Person], None]
) -> None:
    first, second = profile(people.person("Ana A")), profile(people.person("Bia B"))
    _composed(client, opened)
    actions.appoint_round(opened, by=clerk)
    sign_in(client, first.person)
    [seat] = queries.appointments_of(first.person)
    address = reverse("evaluators:answer_appointment", args=[seat.pk])
    said = _page(client, address)
    assert f"{seat.points}</strong> of 100 points" in said
    assert "Bia B" not in said
    assert "To accept, agree to these words." in client.post(address, {"answer": "accept"}).content.decode()
    assert not queries.matches_of(first.person).exists()
    client.post(address, {"answer": "accept", "agreed": "on"})
    assert queries.matches_of(first.person).get().demand == seat.demand
    assert not queries.matches_of(second.person).exists()


def test_a_draft_asks_for_what_the_manager_chose_from_their_own_words(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    owner = manager()
    draft = demand(owner, skills=(), is_open=False, policy="Courses on how to prune by hand")
    profile()
    sign_in(client, owner)
    address = reverse("evaluators:draft_requirements", args=[draft.pk])
    suggestion = next(one for one in queries.suggestions_for(draft, language="en") if one.skill.concept.uri == PRUNING)
    assert "prune" in suggestion.words
    assert f"{suggestion.skill.label} (because of: {', '.join(suggestion.words)})" in _page(client, address)
    assert not queries.requirements_of(draft).exists()
    client.post(address, {"skills": [suggestion.skill.concept.pk]})
    assert [line.skill.uri for line in queries.requirements_of(draft)] == [PRUNING]
    asked_for = queries.suggestions_for(Demand.objects.get(pk=draft.pk), language="en")
    assert PRUNING not in {one.skill.concept.uri for one in asked_for}


def test_a_demand_in_portuguese_finds_its_skills_whoever_reads_it(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    owner = manager()
    draft = demand(owner, skills=(), is_open=False, policy="Cursos de poda", question="Quem aprende a podar à mão?")
    profile()
    sign_in(client, owner)
    client.cookies["django_language"] = "en"
    assert "perform hand pruning" in _page(client, reverse("evaluators:draft_requirements", args=[draft.pk]))


def test_a_record_fills_the_form_of_the_profile_and_keeps_nothing_by_itself(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    person = people.person()
    sign_in(client, person)
    content = (Path(__file__).parent / "orcid" / "record.json").read_bytes()
    sent = {"file": SimpleUploadedFile("record.json", content)}
    response = client.post(reverse("evaluators:read_orcid"), sent)
    form = response.context["form"]
    assert form.initial == {
        "orcid": "0000-0002-1825-0097",
        "about": "I study what school programmes achieve.",
        "institution_name": "Universidade de Exemplo",
        "headline": "Professora, Universidade de Exemplo",
        "degree": "doctor",
        "cv_url": "http://lattes.cnpq.br/0000000000000000",
    }
    assert not Profile.objects.exists()
    said = {**form.initial, "themes": ["12"], "places": ["BR"]}
    client.post(reverse("evaluators:edit_profile"), said)
    assert Profile.objects.get().orcid == "0000-0002-1825-0097"
    refused = client.post(reverse("evaluators:read_orcid"), {"file": SimpleUploadedFile("x.json", b"{}")})
    assert refused.status_code == 422
    assert "This is no ORCID record" in refused.content.decode()


def test_open_numbers_are_not_shown_where_there_are_only_a_few(client: Client) -> None:
    demand()
    said = _page(client, reverse("evaluators:show_statistics"))
    assert "Too few to show" in said
    # The numbers are those of the first of the month: one that was opened since is none of them yet.
    assert "There were fewer than 5 demands or researchers on that day" in said
    assert "Demands opened so far" not in said


def test_an_office_checks_an_institution_and_the_card_says_so(
    client: Client, clerk: Person, sign_in: Callable[[Client, Person], None]
) -> None:
    university = organisations.organisation(OrganisationKind.SCHOOL)
    written = profile(institution_name=university.name)
    sign_in(client, clerk)
    office = queries.offices_of(clerk).get()
    desk = reverse("evaluators:list_institutions", args=[office.pk])
    assert written.headline in _page(client, desk)
    answer = client.post(reverse("evaluators:check_institution", args=[office.pk, written.pk]), follow=True)
    assert "counts as checked from now on" in answer.content.decode()
    assert "Nothing waits to be checked" in _page(client, desk)
    sign_in(client, written.person)
    assert "Checked" in _page(client, reverse("evaluators:show_own_card"))
