"""Profiles and demands: written, opened, closed, and what each refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from munera.kernel.organisations.actions import appoint
from munera.kernel.organisations.choices import OrganisationKind
from munera.services.evaluators import actions, queries, rules
from munera.services.evaluators.choices import DemandStatus, Direction, EvaluationKind, InstitutionStanding, Theme
from munera.services.evaluators.models import Demand, Profile
from tests.factories import people
from tests.factories.evaluators import body, demand, demand_text, manager, match, profile, profile_text
from tests.factories.organisations import member, organisation
from tests.factories.skills import ENGLISH, PRUNING, skill

pytestmark = pytest.mark.django_db


def test_a_profile_lies_in_no_deck_before_its_words_were_agreed_to() -> None:
    written = profile(is_open=False)
    assert list(queries.open_profiles()) == []
    actions.open_profile(written, by=written.person)
    opened = queries.open_profiles().get()
    assert (opened.consent_version, len(opened.consent_digest)) == (rules.TEXT_VERSION, 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.update(consented_at=None)


def test_a_person_has_one_profile_and_an_orcid_one_person() -> None:
    first = profile(orcid="0000-0002-1825-0097")
    with pytest.raises(actions.ProfileExists):
        actions.write_profile(first.person, profile_text(), by=first.person)
    other = people.person("Bruno Alves")
    with pytest.raises(actions.OrcidTaken):
        actions.write_profile(other, profile_text(orcid="0000-0002-1825-0097"), by=other)


def test_an_institution_where_somebody_holds_a_role_is_checked() -> None:
    somebody, university = people.person("Clara Dias"), body()
    written = actions.write_profile(somebody, profile_text(institution=university), by=somebody)
    assert written.institution_standing == InstitutionStanding.DECLARED
    appoint(somebody, university, "skills.assessor", by=None, starts_on=timezone.localdate())
    actions.change_profile(written, profile_text(institution=university), by=somebody)
    written.refresh_from_db()
    assert written.institution_standing == InstitutionStanding.CHECKED


def test_what_an_office_checked_stays_until_another_institution_is_named() -> None:
    university, office = organisation(OrganisationKind.SCHOOL), body()
    clerk = member(office, role=rules.OFFICE.code)
    written = profile(institution_name=university.name)
    other, _closed = profile(), profile(institution_name=university.name, is_open=False)
    own = profile(clerk, institution_name=university.name)
    assert list(queries.profiles_to_check(clerk)) == [written]
    for one in (other, own):
        with pytest.raises(actions.NothingToCheck):
            actions.check_institution(one, office=office, by=clerk)
    actions.check_institution(written, office=office, by=clerk)
    assert list(queries.profiles_to_check(clerk)) == []
    by, named = written.person, {"institution": university, "institution_name": university.name}
    actions.change_profile(written, profile_text(**named, about="More."), by=by)
    written.refresh_from_db()
    assert (written.institution_standing, written.institution_checked_by) == (InstitutionStanding.CHECKED, clerk)
    actions.change_profile(written, profile_text(institution=university, institution_name="Greater University"), by=by)
    written.refresh_from_db()
    assert written.shown_institution == university.name
    actions.change_profile(written, profile_text(institution=None, institution_name="Greater University"), by=by)
    written.refresh_from_db()
    assert (written.institution_standing, written.institution_checked_by) == (InstitutionStanding.DECLARED, None)
    assert written.shown_institution == "Greater University"


def test_of_two_institutions_of_one_name_none_is_checked() -> None:
    first, second = organisation(OrganisationKind.SCHOOL), organisation(OrganisationKind.SCHOOL)
    type(second).objects.filter(pk=second.pk).update(name=first.name)
    clerk = member(body(), role=rules.OFFICE.code)
    written = profile(institution_name=first.name)
    with pytest.raises(actions.NothingToCheck):
        actions.check_institution(written, office=body(), by=clerk)


def test_an_evaluation_is_listed_once_and_can_be_taken_off() -> None:
    own = profile()
    facts = {"title": "Waiting times", "kind": EvaluationKind.IMPACT, "theme": Theme.HEALTH, "year": 2024}
    listed = actions.add_experience(own, **facts, by=own.person)
    with pytest.raises(actions.AlreadyListed):
        actions.add_experience(own, **facts, by=own.person)
    actions.remove_experience(listed, by=own.person)
    assert list(queries.experiences_of(own)) == []


def test_a_demand_opens_once_it_asks_for_a_skill_and_its_last_day_lies_ahead() -> None:
    draft = demand(skills=(), is_open=False)
    with pytest.raises(actions.DemandNotReady):
        actions.open_demand(draft, by=draft.manager)
    actions.ask_for_skill(draft, actions.Wanted(skill(PRUNING)), by=draft.manager)
    Demand.objects.update(deadline=timezone.localdate() - timedelta(days=1))
    with pytest.raises(actions.DemandNotReady):
        actions.open_demand(draft, by=draft.manager)
    actions.change_demand(draft, demand_text(), by=draft.manager)
    actions.open_demand(draft, by=draft.manager)
    assert list(queries.open_demands()) == [draft]
    with pytest.raises(actions.DemandIsOpen):
        actions.open_demand(draft, by=draft.manager)


def test_a_closed_demand_is_not_changed_any_more() -> None:
    card = demand()
    line = card.requirements.get()
    actions.close_demand(card, by=card.manager)
    wanted = actions.Wanted(skill(ENGLISH))
    for change in (
        lambda: actions.change_demand(card, demand_text(), by=card.manager),
        lambda: actions.ask_for_skill(card, wanted, by=card.manager),
        lambda: actions.change_requirement(line, wanted, by=card.manager),
        lambda: actions.drop_requirement(line, by=card.manager),
        lambda: actions.open_demand(card, by=card.manager),
        lambda: actions.close_demand(card, by=card.manager),
    ):
        with pytest.raises(actions.DemandIsClosed):
            change()
    assert Demand.objects.get().status == DemandStatus.CLOSED


def test_a_skill_is_asked_for_once_changed_and_dropped() -> None:
    card = demand()
    line = card.requirements.get()
    with pytest.raises(actions.AskedAlready):
        actions.ask_for_skill(card, actions.Wanted(skill(PRUNING)), by=card.manager)
    with pytest.raises(actions.DemandNotReady):
        actions.drop_requirement(line, by=card.manager)
    actions.ask_for_skill(card, actions.Wanted(skill(ENGLISH), weight=2), by=card.manager)
    actions.change_requirement(line, actions.Wanted(line.skill, weight=5, must=True, minimum_level=3), by=card.manager)
    line.refresh_from_db()
    assert (line.weight, line.must, line.minimum_level) == (5, True, 3)
    actions.drop_requirement(line, by=card.manager)
    assert [each.skill.uri for each in queries.demands().get().requirements.all()] == [ENGLISH]


def test_a_colleague_takes_over_whom_a_match_reaches() -> None:
    made = match()
    colleague = manager(made.demand.body)
    actions.take_over_demand(made.demand, by=colleague)
    [reached] = queries.matches_of(made.profile.person)
    contact = queries.contact_of(reached, Direction.BODY)
    assert contact is not None
    assert contact.email == colleague.email
    with pytest.raises(actions.YoursAlready):
        actions.take_over_demand(made.demand, by=colleague)
