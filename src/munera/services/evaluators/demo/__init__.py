"""This room's part of the demo town: a Brazilian secretariat, researchers, demands, and one evaluation behind them.

All of them made up. No number identifies anybody; the addresses end in ``.example``.
"""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from munera.kernel.credentials.actions import (
    accredit_founding_issuer,
    add_key,
    enter_issuer,
    publish_checkpoint,
    vote_on_issuer,
)
from munera.kernel.credentials.queries import accredited_issuers
from munera.kernel.organisations.actions import appoint, found_organisation
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.demo import SINCE, Town
from munera.kernel.organisations.models import Organisation
from munera.kernel.organisations.queries import roles_in
from munera.kernel.people.actions import change_contact, open_account, settle_in_demo_town
from munera.kernel.people.models import Person
from munera.kernel.people.queries import person_by_email
from munera.kernel.skills.actions import declare_skill
from munera.kernel.skills.queries import skill_by_uri
from munera.services.evaluators import actions, queries, rules
from munera.services.evaluators.choices import Direction, ReportReason, Sphere, Theme
from munera.services.evaluators.demo import large
from munera.services.evaluators.demo.cast import BEHIND, CARDS, RESEARCHERS, Card, Researcher
from munera.services.evaluators.models import Demand, Profile


@transaction.atomic
def build(town: Town) -> None:
    """Through actions; built again it finds everything done."""
    secretariat = town.organisations["secretaria"] = _secretariat(town)
    bruna = town.people["bruna"] = _settle("bruna", "Bruna Meireles")
    if rules.MANAGER.code not in roles_in(bruna, secretariat, on=SINCE):
        appoint(bruna, secretariat, rules.MANAGER.code, by=None, starts_on=SINCE)
    renata = town.people["renata"] = _settle("renata", "Renata Sales")
    if rules.OFFICE.code not in roles_in(renata, secretariat, on=SINCE):
        appoint(renata, secretariat, rules.OFFICE.code, by=None, starts_on=SINCE)
    profiles = {each.key: _profile(town, each) for each in RESEARCHERS}
    if settings.MUNERA_DEMO_SIZE == "large":
        large.build(secretariat, bruna)
    if queries.demands_managed_by(bruna).filter(policy=BEHIND.policy).exists():
        return
    _look_back(_demand(secretariat, BEHIND, by=bruna), profiles["flavia"], by=bruna)
    first, *others = [_demand(secretariat, card, by=bruna) for card in CARDS]
    # She has said yes already; Aline, who looks around, meets her by saying yes too.
    actions.answer_profile(first, profiles["aline"], interested=True, by=bruna)
    _keep_the_office_busy(secretariat, others, profiles, by=renata)
    # What was certified here stands in the log of the town as everything does.
    publish_checkpoint()


def _keep_the_office_busy(
    office: Organisation, demands: list[Demand], profiles: dict[str, Profile], *, by: Person
) -> None:
    """A round that waits to be composed, a card that somebody reported, and a search that somebody saved."""
    actions.open_round(office, demands, name="Chamada de painéis", fewest=1, most=2, load=2, by=by)
    caio = profiles["caio"].person
    actions.report_demand(demands[0], reason=ReportReason.OTHER, words="O prazo parece curto demais.", by=caio)
    sought = actions.Sought(themes=[Theme.EDUCATION], places=["BR-SP"])
    actions.save_search(caio, sought, side=Direction.EVALUATOR, name="Educação em São Paulo", by=caio)


def _secretariat(town: Town) -> Organisation:
    """An issuer too: what it saw finished, it certifies."""
    known = accredited_issuers().filter(slug="secretaria-serra-verde").first()
    if known:
        return known.organisation
    founded = found_organisation(
        "Secretaria de Avaliação de Serra Verde",
        OrganisationKind.PUBLIC_BODY,
        country="BR",
        municipality="Serra Verde",
        by=None,
    )
    voters = list(accredited_issuers()[:2])
    issuer = enter_issuer(founded, slug="secretaria-serra-verde", by=None)
    if len(voters) < 2:
        accredit_founding_issuer(issuer, by=None)
    for voter in voters:
        vote_on_issuer(issuer, voter=voter, by=town.people["joana"])
    issuer.refresh_from_db()
    add_key(issuer, by=None)
    return founded


def _settle(key: str, name: str) -> Person:
    address = f"{key}@demo.example"
    known = person_by_email(address)
    if known:
        return known
    person = open_account(address, full_name=name, language="pt", by=None)
    change_contact(person, full_name=name, phone="+55 11 5550 0100", by=person)
    settle_in_demo_town(person)
    return person


def _profile(town: Town, researcher: Researcher) -> Profile:
    person = town.people[researcher.key] = _settle(researcher.key, researcher.name)
    known = queries.profile_of(person)
    if known:
        return known
    text = actions.ProfileText(
        headline=researcher.headline,
        degree=researcher.degree,
        institution_name=researcher.institution,
        themes=researcher.themes,
        methods=researcher.methods,
        places=researcher.places,
        hours_per_week=10,
    )
    profile = actions.write_profile(person, text, by=person)
    for uri, level in researcher.skills:
        declare_skill(person, uri, level=level, by=person)
    for title, kind, theme, year in researcher.evaluations:
        actions.add_experience(profile, title=title, kind=kind, theme=theme, year=year, by=person)
    actions.open_profile(profile, by=person)
    return queries.profiles().get(pk=profile.pk)


def _demand(body: Organisation, card: Card, *, by: Person) -> Demand:
    today = timezone.localdate()
    text = actions.DemandText(
        sphere=Sphere.STATE,
        policy=card.policy,
        about=card.about,
        theme=card.theme,
        kind=card.kind,
        question=card.question,
        data_at_hand=card.data,
        methods=card.methods,
        place=card.place,
        starts_on=today + timedelta(days=card.days),
        ends_on=today + timedelta(days=card.days + 180),
        budget=None if card.budget is None else Decimal(card.budget),
        deadline=today + timedelta(days=card.days),
    )
    demand = actions.write_demand(body, text, by=by)
    for uri, weight, must, level in card.skills:
        skill = skill_by_uri(uri)
        if skill is None:
            # A site with another classification asks for what it has.
            continue
        actions.ask_for_skill(demand, actions.Wanted(skill, weight, must, level), by=by)
    actions.open_demand(demand, by=by)
    return queries.demands().get(pk=demand.pk)


def _look_back(demand: Demand, profile: Profile, *, by: Person) -> None:
    """One evaluation from the first yes to the credential."""
    researcher = profile.person
    actions.answer_demand(profile, demand, interested=True, by=researcher)
    actions.answer_profile(demand, profile, interested=True, by=by)
    match = queries.matches_of(by).get(demand=demand)
    project = actions.propose_project(match, title="Visitas e pronto-socorro", side=Direction.BODY, by=by)
    actions.agree_project(project, side=Direction.EVALUATOR, by=researcher)
    actions.start_project(project, side=Direction.EVALUATOR, by=researcher)
    actions.finish_project(
        project,
        evaluation_url="https://serra-verde.example/avaliacoes/visita-da-agente",
        finished_on=timezone.localdate(),
        shown=[actions.Shown(each.skill, 4) for each in queries.requirements_of(demand)],
        side=Direction.BODY,
        by=by,
    )
    actions.give_feedback(
        project, again=True, words="Dados prontos no primeiro dia.", side=Direction.EVALUATOR, by=researcher
    )
    actions.give_feedback(project, again=True, words="Clara e no prazo.", side=Direction.BODY, by=by)
    actions.close_demand(demand, by=by)
