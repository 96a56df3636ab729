"""This room's part of the demo town: the small classification, and what some of its people can do."""

from typing import Final

from django.utils import timezone

from munera.kernel.organisations.demo import Town
from munera.kernel.skills import actions, queries
from munera.kernel.skills.choices import LanguageLevel, Level, Standing

ESCO: Final = "http://data.europa.eu/esco/skill/"
HARVEST: Final = f"{ESCO}2e4e8114-e579-453d-918e-b0262818ab76"
PACKING: Final = f"{ESCO}aa47f037-4197-4484-8dac-2b7835ce2a85"
PRUNING: Final = f"{ESCO}8853dc46-e29e-4c6e-ab9c-f2553f7b2b8f"
TRACTOR: Final = f"{ESCO}a95f88b8-11b1-406a-aa30-c5a891cb41a8"
TEAM: Final = f"{ESCO}1f1d2ff8-c4c1-45cc-9812-6a7ee84a73cb"
QUALITY: Final = f"{ESCO}30fb877c-a6d9-4877-bd5d-a87f759ea781"
SPREADSHEETS: Final = f"{ESCO}1973c966-f236-40c9-b2d4-5d71a89019be"
CONFERENCES: Final = f"{ESCO}188413a9-94b8-4784-9a26-fdae678e49fb"
TRANSLATING: Final = f"{ESCO}449f0945-4943-49f9-bd98-edfdfd7c00ba"
SERBIAN: Final = f"{ESCO}c5cb0cc1-c40b-4544-a21c-8472f0b5c14a"
ENGLISH: Final = f"{ESCO}6d3edede-8951-4621-a835-e04323300fa0"
ARABIC: Final = f"{ESCO}33859d93-987c-4caa-a0a9-6159ea7bbc2a"

DECLARED: Final = (
    ("ana", HARVEST, Level.ADVANCED),
    ("ana", PACKING, Level.INDEPENDENT),
    ("ana", TEAM, Level.BASIC),
    ("ana", SERBIAN, LanguageLevel.C2),
    ("ana", ENGLISH, LanguageLevel.B1),
    ("dragan", PRUNING, Level.EXPERT),
    ("dragan", TRACTOR, Level.ADVANCED),
    ("milica", QUALITY, Level.EXPERT),
    ("jelena", SPREADSHEETS, Level.EXPERT),
    ("leila", ARABIC, LanguageLevel.C2),
    ("leila", ENGLISH, LanguageLevel.C1),
    ("leila", TRANSLATING, Level.ADVANCED),
    ("leila", CONFERENCES, None),
)
# What an assessor of the town has seen with her own eyes.
CHECKED: Final = (
    ("ana", HARVEST, Level.ADVANCED),
    ("ana", PACKING, Level.INDEPENDENT),
    ("leila", TRANSLATING, Level.ADVANCED),
)


def build(town: Town) -> None:
    """Declare and check through actions; run again it finds everything done."""
    actions.import_starter()
    for who, skill, level in DECLARED:
        actions.declare_skill(town.people[who], skill, level=level, by=town.people[who])
    office, assessor = town.organisations["town"], town.people["joana"]
    for who, skill, level in CHECKED:
        person = town.people[who]
        known = queries.evidence_of(person).filter(skill__uri=skill, standing=Standing.CHECKED)
        if not known.exists():
            ends = timezone.localdate().replace(day=1, month=1)
            actions.check_skill(
                person,
                skill,
                level=level,
                organisation=office,
                valid_until=ends.replace(year=ends.year + 3),
                by=assessor,
            )
    if not queries.requests_of(town.people["dragan"]).exists():
        [pruning] = queries.declarations_of(town.people["dragan"]).filter(skill__uri=PRUNING)
        actions.ask_for_check(pruning, office, remark="In the orchard, any day before eight.", by=town.people["dragan"])
