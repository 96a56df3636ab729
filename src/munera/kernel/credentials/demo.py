"""The demo town's part of this room: two issuers, what they certify, and what some people have achieved."""

from dataclasses import dataclass
from typing import Final

from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.choices import AchievementKind, KeyAlgorithm
from munera.kernel.credentials.models import Achievement, Issuer
from munera.kernel.organisations.demo import Town
from munera.kernel.skills.choices import Level
from munera.kernel.skills.queries import named, skill_by_uri

ESCO: Final = "http://data.europa.eu/esco/skill/"

# The body that runs the site and one more: enough to vote on the next.
ISSUERS: Final = (("town", "demo-town"), ("service_centre", "service-centre"))


@dataclass(frozen=True, slots=True)
class _Course:
    """What one of the issuers certifies; skills by their numbers in ESCO."""

    of: str
    code: str
    kind: str
    names: dict[str, str]
    descriptions: dict[str, str]
    criteria: dict[str, str]
    skills: tuple[tuple[str, int], ...]


COURSES: Final = (
    _Course(
        "town",
        "orchard-work",
        AchievementKind.COURSE,
        {"en": "Safe work in the orchard", "pt": "Trabalho seguro no pomar", "sr-latn": "Bezbedan rad u voćnjaku"},
        {
            "en": "Can pick and prune fruit trees without danger to oneself or others.",
            "pt": "Colhe e poda árvores de fruto sem perigo para si nem para os outros.",
            "sr-latn": "Ume da bere i orezuje voćke bez opasnosti po sebe i druge.",
        },
        {
            "en": "Sixteen hours in the orchard and a practical examination.",
            "pt": "Dezasseis horas no pomar e um exame prático.",
            "sr-latn": "Šesnaest sati u voćnjaku i praktični ispit.",
        },
        (
            ("8853dc46-e29e-4c6e-ab9c-f2553f7b2b8f", Level.INDEPENDENT),
            ("0b34dd9f-bcb2-4bd0-9aaa-e88421cdf288", Level.BASIC),
        ),
    ),
    _Course(
        "service_centre",
        "first-aid",
        AchievementKind.CERTIFICATE,
        {"en": "First aid at work", "pt": "Primeiros socorros no trabalho", "sr-latn": "Prva pomoć na radu"},
        {
            "en": "Can help at once after an accident, until an ambulance arrives.",
            "pt": "Sabe ajudar logo após um acidente, até chegar a ambulância.",
            "sr-latn": "Ume da pomogne odmah posle nezgode, dok ne stigne hitna pomoć.",
        },
        {
            "en": "Eight hours of exercises and an examination.",
            "pt": "Oito horas de exercícios e um exame.",
            "sr-latn": "Osam sati vežbi i ispit.",
        },
        (("1d21f6ad-340f-45da-a0a3-4e83867f47a6", Level.INDEPENDENT),),
    ),
    _Course(
        "town",
        "crew-lead",
        AchievementKind.MICRO,
        {"en": "Leading a crew", "pt": "Chefiar uma equipa", "sr-latn": "Vođenje ekipe"},
        {
            "en": "Plans the day of a crew, teaches newcomers and settles disputes.",
            "pt": "Planeia o dia de uma equipa, ensina quem chega e resolve conflitos.",
            "sr-latn": "Planira dan ekipe, uvodi nove radnike u posao i rešava sporove.",
        },
        {
            "en": "Sixteen hours of training and one season at the head of a crew.",
            "pt": "Dezasseis horas de formação e uma época à frente de uma equipa.",
            "sr-latn": "Šesnaest sati obuke i jedna sezona na čelu ekipe.",
        },
        (("1f1d2ff8-c4c1-45cc-9812-6a7ee84a73cb", Level.ADVANCED),),
    ),
    _Course(
        "service_centre",
        "food-hygiene",
        AchievementKind.CERTIFICATE,
        {"en": "Hygiene in handling food", "pt": "Higiene alimentar", "sr-latn": "Higijena u radu sa hranom"},
        {
            "en": "Sorts and packs fruit so that it stays clean.",
            "pt": "Escolhe e embala fruta de modo que se mantenha limpa.",
            "sr-latn": "Sortira i pakuje voće tako da ostane čisto.",
        },
        {
            "en": "An examination before the service centre.",
            "pt": "Um exame no centro de atendimento.",
            "sr-latn": "Ispit u uslužnom centru.",
        },
        (("30fb877c-a6d9-4877-bd5d-a87f759ea781", Level.INDEPENDENT),),
    ),
)
HELD: Final = (
    ("ana", "orchard-work"),
    ("ana", "first-aid"),
    ("leila", "first-aid"),
    ("emin", "orchard-work"),
    ("milica", "first-aid"),
    ("milica", "crew-lead"),
    ("milica", "food-hygiene"),
)
# What was taken back since, and why; and what its holder shows to an employer.
WITHDRAWN: Final = {("milica", "food-hygiene"): "The examination was repeated: its questions had become known."}
SHARED: Final = (("milica", "crew-lead"),)


def build(town: Town) -> None:
    """The same town every time; what already stands is left as it is."""
    if queries.issuers().exists():
        return
    issuers = {key: _issuer(town, key, slug) for key, slug in ISSUERS}
    achievements = {course.code: _achievement(issuers[course.of], course) for course in COURSES}
    for who, code in HELD:
        certified = achievements[code]
        holder = town.people[who]
        issued = actions.issue_credential(holder, achievement=certified, issuer=certified.issuer, by=None)
        if because := WITHDRAWN.get((who, code)):
            actions.withdraw_credential(issued, because=because, by=None)
        if (who, code) in SHARED:
            actions.share_credential(issued, days=365, by=holder)
    actions.make_key_of_site(queries.LOG_KEY)
    actions.publish_checkpoint()


def _issuer(town: Town, key: str, slug: str) -> Issuer:
    issuer = actions.enter_issuer(town.organisations[key], slug=slug, by=None)
    actions.accredit_founding_issuer(issuer, by=None)
    issuer.refresh_from_db()
    for algorithm in KeyAlgorithm:
        actions.add_key(issuer, algorithm=algorithm, by=None)
    return issuer


def _achievement(issuer: Issuer, course: _Course) -> Achievement:
    return actions.describe_achievement(
        issuer,
        code=course.code,
        kind=course.kind,
        names=course.names,
        descriptions=course.descriptions,
        criteria=course.criteria,
        skills=[_skill(f"{ESCO}{number}", level) for number, level in course.skills],
        eqf_level=3,
        valid_for_days=3 * 365,
        by=None,
    )


def _skill(uri: str, level: int) -> actions.ProvenSkill:
    skill = skill_by_uri(uri)
    if skill is None:
        raise LookupError(uri)
    return actions.ProvenSkill(uri, named([skill], language="en")[skill.pk].label, level)
