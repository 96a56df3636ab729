"""A record says everything, and repeats itself to the byte or says what differs."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from munera.engines import matching
from munera.engines.matching import Malformed, Person, Taxonomy
from munera.engines.matching.index import Index
from munera.engines.matching.record import digest_of, record, replay
from tests.engines.matching import town

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
DEMANDS = [town.demand(Random(number), f"d{number}") for number in range(50)]


def test_a_record_repeats_itself_to_the_byte(index: Index, people: list[Person], taxonomy: Taxonomy) -> None:
    again = Index.build(people, taxonomy, matching.policy(), on=town.ON, salt=town.SALT)
    previous = ""
    for demand in DEMANDS:
        data = record(index, demand, 10, operator="office 7", at=AT, previous=previous)
        assert replay(data, again) == ()
        previous = digest_of(data)


def test_a_record_says_with_what_it_was_asked_and_why_each_was_found(index: Index, taxonomy: Taxonomy) -> None:
    told = json.loads(record(index, DEMANDS[0], 3, operator="office 7", at=AT))
    assert told["taxonomy"] == {"version": taxonomy.version, "digest": taxonomy.digest}
    assert (told["policy"]["version"], told["index"], told["on"]) == ("2026-01", index.digest, "2026-06-01")
    assert (told["operator"], told["at"], told["k"]) == ("office 7", "2026-06-01T09:30:00+00:00", 3)
    assert len(told["hits"]) == 3
    for hit in told["hits"]:
        assert sum(total for *_, total in hit["contributions"]) == hit["total"]


def test_what_has_changed_since_is_named(people: list[Person], taxonomy: Taxonomy) -> None:
    index = Index.build(people[:300], taxonomy, matching.policy(), on=town.ON, salt=town.SALT)
    data = record(index, DEMANDS[0], 3, operator="", at=AT)
    gone = json.loads(data)["hits"][0]["key"]
    index.remove(gone)
    where = {each.at for each in replay(data, index)}
    assert {"index", "people", "hits[0].key"} <= where
    index.upsert(next(person for person in people if person.key == gone))
    assert {each.at for each in replay(data, index)} == {"index"}
    edited = Index.build(
        people[:300], replace(taxonomy, version="edited"), matching.policy(), on=town.ON, salt=town.SALT
    )
    assert [(each.at, each.recorded, each.found) for each in replay(data, edited)] == [
        ("taxonomy.version", "town", "edited")
    ]


def test_what_is_no_record_is_refused_and_what_is_written_otherwise_is_noticed(index: Index) -> None:
    data = record(index, DEMANDS[0], 3, operator="", at=AT)
    assert [each.at for each in replay(data + b" ", index)] == [""]
    for broken in (b"", b"{}", b"[]", data[:-5], data.replace(b'"k":3', b'"k":0')):
        with pytest.raises(Malformed):
            replay(broken, index)
