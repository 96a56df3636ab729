"""JSON-LD by other hands: pyld expands, pyoxigraph reads N-Quads; and documents changed by lot."""

import copy
import json
import os
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld

from munera.engines.attestation.graphs import Quad, quoted

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CITIZENSHIP = "https://w3id.org/citizenship/v4rc1"
PROPERTIES = ("birthCountry", "employmentAuthorizationDocument", "lprCategory", "lprNumber")
TYPES = ("EmploymentAuthorizationDocumentCredential", "EmployablePerson", "EmploymentAuthorizationDocument")
OF_SCHEMA_ORG = ("additionalName", "familyName", "gender", "givenName", "identifier", "Person")
# What the examples of the standard use beside the pinned contexts; the second as far as its one example needs it.
OF_EXAMPLES: dict[str, bytes] = {
    EXAMPLES: b'{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}',
    CITIZENSHIP: json.dumps(
        {
            "@context": {
                **{name: f"https://w3id.org/citizenship#{name}" for name in (*PROPERTIES, *TYPES)},
                **{name: f"https://schema.org/{name}" for name in OF_SCHEMA_ORG},
                "image": {"@id": "https://schema.org/image", "@type": "@id"},
                "birthDate": {
                    "@id": "https://schema.org/birthDate",
                    "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
                },
                "residentSince": {
                    "@id": "https://w3id.org/citizenship#residentSince",
                    "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
                },
            }
        }
    ).encode(),
}


def found(folder: str) -> Path:
    """Where a folder of published vectors should lie."""
    return Path(os.environ.get("MUNERA_DATA") or ROOT.parent / "shared" / "data") / "vectors" / folder


def vectors(folder: str) -> Path:
    """A folder of published vectors; the test is skipped, and says so, where they are absent."""
    if not found(folder).is_dir():
        pytest.skip(f"NO DATA: {found(folder)} is missing; name the folder of published data sets in MUNERA_DATA.")
    return found(folder)


def without_proof(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_bytes())
    document.pop("proof", None)
    return document


def open_badges() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every published Open Badge that is JSON, by its name, without its proofs."""
    folder = vectors("open-badges-3")
    for path in sorted([*folder.rglob("*.json"), folder / "simple.1ob", folder / "bit-string-list" / "testlist"]):
        yield str(path.relative_to(folder)), without_proof(path)


def read_nquads(data: bytes) -> list[Quad]:
    def written(term: Any) -> str:
        if isinstance(term, ox.BlankNode):
            return f"_:{term.value}"
        if isinstance(term, ox.NamedNode):
            return f"<{term.value}>"
        if isinstance(term, ox.DefaultGraph):
            return ""
        if term.language:
            return f"{quoted(term.value)}@{term.language}"
        plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        return quoted(term.value) if plain else f"{quoted(term.value)}^^<{term.datatype.value}>"

    return [
        (written(quad.subject), written(quad.predicate), written(quad.object), written(quad.graph_name))
        for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS)
    ]


def expanded_by_pyld(document: Mapping[str, Any], contexts: Mapping[str, bytes]) -> list[Quad]:
    """The statements of ``document`` as pyld has them, what it drops left out."""

    def load(address: str, _options: object) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": address, "document": json.loads(contexts[address])}

    options = {"documentLoader": load, "format": "application/n-quads", "base": ""}
    return read_nquads(jsonld.to_rdf(dict(document), options).encode())


def canonical_by_pyld(nquads: str) -> str:
    options = {"inputFormat": "application/n-quads", "algorithm": "URDNA2015", "format": "application/n-quads"}
    text: str = jsonld.normalize(nquads, options)
    return text


# --- documents by lot -------------------------------------------------------------------------------------------------

WORDS = (
    "Ekip Çalışması", "Ψυχή", "a\nb\t\"c\"\\", "\x7f\x00\x1f", "😀", "2024-01-01T00:00:00Z", "did:web:town.example#k",
    "https://town.example/x", "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33", "x y", "_:b0", "", "en", "Profile",
    "VerifiableCredential", "Achievement", "assertionMethod", "xsd:string", "id", "logo.png", "https://a b",
)  # fmt: skip
KEYS = (
    "name", "description", "id", "type", "image", "creator", "identifier", "result", "evidence", "narrative", "@id",
    "@type", "@value", "@language", "@list", "@index", "unknown", "criteria", "alignment", "proof", "validFrom",
    "credentialStatus", "credentialSchema", "jsonSchema", "latitude", "https://town.example/term", "sec:x", "hashed",
)  # fmt: skip


def changed(document: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """``document`` with one to three changes somewhere in it."""
    made: dict[str, Any] = copy.deepcopy(dict(document))
    for _ in range(chance.randint(1, 3)):
        places = list(_places(made))
        holder, key = chance.choice(places)
        _change(holder, key, chance)
    return made


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, below in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
        if key == "@context":
            continue
        yield value, key
        if isinstance(below, dict | list):
            yield from _places(below)


def _change(holder: Any, key: Any, chance: random.Random) -> None:
    match chance.randrange(8):
        case 0 if isinstance(holder, dict):
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[chance.choice(KEYS)] = holder.pop(key)
        case 2 if isinstance(holder, dict):
            holder[chance.choice(KEYS)] = chance.choice(WORDS)
        case 3:
            holder[key] = [holder[key], chance.choice(WORDS)]
        case 4:
            holder[key] = chance.choice([0, 1, -7, 2**53 - 1, True, False, None, [], {}])
        case 5:
            holder[key] = {"@value": chance.choice(WORDS), "@language": chance.choice(["en", "tr-TR", "x y"])}
        case 6 if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        case _:
            holder[key] = chance.choice(WORDS)
