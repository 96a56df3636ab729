"""Roles and delegations: given, bounded by days, ended; what nobody may give."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from munera.kernel.audit.models import Event
from munera.kernel.organisations import actions, queries
from munera.kernel.organisations.choices import OrganisationKind, RegistrationKind
from munera.kernel.organisations.models import Membership
from munera.kernel.organisations.rules import CHECKS, InvalidRegistration, check_registration
from tests.factories.organisations import ROLE, delegation, member, membership, organisation
from tests.factories.people import person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def found(number: str) -> object:
    kind = RegistrationKind.RS_PIB
    return actions.found_organisation(
        "Sunny", OrganisationKind.EMPLOYER, country="RS", registration_kind=kind, registration_number=number, by=None
    )


def test_a_registration_number_is_checked_kept_short_and_used_once() -> None:
    found("101-134-702")
    assert queries.organisation_by_registration(RegistrationKind.RS_PIB, "101134702") is not None
    with pytest.raises(actions.AlreadyFounded):
        found("101134702")
    with pytest.raises(InvalidRegistration):
        found("101134703")


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (RegistrationKind.RS_PIB, "101134702"),
        (RegistrationKind.HR_OIB, "33392005961"),
        (RegistrationKind.HU_ANUM, "12892312"),
        (RegistrationKind.TR_VKN, "4540536920"),
        (RegistrationKind.PT_NIPC, "501964843"),
        (RegistrationKind.GR_AFM, "094259216"),
        (RegistrationKind.IT_IVA, "00743110157"),
        (RegistrationKind.BR_CNPJ, "16727230000197"),
        (RegistrationKind.KR_BRN, "1168200276"),
    ],
)
def test_each_kind_of_registration_number_is_checked(kind: RegistrationKind, good: str) -> None:
    assert check_registration(kind, good) == good
    wrong = good[:-1] + str((int(good[-1]) + 1) % 10)
    with pytest.raises(InvalidRegistration):
        check_registration(kind, wrong)


def test_every_kind_of_registration_number_has_a_check() -> None:
    assert set(CHECKS) == set(RegistrationKind)


def test_only_one_organisation_runs_the_site() -> None:
    organisation(runs_site=True)
    with pytest.raises(actions.AlreadyFounded):
        organisation(runs_site=True)


def test_a_role_holds_from_its_first_to_its_last_day() -> None:
    ours, somebody = organisation(), person()
    actions.appoint(somebody, ours, ROLE, by=None, starts_on=TODAY, ends_on=TODAY + DAY)
    held = [bool(queries.roles_of(somebody, on=TODAY + n * DAY)) for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_two_spells_of_one_role_do_not_overlap() -> None:
    ours, somebody = organisation(), person()
    actions.appoint(somebody, ours, ROLE, by=None, starts_on=TODAY, ends_on=TODAY + 9 * DAY)
    for starts_on, ends_on in ((TODAY + 9 * DAY, None), (TODAY - 9 * DAY, TODAY), (TODAY - DAY, None)):
        with pytest.raises(actions.AlreadyAppointed):
            actions.appoint(somebody, ours, ROLE, by=None, starts_on=starts_on, ends_on=ends_on)
    actions.appoint(somebody, ours, ROLE, by=None, starts_on=TODAY + 10 * DAY)
    actions.appoint(somebody, organisation(), ROLE, by=None, starts_on=TODAY)
    assert Membership.objects.filter(person=somebody).count() == 3


def test_the_last_day_does_not_lie_before_the_first() -> None:
    with pytest.raises(actions.EndsBeforeItStarts):
        actions.appoint(person(), organisation(), ROLE, by=None, starts_on=TODAY, ends_on=TODAY - DAY)


def test_a_role_ends_once_and_names_the_organisation_in_the_audit() -> None:
    ours = organisation()
    held, administrator = membership(ours), person()
    actions.end_membership(held, by=administrator, ends_on=TODAY)
    held.refresh_from_db()
    with pytest.raises(actions.AlreadyEnded):
        actions.end_membership(held, by=administrator, ends_on=TODAY)
    noted = Event.objects.get(verb="organisations.membership.ended")
    assert (noted.actor, noted.on_behalf_of) == (
        f"people.person:{administrator.pk}",
        f"organisations.organisation:{ours.pk}",
    )


def test_the_last_of_a_role_stays_where_that_is_asked() -> None:
    ours = organisation()
    first = membership(ours)
    with pytest.raises(actions.LastOfItsRole):
        actions.end_membership(first, by=None, ends_on=TODAY, never_the_last=True)
    membership(ours)
    actions.end_membership(first, by=None, ends_on=TODAY, never_the_last=True)


def test_one_who_leaves_on_the_same_day_does_not_count_as_another() -> None:
    ours = organisation()
    first, second = membership(ours), membership(ours)
    actions.end_membership(first, by=None, ends_on=TODAY)
    with pytest.raises(actions.LastOfItsRole):
        actions.end_membership(second, by=None, ends_on=TODAY, never_the_last=True)


def test_a_member_lends_the_role_they_hold_and_both_names_are_noted() -> None:
    ours = organisation()
    giver, accountant = member(ours), person()
    lent = delegation(ours, by=giver, to=accountant)
    assert list(queries.organisations_acted_for(accountant, role=ROLE, on=TODAY)) == [ours]
    noted = Event.objects.get(verb="organisations.delegation.given")
    assert (noted.actor, noted.on_behalf_of) == (f"people.person:{giver.pk}", f"organisations.organisation:{ours.pk}")
    assert list(queries.delegations_held_by(accountant, on=TODAY)) == [lent]
    assert list(queries.delegations_given_by([ours], on=TODAY)) == [lent]


def test_nobody_lends_what_they_do_not_hold_as_a_member() -> None:
    ours = organisation()
    accountant = delegation(ours).delegate
    for giver, role in (
        (person(), ROLE),
        (member(organisation()), ROLE),
        (member(ours), "seasonal.inspector"),
        (accountant, ROLE),
    ):
        with pytest.raises(actions.RoleNotHeld):
            actions.delegate(ours, person(), role, by=giver, starts_on=TODAY)


def test_a_member_needs_no_delegation() -> None:
    ours = organisation()
    with pytest.raises(actions.ActsForOneself):
        actions.delegate(ours, member(ours), ROLE, by=member(ours), starts_on=TODAY)


def test_a_delegation_is_given_once_at_a_time() -> None:
    ours = organisation()
    giver = member(ours)
    lent = delegation(ours, by=giver)
    with pytest.raises(actions.AlreadyDelegated):
        actions.delegate(ours, lent.delegate, ROLE, by=giver, starts_on=TODAY + 5 * DAY)


def test_a_delegation_is_ended_by_its_holder_and_by_members_who_hold_the_role() -> None:
    ours, theirs = organisation(), organisation()
    lent, colleague, outsider = delegation(ours), member(ours), member(theirs)
    may = [lent.delegate, lent.given_by, colleague]
    assert [list(queries.delegations_endable_by(each, on=TODAY)) for each in may] == [[lent]] * 3
    assert list(queries.delegations_endable_by(outsider, on=TODAY)) == []
    actions.end_delegation(lent, by=colleague, ends_on=TODAY)
    assert list(queries.organisations_acted_for(lent.delegate, role=ROLE, on=TODAY + DAY)) == []


def test_members_are_those_of_one_organisation_now_or_soon() -> None:
    ours = organisation()
    now = membership(ours)
    soon = actions.appoint(person("Zora"), ours, ROLE, by=None, starts_on=TODAY + 9 * DAY)
    actions.appoint(person(), ours, ROLE, by=None, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    membership(organisation())
    assert set(queries.members_of(ours, on=TODAY)) == {now, soon}
    assert queries.roles_in(soon.person, ours, on=TODAY) == frozenset()
