"""What a column may be called: in English, Serbian in both scripts, Croatian and Hungarian."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Column(StrEnum):
    """What a cell says. EBS is a column of its own, since its digits alone do not tell it from a wrong JMBG."""

    NUMBER = "number"
    EBS = "ebs"
    KIND = "kind"
    NAME = "name"
    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    SURNAME = "surname"
    DAY = "day"
    LAST_DAY = "last_day"
    SHIFT = "shift"
    JOB = "job"
    PLACE = "place"
    HOURS = "hours"
    PAY = "pay"
    BIRTHDAY = "birthday"
    RESIDENCE = "residence"


# As they are written; compared without case, accents, blanks and punctuation, in Latin letters.
HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.NUMBER: (
        "number", "national number", "personal number", "id number", "identifier", "JMBG", "JMBG/EBS", "JMBG ili EBS",
        "jedinstveni matični broj građana", "matični broj", "lični broj", "identifikacioni broj", "broj", "OIB",
        "osobni identifikacijski broj", "adóazonosító jel", "adóazonosító", "azonosító", "IdentifikatorRadnika",
    ),
    Column.EBS: ("EBS", "evidencijski broj stranca", "evidencioni broj", "evidencijski broj", "number of foreigner"),
    Column.KIND: (
        "kind of number", "type of number", "vrsta broja", "vrsta identifikatora", "tip identifikatora",
        "azonosító fajtája", "azonosító típusa",
    ),
    Column.NAME: (
        "name", "full name", "worker", "ime i prezime", "prezime i ime", "radnik", "sezonski radnik", "név",
        "teljes név", "munkavállaló", "munkavállaló neve",
    ),
    Column.GIVEN_NAME: ("first name", "given name", "ime", "utónév", "keresztnév"),
    Column.MIDDLE_NAME: ("middle name", "srednje ime", "ime roditelja", "második utónév"),
    Column.SURNAME: ("surname", "last name", "family name", "prezime", "vezetéknév", "családi név"),
    Column.DAY: (
        "day", "date", "first day", "from", "start", "on", "dan", "datum", "datum rada", "dan rada", "od", "od datuma",
        "datum od", "prvi dan", "datum početka", "početak", "nap", "dátum", "első nap", "kezdete", "kezdet",
        "munkanap", "DatumAngazovanja",
    ),
    Column.LAST_DAY: (
        "last day", "to", "until", "end", "do", "do datuma", "datum do", "zadnji dan", "poslednji dan", "datum kraja",
        "datum završetka", "kraj", "utolsó nap", "vége", "vég",
    ),
    Column.SHIFT: ("shift", "smena", "smjena", "műszak"),
    Column.JOB: (
        "job", "kind of work", "work", "posao", "vrsta posla", "vrsta poslova", "vrsta rada", "munka", "munkakör",
    ),
    Column.PLACE: (
        "place", "place of work", "mesto", "mesto rada", "mjesto", "mjesto rada", "opština rada", "općina rada",
        "hely", "munkavégzés helye", "munkahely",
    ),
    Column.HOURS: (
        "hours", "hours a day", "sati", "sata", "broj sati", "radni sati", "časova", "broj časova", "óra", "órák",
        "órák száma", "munkaóra",
    ),
    Column.PAY: (
        "pay", "pay per hour", "hourly pay", "wage per hour", "naknada po satu", "naknada po času", "zarada po satu",
        "cena sata", "cena rada po satu", "cena rada po času", "cijena sata", "satnica", "plaća po satu", "órabér",
    ),
    Column.BIRTHDAY: (
        "birthday", "date of birth", "born on", "datum rođenja", "rođen", "rođena", "születési dátum",
        "születési idő", "született",
    ),
    Column.RESIDENCE: (
        "residence", "municipality of residence", "prebivalište", "opština prebivališta", "mesto prebivališta",
        "opština prebivališta/boravišta", "općina prebivališta", "mjesto prebivališta", "lakóhely", "lakcím",
    ),
}  # fmt: skip
# Serbian and Bulgarian Cyrillic, letter by letter; ђ is đ, which falls to d with its stroke.
_LATIN: Final = str.maketrans(
    dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgddezzijklmnoprstcufhccs", strict=True))
    | {"љ": "lj", "њ": "nj", "џ": "dz", "đ": "d", "ł": "l", "ı": "i"}
)


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    """The letters and digits of what is written, small, without accents, in Latin letters."""
    decomposed = unicodedata.normalize("NFD", words.lower().translate(_LATIN))
    # Once more: й and ћ may have come in parts.
    return re.sub(r"[\W_]|[\u0300-\u036f]", "", decomposed.translate(_LATIN))


def headings_of(more: Mapping[Column, Iterable[str]] | None = None) -> dict[str, Column]:
    """By the plain form of a heading, its column. ``more`` are those of the templates we hand out."""
    known = {plain(heading): column for column, headings in HEADINGS.items() for heading in headings}
    for column, headings in (more or {}).items():
        for heading in headings:
            known.setdefault(plain(heading), column)
    return known
