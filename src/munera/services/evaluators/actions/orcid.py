"""Reading a public ORCID record (format 3.0, as JSON or XML): a file in, plain values out, nothing stored.

The file comes from its owner, who fetched it from ``https://pub.orcid.org/v3.0/<iD>/record``; but whoever uploads can
write into it what they like. So it is read within bounds, nothing in it is followed, and everything it says counts as
declared. The names of its parts are those of the schema that ORCID publishes (``record_3.0`` of its ``orcid-model``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias
from urllib.parse import urlsplit

import orjson
from django.utils.translation import gettext_lazy as _
from lxml import etree
from stdnum import isni

from munera.kernel.refusal import Refusal, Sentence
from munera.services.evaluators import rules
from munera.services.evaluators.choices import Degree

MOST_ROWS: Final = 100
LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 2000
LONGEST_HEADLINE: Final = 160
# How studies are called in English, Portuguese and Spanish; the highest degree first.
DEGREE_WORDS: Final = {
    Degree.DOCTOR: ("phd", "ph.d", "doctor", "doutor", "dr."),
    Degree.MASTER: ("master", "mestr", "m.sc", "msc", "maestr"),
    Degree.SPECIALIST: ("especiali", "specialist", "mba"),
    Degree.BACHELOR: ("bachelor", "bacharel", "licenciat", "gradua", "b.sc", "bsc"),
}
# libxml2 compares each attribute of an element with each other one: no tag of a record has so many bytes.
OVERLONG: Final = re.compile(rb"(?:\A|<)[^<]{65536}")
DOCTYPE: Final = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T)", re.IGNORECASE)
# What must not be shown: it turns the direction of what stands beside it, or cannot be seen.
INVISIBLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

Part: TypeAlias = Mapping[str, Any]


class NotAnOrcidRecord(Refusal):
    status: ClassVar[int] = 422
    title = _("This is no ORCID record")
    sentence: Sentence = _(
        "The file is not an ORCID record of format 3.0. Fetch it again as JSON or XML and choose that file."
    )


class OrcidRecordTooLarge(Refusal):
    status: ClassVar[int] = 422
    title = _("The file is too large")
    sentence: Sentence = _("An ORCID record has 8 MB at most. Choose the file that ORCID gave you.")


@dataclass(frozen=True, slots=True)
class Affiliation:
    """Where somebody works or studied, as they have it."""

    organisation: str
    role: str = ""
    department: str = ""
    country: str = ""
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An address that the person shows: of a page, or of their record elsewhere."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Record:
    """What a record shows to everybody; what its owner keeps for themselves is not in the public file, or is left."""

    orcid: str
    name: str
    about: str
    keywords: tuple[str, ...]
    links: tuple[Link, ...]
    employments: tuple[Affiliation, ...]
    """Those that have not ended first."""
    educations: tuple[Affiliation, ...]
    works: int

    @property
    def address(self) -> str:
        return f"https://orcid.org/{self.orcid}"


def read(content: bytes) -> Record:
    """The record in the file; raises ``NotAnOrcidRecord`` where it is none or breaks what ORCID promises."""
    if len(content) > rules.ORCID_MOST_BYTES:
        raise OrcidRecordTooLarge
    record = _from_xml(content) if content.lstrip().startswith((b"<", b"\xef\xbb\xbf<")) else _from_json(content)
    orcid = _text(record, "orcid-identifier", "path")
    if not isni.is_valid(orcid.replace("-", "")) or len(orcid) != len("0000-0000-0000-0000"):
        raise NotAnOrcidRecord
    person, activities = _part(record, "person"), _part(record, "activities-summary")
    return Record(
        orcid=orcid,
        name=_name(_part(person, "name")),
        about=_clean(_text(_public(_part(person, "biography")), "content"), LONGEST_TEXT),
        keywords=_unique(_text(one, "content") for one in _rows(person, "keywords", "keyword")),
        links=tuple(_links(person)),
        employments=_affiliations(activities, ("employments", "employment-summary")),
        educations=_affiliations(
            activities, ("educations", "education-summary"), ("qualifications", "qualification-summary")
        ),
        works=len(_list(_part(activities, "works").get("group"))),
    )


def told(record: Record) -> dict[str, str]:
    """What of it belongs into a profile, under the names of its fields; all of it declared."""
    place = next(iter(record.employments or record.educations), None)
    return {
        "orcid": record.orcid,
        "about": record.about,
        "institution_name": place.organisation if place else "",
        "headline": f"{place.role}, {place.organisation}"[:LONGEST_HEADLINE] if place and place.role else "",
        "degree": _degree(record),
        "cv_url": next((link.address for link in record.links if "lattes" in link.address), record.address),
    }


def _degree(record: Record) -> str:
    """The highest that the titles of studies tell of; nothing where they tell of none."""
    titles = [each.role.casefold() for each in record.educations]
    return next(
        (
            degree.value
            for degree, words in DEGREE_WORDS.items()
            if any(word in title for word in words for title in titles)
        ),
        "",
    )


def _from_json(content: bytes) -> Part:
    try:
        record = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise NotAnOrcidRecord from None
    if not isinstance(record, dict):
        raise NotAnOrcidRecord
    return record


def _from_xml(content: bytes) -> Part:
    """As the same record reads in JSON: an element is a mapping, one that comes again is a list."""
    if DOCTYPE.search(content) or OVERLONG.search(content):
        raise NotAnOrcidRecord
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise NotAnOrcidRecord from None
    if etree.QName(root).text != "{http://www.orcid.org/ns/record}record":
        raise NotAnOrcidRecord
    record = _element(root, depth=0)
    return record if isinstance(record, dict) else {}


def _element(element: etree._Element, *, depth: int) -> Any:
    if depth > 12:
        raise NotAnOrcidRecord
    parts: dict[str, Any] = {}
    for child in element:
        name = etree.QName(child).localname
        value = _element(child, depth=depth + 1)
        if name not in parts:
            parts[name] = value
        elif isinstance(parts[name], list):
            parts[name].append(value)
        else:
            parts[name] = [parts[name], value]
    if visibility := element.get("visibility"):
        parts["visibility"] = visibility
    return parts or (element.text or "")


def _part(where: Any, name: str) -> Part:
    found = where.get(name) if isinstance(where, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _list(found: Any) -> list[Any]:
    """Of what may stand once or several times, in either format."""
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _text(where: Any, *names: str) -> str:
    """The words at this place; JSON wraps some of them in ``value``, XML does not."""
    for name in names:
        where = where.get(name) if isinstance(where, Mapping) else None
    if isinstance(where, Mapping):
        where = where.get("value")
    return where.strip() if isinstance(where, str) else ""


def _public(part: Part) -> Part:
    """What its owner shows to everybody; a file for its owner has more."""
    return part if part.get("visibility") in (None, "public") else {}


def _rows(where: Part, *names: str) -> Iterator[Part]:
    for name in names[:-1]:
        where = _part(where, name)
    rows = [row for row in _list(where.get(names[-1])) if isinstance(row, Mapping)]
    return (row for row in rows[:MOST_ROWS] if _public(row))


def _clean(text: str, most: int) -> str:
    return INVISIBLE.sub("", text).strip()[:most].rstrip()


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in (_clean(text, LONGEST_NAME) for text in texts) if text))


def _name(name: Part) -> str:
    shown = _public(name)
    written = _text(shown, "credit-name") or f"{_text(shown, 'given-names')} {_text(shown, 'family-name')}"
    return _clean(written, LONGEST_NAME)


def _links(person: Part) -> Iterator[Link]:
    for row in _rows(person, "researcher-urls", "researcher-url"):
        yield from _link(_text(row, "url-name"), _text(row, "url"))
    for row in _rows(person, "external-identifiers", "external-identifier"):
        yield from _link(_text(row, "external-id-type"), _text(row, "external-id-url"))


def _link(name: str, address: str) -> Iterator[Link]:
    """Only addresses of the web, as short as a profile keeps them."""
    address = _clean(address, LONGEST_TEXT)
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    if parts.scheme in ("http", "https") and parts.hostname and not parts.username and len(address) <= LONGEST_NAME:
        yield Link(_clean(name, LONGEST_NAME), address)


def _affiliations(activities: Part, *places: tuple[str, str]) -> tuple[Affiliation, ...]:
    found = [
        one
        for section, kind in places
        for group in _rows(activities, section, "affiliation-group")
        # In JSON each summary stands in a list of its own, in XML directly in the group.
        for holder in (_list(group.get("summaries")) or [group])[:MOST_ROWS]
        for one in _affiliation(_rows(holder if isinstance(holder, Mapping) else {}, kind))
    ]
    standing = [one for one in found if one.until is None]
    return (*standing, *(one for one in found if one.until is not None))


def _affiliation(rows: Iterator[Part]) -> Iterator[Affiliation]:
    for row in rows:
        organisation = _part(row, "organization")
        name = _clean(_text(organisation, "name"), LONGEST_NAME)
        if name:
            yield Affiliation(
                organisation=name,
                role=_clean(_text(row, "role-title"), LONGEST_NAME),
                department=_clean(_text(row, "department-name"), LONGEST_NAME),
                country=_clean(_text(organisation, "address", "country"), 2),
                since=_year(_part(row, "start-date")),
                until=_year(_part(row, "end-date")),
            )


def _year(day: Part) -> int | None:
    written = _text(day, "year")
    return int(written) if re.fullmatch(r"[12]\d{3}", written) else None
