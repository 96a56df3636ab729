"""This room's part of the demo town: a Brazilian secretariat, researchers, demands, and one evaluation behind them.

All of them made up. No number identifies anybody; the addresses end in ``.example``.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Final

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
from munera.services.evaluators.choices import (
    Degree,
    Direction,
    EvaluationKind,
    Method,
    ReportReason,
    Sphere,
    Theme,
)
from munera.services.evaluators.demo import large
from munera.services.evaluators.models import Demand, Profile

ESCO: Final = "http://data.europa.eu/esco/skill/"
STATISTICS: Final = f"{ESCO}382c11ed-20d5-4ae7-b60e-15fec527fa6c"
BIOSTATISTICS: Final = f"{ESCO}a261c61a-29b8-4b6a-a283-e5a7d5077352"
KNOWS_STATISTICS: Final = f"{ESCO}7ee4c2ea-b349-4bd2-81a3-ec31475d4833"
QUANTITATIVE: Final = f"{ESCO}8316979b-df5a-4dc7-98ef-61ec6a10df84"
QUALITATIVE: Final = f"{ESCO}fa465db3-56e8-4b5d-a781-e2a313a4ed2d"
INTERVIEWS: Final = f"{ESCO}896563fc-6255-4419-89c2-ffed30159ad6"
SURVEYS: Final = f"{ESCO}5f00bf83-f776-4488-b312-6725f8b6783a"
POLICY: Final = f"{ESCO}c5449667-9b40-4114-8d74-f51177669984"
EDUCATION: Final = f"{ESCO}3b660a83-91c3-4c9d-8f82-2d306777a42f"
MAPS: Final = f"{ESCO}440f64e5-e66c-45ee-bc29-53c14a2ad720"
R: Final = f"{ESCO}51586df8-1c46-4b47-8583-773cb63bf00b"
PORTUGUESE: Final = f"{ESCO}584c13e8-fd06-4ca3-a45b-cca5b2f147a7"


@dataclass(frozen=True, slots=True)
class _Researcher:
    key: str
    name: str
    headline: str
    institution: str
    degree: Degree
    themes: tuple[Theme, ...]
    methods: tuple[Method, ...]
    places: tuple[str, ...]
    skills: tuple[tuple[str, int], ...]
    evaluations: tuple[tuple[str, EvaluationKind, Theme, int], ...] = field(default=())


RESEARCHERS: Final = (
    _Researcher(
        "aline",
        "Aline Barros",
        "Avalio programas de saúde com registros administrativos",
        "Universidade do Planalto",
        Degree.DOCTOR,
        (Theme.HEALTH, Theme.SOCIAL_ASSISTANCE),
        (Method.DIFFERENCES, Method.REGISTERS),
        ("BR-SP", "BR-MG"),
        ((STATISTICS, 4), (BIOSTATISTICS, 4), (QUANTITATIVE, 4), (R, 3), (PORTUGUESE, 6)),
        (("Filas de consultas especializadas em três municípios", EvaluationKind.IMPACT, Theme.HEALTH, 2024),),
    ),
    _Researcher(
        "caio",
        "Caio Nogueira",
        "Avalio políticas de educação, da creche ao ensino médio",
        "Instituto de Estudos da Serra",
        Degree.DOCTOR,
        (Theme.EDUCATION,),
        (Method.RANDOMISED, Method.SURVEY),
        ("BR",),
        ((EDUCATION, 4), (STATISTICS, 4), (SURVEYS, 3), (PORTUGUESE, 6)),
        (("Aulas de reforço em escolas estaduais", EvaluationKind.IMPACT, Theme.EDUCATION, 2023),),
    ),
    _Researcher(
        "dandara",
        "Dandara Freitas",
        "Escuto quem usa o serviço: entrevistas e grupos focais",
        "Universidade do Recôncavo Novo",
        Degree.MASTER,
        (Theme.SOCIAL_ASSISTANCE, Theme.HEALTH, Theme.CITIZENS_RIGHTS),
        (Method.INTERVIEWS, Method.CASE_STUDY),
        ("BR-BA", "BR-SE"),
        ((QUALITATIVE, 4), (INTERVIEWS, 5), (POLICY, 3), (PORTUGUESE, 6)),
    ),
    _Researcher(
        "edson",
        "Edson Tavares",
        "Mapeio o acesso a água, transporte e moradia",
        "Universidade das Águas",
        Degree.DOCTOR,
        (Theme.SANITATION, Theme.HOUSING, Theme.TRANSPORT),
        (Method.MAPS, Method.REGISTERS),
        ("BR-SP", "BR-RJ"),
        ((MAPS, 5), (KNOWS_STATISTICS, 3), (PORTUGUESE, 6)),
    ),
    _Researcher(
        "flavia",
        "Flávia Quintela",
        "Custo e benefício de programas sociais",
        "Centro de Economia Aplicada do Vale",
        Degree.DOCTOR,
        (Theme.SOCIAL_ASSISTANCE, Theme.LABOUR),
        (Method.COST_BENEFIT, Method.COMPARABLE),
        ("BR",),
        ((STATISTICS, 5), (POLICY, 4), (QUANTITATIVE, 4), (PORTUGUESE, 6)),
    ),
)


@dataclass(frozen=True, slots=True)
class _Card:
    policy: str
    question: str
    about: str
    theme: Theme
    kind: EvaluationKind
    place: str
    data: str
    methods: tuple[Method, ...]
    # Each with its weight, whether it must be there, and the least level.
    skills: tuple[tuple[str, int, bool, int], ...]
    budget: int | None
    days: int


CARDS: Final = (
    _Card(
        "Fila Curta",
        "O agendamento único encurtou a espera por consulta com especialista?",
        "Uma só fila para todos os ambulatórios da região, com aviso por mensagem.",
        Theme.HEALTH,
        EvaluationKind.IMPACT,
        "BR-SP",
        "Registros de agendamento desde 2019, por município e especialidade, sem nomes.",
        (Method.DIFFERENCES, Method.REGISTERS),
        ((STATISTICS, 5, True, 0), (QUANTITATIVE, 3, False, 3), (R, 1, False, 0)),
        120_000,
        45,
    ),
    _Card(
        "Escola Aberta à Noite",
        "Quem volta a estudar à noite chega a concluir?",
        "Ensino médio noturno com creche para os filhos dos estudantes.",
        Theme.EDUCATION,
        EvaluationKind.OUTCOME,
        "BR-SP",
        "Matrículas e frequência por escola desde 2021.",
        (Method.SURVEY,),
        ((EDUCATION, 5, False, 0), (SURVEYS, 3, False, 0)),
        None,
        60,
    ),
    _Card(
        "Água em Casa",
        "O programa chega a quem mais precisa dele?",
        "Ligações gratuitas de água e esgoto em bairros sem rede.",
        Theme.SANITATION,
        EvaluationKind.PROCESS,
        "BR-RJ",
        "Endereços atendidos e pedidos em espera, por bairro.",
        (Method.MAPS,),
        ((MAPS, 4, True, 3), (KNOWS_STATISTICS, 2, False, 0)),
        80_000,
        30,
    ),
    _Card(
        "Primeiros Passos",
        "As famílias entendem o que o programa lhes oferece?",
        "Visitas a famílias com crianças de até três anos, com brinquedos e livros emprestados.",
        Theme.SOCIAL_ASSISTANCE,
        EvaluationKind.PROCESS,
        "BR-BA",
        "Agenda das visitas desde 2022; as famílias aceitam ser entrevistadas.",
        (Method.INTERVIEWS,),
        ((QUALITATIVE, 4, False, 0), (INTERVIEWS, 4, False, 3), (POLICY, 1, False, 0)),
        70_000,
        50,
    ),
    _Card(
        "Volta ao Trabalho",
        "O curso com estágio vale o que custa?",
        "Seis meses de curso e estágio para quem está há mais de um ano sem emprego.",
        Theme.LABOUR,
        EvaluationKind.ECONOMIC,
        "BR",
        "Inscrições, custos por turma e vínculos de emprego dos dois anos seguintes.",
        (Method.COST_BENEFIT, Method.COMPARABLE),
        ((STATISTICS, 4, False, 3), (POLICY, 3, False, 0), (QUANTITATIVE, 2, False, 0)),
        150_000,
        55,
    ),
    _Card(
        "Posto até as Dez",
        "Quem trabalha de dia passou a ir ao posto de saúde?",
        "Postos de saúde abertos até as dez da noite em doze bairros.",
        Theme.HEALTH,
        EvaluationKind.OUTCOME,
        "BR-MG",
        "Consultas por hora e por posto, desde um ano antes da mudança.",
        (Method.TIME_SERIES, Method.REGISTERS),
        ((BIOSTATISTICS, 3, False, 0), (STATISTICS, 4, False, 0)),
        90_000,
        40,
    ),
    _Card(
        "Ônibus na Hora",
        "A faixa só para ônibus encurtou as viagens de quem mora longe?",
        "Faixas exclusivas em quatro avenidas que ligam os bairros ao centro.",
        Theme.TRANSPORT,
        EvaluationKind.IMPACT,
        "BR-RJ",
        "Posição de cada ônibus a cada minuto, sem passageiros.",
        (Method.MAPS, Method.DIFFERENCES),
        ((MAPS, 4, False, 0), (STATISTICS, 3, False, 0), (R, 1, False, 0)),
        110_000,
        35,
    ),
)
BEHIND: Final = _Card(
    "Visita da Agente",
    "As visitas em casa mudaram o uso do pronto-socorro?",
    "Agentes de saúde visitam quem saiu do hospital.",
    Theme.HEALTH,
    EvaluationKind.IMPACT,
    "BR-SP",
    "Registros de alta e de retorno desde 2020.",
    (Method.COST_BENEFIT,),
    ((STATISTICS, 5, False, 0), (POLICY, 3, False, 0)),
    60_000,
    20,
)


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


def _profile(town: Town, researcher: _Researcher) -> Profile:
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


def _demand(body: Organisation, card: _Card, *, by: Person) -> Demand:
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
