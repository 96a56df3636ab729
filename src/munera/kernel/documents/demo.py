"""This room's part of the demo town: papers that two of its people have handed in. All of them made up."""

from io import BytesIO
from typing import Final

from munera.kernel.documents import actions, queries
from munera.kernel.documents.choices import Purpose
from munera.kernel.organisations.demo import Town

CV_OF_ANA: Final = """Ana Marković
Šabac

2019-2025  seasonal work in fruit growing: picking, packing, leading a group
2018       driving licence, categories B and F

Serbian (mother tongue), English (good)
"""
DAYS_OF_ANA: Final = """year;employer;days
2023;Sunčani Vrt;84
2024;Sunčani Vrt;97
2025;Sunčani Vrt;61
"""
CERTIFICATE_OF_LEILA: Final = """Certificate of attendance (made up for the demo town)

Leila Haddad attended 40 hours of consecutive interpreting, Arabic and English.
"""
PAPERS: Final = (
    ("ana", "CV Ana.txt", Purpose.CV, CV_OF_ANA),
    ("ana", "days of work.csv", Purpose.WORK, DAYS_OF_ANA),
    ("leila", "interpreting course.txt", Purpose.QUALIFICATION, CERTIFICATE_OF_LEILA),
)


def build(town: Town) -> None:
    """Hand them in through actions; run again it finds them there."""
    for who, name, purpose, text in PAPERS:
        owner = town.people[who]
        if not queries.documents_of(owner).filter(name=name).exists():
            actions.store_document(BytesIO(text.encode()), owner=owner, purpose=purpose, name=name, by=owner)
