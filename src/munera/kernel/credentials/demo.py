"""This room's part of the demo town: two issuers, what they certify, and credentials in the wallets of its people."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.choices import AchievementKind, KeyAlgorithm
from munera.kernel.credentials.models import Achievement, Issuer
from munera.kernel.organisations.demo import Town
from munera.kernel.skills.demo import HARVEST, PRUNING, QUALITY, TEAM

# Issuers by their house, their short name, and who works at the desk.
ISSUERS: Final = (("town", "town", "joana"), ("service_centre", "service-centre", "stevan"))
# Who holds what, and whether it was withdrawn since and why.
HELD: Final = (
    ("milica", "farm-safety", ""),
    ("milica", "team-lead", ""),
    ("milica", "food-hygiene", "The examination was repeated: the questions had become known."),
    ("ana", "farm-safety", ""),
    ("dragan", "pruning", ""),
)


def build(town: Town) -> None:
    """Accredit, describe and issue through actions; run again it finds everything done."""
    actions.make_key_of_site(queries.LOG_KEY)
    issuers = {house: _issuer(town, house, slug, by=who) for house, slug, who in ISSUERS}
    offered = _describe(town, issuers)
    for who, code, withdrawn in HELD:
        _issue(town, offered[code], who, withdrawn=withdrawn)
    actions.publish_checkpoint()


def _issuer(town: Town, house: str, slug: str, *, by: str) -> Issuer:
    person = town.people[by]
    issuer = queries.issuer_by_slug(slug)
    if issuer is None:
        issuer = actions.enter_issuer(town.organisations[house], slug=slug, by=person)
    if not issuer.is_accredited:
        actions.accredit_founding_issuer(issuer, by=town.people["joana"])
        issuer.refresh_from_db()
    for algorithm in (KeyAlgorithm.ED25519, KeyAlgorithm.P256):
        if queries.standing_key(issuer, algorithm=algorithm) is None:
            actions.add_key(issuer, algorithm=algorithm, by=person)
    return issuer


def _describe(town: Town, issuers: dict[str, Issuer]) -> dict[str, Achievement]:
    joana, stevan = town.people["joana"], town.people["stevan"]
    safety = _achievement(
        issuers["service_centre"],
        "farm-safety",
        kind=AchievementKind.COURSE,
        names={"en": "Safety at seasonal work", "sr-latn": "Bezbednost na sezonskom radu"},
        descriptions={
            "en": "Works safely in orchards and fields: heat, ladders, machines and sprays.",
            "sr-latn": "Radi bezbedno u voćnjaku i na njivi: vrućina, merdevine, mašine i zaštitna sredstva.",
        },
        criteria={"en": "Eight hours of training and a test.", "sr-latn": "Osam časova obuke i test."},
        skills=[actions.ProvenSkill(HARVEST, "harvest crop", 3)],
        valid_for_days=3 * 365,
        by=stevan,
    )
    hygiene = _achievement(
        issuers["service_centre"],
        "food-hygiene",
        kind=AchievementKind.CERTIFICATE,
        names={"en": "Hygiene in handling food", "sr-latn": "Higijena u radu sa hranom"},
        descriptions={"en": "Sorts and packs fruit so that it stays clean."},
        criteria={"en": "An examination before the service centre."},
        skills=[actions.ProvenSkill(QUALITY, "perform quality control", 3)],
        by=stevan,
    )
    pruning = _achievement(
        issuers["town"],
        "pruning",
        kind=AchievementKind.CERTIFICATE,
        names={"en": "Pruning of fruit trees", "sr-latn": "Rezidba voćaka"},
        descriptions={"en": "Prunes fruit trees for yield and health, in every season."},
        criteria={"en": "Forty hours in an orchard and an examination on ten trees."},
        skills=[actions.ProvenSkill(PRUNING, "prune plants", 4)],
        eqf_level=4,
        by=joana,
    )
    lead = _achievement(
        issuers["town"],
        "team-lead",
        kind=AchievementKind.MICRO,
        names={"en": "Leading a crew", "sr-latn": "Vođenje ekipe"},
        descriptions={"en": "Plans the day of a crew, teaches newcomers and settles disputes."},
        criteria={"en": "Sixteen hours of training and one season at the head of a crew."},
        skills=[actions.ProvenSkill(TEAM, "work in teams", 4)],
        eqf_level=4,
        by=joana,
    )
    return {each.code: each for each in (safety, hygiene, pruning, lead)}


def _achievement(issuer: Issuer, code: str, **said: object) -> Achievement:
    known = queries.achievement_by_code(issuer, code)
    return known or actions.describe_achievement(issuer, code=code, **said)  # type: ignore[arg-type]  # passed on


def _issue(town: Town, achievement: Achievement, who: str, *, withdrawn: str) -> None:
    holder = town.people[who]
    if queries.credentials_held_by(holder).filter(achievement=achievement).exists():
        return
    desk = next(by for _house, slug, by in ISSUERS if slug == achievement.issuer.slug)
    until = timezone.now().replace(microsecond=0) + timedelta(days=achievement.valid_for_days or 5 * 365)
    issued = actions.issue_credential(
        holder, achievement=achievement, issuer=achievement.issuer, valid_until=until, by=town.people[desk]
    )
    if withdrawn:
        actions.withdraw_credential(issued, because=withdrawn, by=town.people[desk])
