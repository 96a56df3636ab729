"""Who is in this room's part of the demo town, and what is asked of them. All of them made up."""

from dataclasses import dataclass, field
from typing import Final

from munera.services.evaluators.choices import Degree, EvaluationKind, Method, Theme

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
class Researcher:
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
    Researcher(
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
    Researcher(
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
    Researcher(
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
    Researcher(
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
    Researcher(
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
class Card:
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
    Card(
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
    Card(
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
    Card(
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
    Card(
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
    Card(
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
    Card(
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
    Card(
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
BEHIND: Final = Card(
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
