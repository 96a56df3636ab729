"""EP-SR as XML, entry by entry, without declarations of types or entities.

The official scheme has not been obtained: an entry is any element that holds a worker's number, its parts may be
called as the columns of a table are, and a worker may have several days.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice, zip_longest
from typing import Final

from lxml import etree

from munera.kernel.tables import Cell, Unreadable
from munera.services.seasonal.actions.reading.columns import Column, plain
from munera.services.seasonal.actions.reading.values import Line

NUMBERS: Final = frozenset({Column.NUMBER, Column.EBS})
# Part 1 of the form: an employer who is a natural person has a JMBG as well.
EMPLOYER: Final = frozenset({"poslodavac", "podacioposlodavcu", "deo1", "employer", "munkaltato"})
# Part 1 comes first: what has not begun after so many elements is not there.
BEFORE_WORKERS: Final = 200
# So many elements, and none of them is an entry: this is something else.
LOST_AFTER: Final = 10_000
# libxml2 compares each attribute of an element with each other one, and takes ten seconds for sixty thousand. No tag of
# ours, with the text behind it, comes near to so many bytes.
OVERLONG: Final = re.compile(rb"(?:\A|<)[^<]{16384}")
MARKS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def looks_like_xml(content: bytes) -> bool:
    return _beginning(content).lstrip().startswith("<")


def _beginning(content: bytes) -> str:
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return content[len(mark) : 1024].decode(encoding, errors="replace")
    return content[:1024].decode("latin-1").replace("\x00", "")


def employer_numbers(content: bytes) -> frozenset[str]:
    """The numbers that part 1 of the form gives the employer, digits alone; none where there is no such part.

    Only for what ``lines`` has read without a fault.
    """
    parser = etree.iterparse(BytesIO(content), events=("end",), resolve_entities=False, no_network=True)
    for _event, element in islice(parser, BEFORE_WORKERS):
        if plain(_name(element)) in EMPLOYER:
            texts = (re.sub(r"\s", "", part.text or "") for part in element.iter(etree.Element) if not len(part))
            return frozenset(text for text in texts if text.isdecimal())
    return frozenset()


def lines(content: bytes, known: Mapping[str, Column]) -> Iterator[Line]:
    if re.search(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", content, re.IGNORECASE):
        raise Unreadable("document-type")
    if OVERLONG.search(content):
        raise Unreadable("broken")
    number = 0
    try:
        for entry in _entries(content, known):
            number += 1
            for line in _days(entry, known):
                yield number, line
    except etree.XMLSyntaxError:
        raise Unreadable("broken") from None
    if not number:
        raise Unreadable("columns", missing=[Column.NUMBER.value, Column.DAY.value])


def _entries(content: bytes, known: Mapping[str, Column]) -> Iterator[etree._Element]:
    """Each entry once it is whole; what has been read is let go of."""
    parser = etree.iterparse(
        BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )
    since = 0
    for event, element in parser:
        if event == "start":
            since += 1
            if since == 1 and element.getroottree().docinfo.internalDTD is not None:
                raise Unreadable("document-type")
            if since > LOST_AFTER:
                raise Unreadable("broken")
            continue
        is_employer = plain(_name(element)) in EMPLOYER
        if not is_employer and any(known.get(plain(_name(part))) in NUMBERS for part in element):
            yield element
            since = 2
            is_employer = True
        if is_employer:
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _days(entry: etree._Element, known: Mapping[str, Column]) -> Iterator[Mapping[Column, Cell]]:
    """A line for each day or span of an entry."""
    said: dict[Column, Cell] = {}
    days: list[str] = []
    last_days: list[str] = []
    for part in entry.iter():
        column = known.get(plain(_name(part)))
        text = (part.text or "").strip()
        if column is None or not text or len(part):
            continue
        if column is Column.DAY:
            days.append(text)
        elif column is Column.LAST_DAY:
            last_days.append(text)
        else:
            said.setdefault(column, text)
    if last_days and len(last_days) != len(days):
        days, last_days = [], []
    for day, last in zip_longest(days or [""], last_days, fillvalue=""):
        span = {Column.DAY: day, Column.LAST_DAY: last}
        yield {**said, **{column: text for column, text in span.items() if text}}


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
