"""Reading an ORCID record: both formats say the same, what is private stays out, and what is hostile is refused."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from munera.services.evaluators import rules
from munera.services.evaluators.actions import orcid

HERE = Path(__file__).parent / "orcid"


@pytest.fixture(scope="module")
def as_json() -> bytes:
    return (HERE / "record.json").read_bytes()


@pytest.fixture(scope="module")
def as_xml() -> bytes:
    return (HERE / "record.xml").read_bytes()


EXPECTED = orcid.Record(
    orcid="0000-0002-1825-0097",
    name="Ana Lúcia Barbosa",
    about="I study what school programmes achieve.",
    keywords=("impact evaluation", "education policy"),
    links=(
        orcid.Link("Lattes", "http://lattes.cnpq.br/0000000000000000"),
        orcid.Link("Scopus Author ID", "https://www.scopus.com/authid/detail.uri?authorId=1"),
    ),
    employments=(
        orcid.Affiliation("Universidade de Exemplo", "Professora", "Economia", "BR", 2015, None),
        orcid.Affiliation("Instituto Antigo", "Pesquisadora", "", "BR", 2010, 2014),
    ),
    educations=(
        orcid.Affiliation("Universidade de Exemplo", "Doutorado em Economia", "", "BR", 2006, 2010),
        orcid.Affiliation("Escola de Governo", "Especialização", "", "BR", None, 2012),
    ),
    works=2,
)


def test_both_formats_say_the_same(as_json: bytes, as_xml: bytes) -> None:
    assert orcid.read(as_json) == EXPECTED
    assert orcid.read(as_xml) == EXPECTED
    assert orcid.read(b"\xef\xbb\xbf" + as_json) == EXPECTED
    assert EXPECTED.address == "https://orcid.org/0000-0002-1825-0097"


def test_what_is_not_public_is_left_out(as_json: bytes) -> None:
    assert b"hidden keyword" in as_json
    private = json.loads(as_json)
    private["person"]["biography"]["visibility"] = "limited"
    private["person"]["name"]["visibility"] = "private"
    record = orcid.read(json.dumps(private).encode())
    assert (record.about, record.name) == ("", "")


def _changed(content: bytes, **parts: Any) -> bytes:
    return json.dumps({**json.loads(content), **parts}).encode()


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'"0000-0002-1825-0097"',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\xff\xfe\x00",
        b"<record/>",
        b"<",
        b'<r xmlns="http://www.orcid.org/ns/record">',
        b'<record xmlns="http://www.orcid.org/ns/record"/>',
        b'<record xmlns="http://www.orcid.org/ns/record">' + b"<a>" * 20 + b"</a>" * 20 + b"</record>",
        b"<record " + b" ".join(b'a%d=""' % number for number in range(20_000)) + b"/>",
    ],
)
def test_what_is_no_record_is_refused(hostile: bytes) -> None:
    with pytest.raises(orcid.NotAnOrcidRecord):
        orcid.read(hostile)


def test_a_record_with_declarations_of_its_own_is_refused(as_xml: bytes, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("kept")
    declared = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    head, body = as_xml.split(b"?>", 1)
    with pytest.raises(orcid.NotAnOrcidRecord):
        orcid.read(head + b"?>" + declared + body)
    as_utf16 = (head + b"?>" + declared + body).replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")
    with pytest.raises(orcid.NotAnOrcidRecord):
        orcid.read(as_utf16)


def test_a_file_beyond_all_measure_is_refused_unread() -> None:
    with pytest.raises(orcid.OrcidRecordTooLarge):
        orcid.read(b" " * (rules.ORCID_MOST_BYTES + 1))


@pytest.mark.parametrize("identifier", ["0000-0002-1825-0098", "", "0000000218250097", "0000-0002-1825-009X", 7, None])
def test_an_identifier_that_cannot_be_is_refused(as_json: bytes, identifier: Any) -> None:
    with pytest.raises(orcid.NotAnOrcidRecord):
        orcid.read(_changed(as_json, **{"orcid-identifier": {"path": identifier}}))


@pytest.mark.parametrize(
    "part",
    [
        {"person": 3, "activities-summary": []},
        {"person": {"keywords": {"keyword": "one"}, "biography": ["x"], "name": None}},
        {"activities-summary": {"works": {"group": 4}, "employments": {"affiliation-group": [None, 2, {}]}}},
        {
            "activities-summary": {
                "employments": {"affiliation-group": [{"summaries": ["x", {"employment-summary": 1}]}]}
            }
        },
    ],
)
def test_parts_of_another_shape_are_left_out(as_json: bytes, part: dict[str, Any]) -> None:
    assert orcid.read(_changed(as_json, **part)).orcid == EXPECTED.orcid


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://a:b@evil.example/",
        "https://[",
        "ftp://x.example",
    ],
)
def test_only_addresses_of_the_web_are_kept(as_json: bytes, address: str) -> None:
    urls = {"researcher-url": [{"url-name": "x", "url": {"value": address}}]}
    person = {**json.loads(as_json)["person"], "researcher-urls": urls, "external-identifiers": None}
    assert orcid.read(_changed(as_json, person=person)).links == ()


def test_signs_that_turn_the_text_around_are_taken_out(as_json: bytes) -> None:
    turned = json.loads(as_json)
    turned["person"]["biography"]["content"] = "abc\u202edef\x00\u200b ghi"
    assert orcid.read(json.dumps(turned).encode()).about == "abcdef ghi"


def test_a_long_list_is_cut(as_json: bytes) -> None:
    person = {
        **json.loads(as_json)["person"],
        "keywords": {"keyword": [{"content": f"word {number}"} for number in range(500)]},
    }
    record = orcid.read(_changed(as_json, person=person))
    assert len(record.keywords) == orcid.MOST_ROWS
    assert all(re.fullmatch(r"word \d+", keyword) for keyword in record.keywords)
