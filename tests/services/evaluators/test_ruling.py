"""The moderation: each report is answered once, its reason is read, and nobody rules on what is theirs."""

import pytest

from munera.kernel.messages.models import Letter
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators import actions, queries, rules
from munera.services.evaluators.choices import ReportReason, Verdict
from munera.services.evaluators.models import Demand, Profile
from tests.factories import organisations, people
from tests.factories.evaluators import demand, profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Organisation:
    return organisations.organisation(OrganisationKind.PUBLIC_BODY)


@pytest.fixture
def moderator(office: Organisation) -> Person:
    return organisations.member(office, role=rules.OFFICE.code)


@pytest.fixture(params=["demand", "profile"])
def card(request: pytest.FixtureRequest) -> Demand | Profile:
    return demand() if request.param == "demand" else profile()


def _owner(card: Demand | Profile) -> Person:
    return card.manager if isinstance(card, Demand) else card.person


def _report(card: Demand | Profile, *, by: Person) -> None:
    report = actions.report_demand if isinstance(card, Demand) else actions.report_profile
    report(card, reason=ReportReason.UNTRUE, words="The figures are wrong.", by=by)  # type: ignore[operator]  # either


def _told(person: Person) -> list[str]:
    return list(Letter.objects.filter(person=person).order_by("pk").values_list("body", flat=True))


def test_a_card_is_hidden_on_all_its_reports_and_put_back(
    card: Demand | Profile, office: Organisation, moderator: Person
) -> None:
    reporters = [people.person(), people.person()]
    for reporter in reporters:
        _report(card, by=reporter)
    [reported] = queries.reported_cards()
    assert reported.card == card
    assert [report.reported_by for report in reported.reports] == reporters
    ruling = actions.rule_on_card(
        card, verdict=Verdict.HIDDEN, because="It names a phone number.", office=office, by=moderator
    )
    assert set(ruling.reports.all()) == set(reported.reports)
    assert queries.reported_cards() == []
    card.refresh_from_db()
    assert card.hidden_at is not None
    assert list(queries.open_demands()) + list(queries.open_profiles()) == []
    [to_owner] = _told(_owner(card))
    assert "It names a phone number." in to_owner
    assert [len(_told(reporter)) for reporter in reporters] == [1, 1]
    actions.rule_on_card(card, verdict=Verdict.RESTORED, because="It is mended.", office=office, by=moderator)
    card.refresh_from_db()
    assert card.hidden_at is None
    assert [ruling.verdict for ruling in queries.rulings_on(card)] == [Verdict.RESTORED, Verdict.HIDDEN]
    assert "It is mended." in _told(_owner(card))[1]


def test_a_card_that_stays_is_no_matter_of_its_owner(
    card: Demand | Profile, office: Organisation, moderator: Person
) -> None:
    reporter = people.person()
    _report(card, by=reporter)
    actions.rule_on_card(card, verdict=Verdict.LEFT, because="The figures are right.", office=office, by=moderator)
    card.refresh_from_db()
    assert card.hidden_at is None
    assert _told(_owner(card)) == []
    assert "The figures are right." in _told(reporter)[0]
    with pytest.raises(actions.AlreadyRuled):
        actions.rule_on_card(card, verdict=Verdict.LEFT, because="Again.", office=office, by=moderator)


def test_only_what_was_reported_or_is_hidden_is_ruled_on(
    card: Demand | Profile, office: Organisation, moderator: Person
) -> None:
    rulable = queries.demands_to_rule_on() if isinstance(card, Demand) else queries.profiles_to_rule_on()
    assert list(rulable) == []
    for verdict in Verdict:
        with pytest.raises(actions.AlreadyRuled):
            actions.rule_on_card(card, verdict=verdict, because="No reason.", office=office, by=moderator)
    _report(card, by=people.person())
    found = queries.demands_to_rule_on() if isinstance(card, Demand) else queries.profiles_to_rule_on()
    assert list(found) == [card]


def test_nobody_rules_on_their_own_card_or_report(
    card: Demand | Profile, office: Organisation, moderator: Person
) -> None:
    _report(card, by=moderator)
    for somebody in (moderator, _owner(card)):
        with pytest.raises(actions.OwnCard):
            actions.rule_on_card(card, verdict=Verdict.HIDDEN, because="Mine.", office=office, by=somebody)
