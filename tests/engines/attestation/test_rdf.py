"""Documents as graphs: the published vectors, pyld as a second opinion, and what must be refused."""

import copy
import hashlib
import json
import random
import socket
from collections.abc import Callable
from typing import Any

import pytest

from munera.engines.attestation import foreign, rdf
from munera.engines.attestation.contexts import CREDENTIALS_V1, CREDENTIALS_V2, OPEN_BADGES_V3, PINNED
from munera.engines.attestation.errors import Unreadable
from munera.engines.attestation.graphs import LIMITS, Limits, Quad, canonical_names, canonical_nquads, line
from munera.engines.attestation.keys import PublicKey
from munera.engines.attestation.multibase import base58btc_decode
from tests.engines.attestation.linked import (
    OF_EXAMPLES,
    canonical_by_pyld,
    changed,
    expanded_by_pyld,
    found,
    open_badges,
    read_nquads,
    vectors,
    without_proof,
)
from tests.engines.attestation.vector_counts import Tally

WITH_EXAMPLES = {**PINNED, **OF_EXAMPLES}
UNBOUNDED = Limits(blank_nodes=1_000, alike=1_000, orders=100_000)
Spoil = Callable[[dict[str, Any]], object]


def badge() -> dict[str, Any]:
    """A credential with a part of every kind."""
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Ekip Çalışması",
        "issuer": {"id": "did:web:town.example", "type": ["Profile"], "name": "Town"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:holder",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://town.example/achievements/1",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "Works with others.",
                "criteria": {"narrative": "Seen at work."},
            },
        },
        "evidence": [{"id": "https://town.example/evidence/1", "type": ["Evidence"], "name": "Report"}],
    }


# --- the examples of the standard -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "unsigned", "suffix"),
    [
        ("eddsa-rdfc-2022", "unsigned.json", "DataInt"),
        ("eddsa-rdfc-2022/employ", "employmentAuth.json", "DataInt"),
        ("Ed25519Signature2020", "unsigned.json", "EdSig"),
    ],
)
def test_the_examples_of_vc_di_eddsa_come_out_byte_for_byte(
    folder: str, unsigned: str, suffix: str, tally: Tally
) -> None:
    home = vectors("vc-di-eddsa")

    def published(name: str, ending: str = "txt") -> bytes:
        return (home / folder / f"{name}{suffix}.{ending}").read_bytes()

    signed = json.loads(published("signed", "json"))
    document = without_proof(home / folder / f"signed{suffix}.json")
    proof = json.loads(published("proofConfig", "json"))
    graphs = [rdf.canonical_graph(each, contexts=WITH_EXAMPLES) for each in (proof, document)]
    assert graphs == [published("proofCanon"), published("canonDoc")]
    hashes = [hashlib.sha256(graph).digest() for graph in graphs]
    assert [each.hex().encode() for each in hashes] == [published("proofHash"), published("docHash")]
    assert b"".join(hashes).hex().encode() == published("combinedHash")
    signature = base58btc_decode(signed["proof"]["proofValue"][1:])
    assert signature.hex().encode() == published("sigHex")
    key = PublicKey.from_did_key(proof["verificationMethod"].partition("#")[0])
    assert key.verify(signature, b"".join(hashes))
    if folder != "Ed25519Signature2020":  # whose document names one more context than the unsigned one
        assert rdf.canonical_graph(json.loads((home / unsigned).read_bytes()), contexts=WITH_EXAMPLES) == graphs[1]
    tally("W3C vc-di-eddsa, graphs", accepted=1)


def rdf_canon(kind: str) -> list[Any]:
    """The tests of one kind, so that each is counted; one that says why it is skipped where the data is absent."""
    manifest = found("rdf-canon") / "manifest.jsonld"
    if not manifest.exists():
        return [pytest.param({}, id="absent")]
    entries = json.loads(manifest.read_bytes())["entries"]
    return [pytest.param(each, id=each["id"]) for each in entries if each["type"] == f"rdfc:RDFC10{kind}Test"]


def quads_of(test: dict[str, Any]) -> list[Quad]:
    home = vectors("rdf-canon")
    return list(dict.fromkeys(read_nquads((home / test["action"]).read_bytes())))


@pytest.mark.parametrize("test", rdf_canon("Eval"))
def test_rdf_canon_has_these_bytes(test: dict[str, Any], tally: Tally) -> None:
    algorithm = test.get("hashAlgorithm", "SHA256").lower()
    made = canonical_nquads(quads_of(test), limits=UNBOUNDED, algorithm=algorithm)
    assert made == (vectors("rdf-canon") / test["result"]).read_bytes()
    tally("W3C RDFC-1.0", accepted=1)


@pytest.mark.parametrize("test", rdf_canon("Map"))
def test_rdf_canon_has_these_names(test: dict[str, Any], tally: Tally) -> None:
    algorithm = test.get("hashAlgorithm", "SHA256").lower()
    names = canonical_names(quads_of(test), limits=UNBOUNDED, algorithm=algorithm)
    expected = json.loads((vectors("rdf-canon") / test["result"]).read_bytes())
    assert {old[2:]: new[2:] for old, new in names.items()} == expected
    tally("W3C RDFC-1.0", accepted=1)


@pytest.mark.parametrize("test", rdf_canon("NegativeEval"))
def test_rdf_canon_is_refused(test: dict[str, Any], tally: Tally) -> None:
    quads = quads_of(test)
    for limits in (LIMITS, UNBOUNDED):
        with pytest.raises(Unreadable):
            canonical_nquads(quads, limits=limits)
    tally("W3C RDFC-1.0", refused=1)


def test_all_of_rdf_canon_is_run() -> None:
    vectors("rdf-canon")
    assert [len(rdf_canon(kind)) for kind in ("Eval", "Map", "NegativeEval")] == [64, 21, 1]


# --- a second opinion -----------------------------------------------------------------------------------------------


def test_the_published_open_badges_are_the_graphs_that_pyld_sees(tally: Tally) -> None:
    outcomes = {}
    for name, document in open_badges():
        try:
            made = rdf.canonical_graph(document)
        except Unreadable as refusal:
            outcomes[name] = refusal.code
        else:
            assert made == canonical_nquads(expanded_by_pyld(document, PINNED)), name
            outcomes[name] = "same"
    refused = {name: code for name, code in outcomes.items() if code != "same"}
    # Types that no context defines: each of these files is published as one that must be refused, but for the second.
    assert set(refused.values()) == {"unknown-term"}
    assert {name for name in refused if "-err-" not in name} == {"complete_v1.json"}
    assert len(outcomes) - len(refused) == 26
    tally("Open Badges 3.0, graphs", accepted=26, refused=len(refused))


def test_a_badge_whose_embedded_proofs_are_alike_has_the_canonical_form_that_pyld_finds() -> None:
    # pyoxigraph 0.5.13 numbers the blank nodes of these embedded graphs in another order, so it is not asked.
    document = without_proof(vectors("open-badges-3") / "complete.json")
    assert rdf.canonical_graph(document).decode() == canonical_by_pyld(rdf.to_nquads(document))


@pytest.mark.parametrize("seed", range(6))
def test_documents_changed_by_lot_are_refused_or_the_graph_that_pyld_sees(seed: int) -> None:
    chance = random.Random(seed)
    sources = [document for name, document in open_badges() if "-err-" not in name] + [badge()]
    same = refused = 0
    while same + refused < 40:
        document = changed(chance.choice(sources), chance)
        try:
            made = rdf.quads(document)
        except Unreadable:
            refused += 1
            continue
        theirs = expanded_by_pyld(document, PINNED)
        assert canonical_nquads(made) == canonical_nquads(theirs), json.dumps(document)
        same += 1
    assert same >= 5


@pytest.mark.parametrize("seed", range(30))
def test_the_name_of_a_blank_node_and_the_order_of_lines_change_nothing(seed: int) -> None:
    chance = random.Random(seed)
    document = without_proof(vectors("open-badges-3") / "complete.json")
    quads = rdf.quads(document)
    labels = sorted({node for quad in quads for node in quad if node.startswith("_:")})
    others = dict(zip(labels, chance.sample([f"_:x{n}" for n in range(500)], len(labels)), strict=True))
    renamed = [(others.get(s, s), p, others.get(o, o), others.get(g, g)) for s, p, o, g in quads]
    chance.shuffle(renamed)
    assert canonical_nquads(renamed) == canonical_nquads(quads)


def test_nquads_are_lines_that_another_program_reads() -> None:
    document = badge() | {"name": 'tab\t "quoted" \\ \x7f \x00 😀'}
    assert sorted(map(line, read_nquads(rdf.to_nquads(document).encode()))) == sorted(
        rdf.to_nquads(document).splitlines(keepends=True)
    )


# --- row 1: what no context defines would not be signed -------------------------------------------------------------


def put(*path: str | int, value: Any) -> Spoil:
    def spoil(document: dict[str, Any]) -> None:
        holder: Any = document
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value

    return spoil


def refusal(spoil: Spoil) -> str:
    document = badge()
    rdf.quads(document)
    spoil(document)
    with pytest.raises(Unreadable) as caught:
        rdf.canonical_graph(document)
    return caught.value.code


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (put("x", value=1), "unknown-term"),
        (put("issuer", "x", value=1), "unknown-term"),
        (put("credentialSubject", "achievement", "criteria", "x", value=1), "unknown-term"),
        (put("evidence", 0, "x", value={"y": 1}), "unknown-term"),
        (put("type", value=["VerifiableCredential", "Superuser"]), "unknown-term"),
        (put("issuer", "nosuchprefix", value="x"), "unknown-term"),
        (put("@graph", value=[]), "unsupported-keyword"),
        (put("@included", value=[]), "unsupported-keyword"),
        (put("@index", value="x"), "unsupported-keyword"),
        (put("issuer", "@reverse", value={}), "unsupported-keyword"),
        (put("name", value=None), "unsigned-value"),
        (put("name", value=[["a"]]), "unsigned-value"),
        (put("name", value={"@value": "a", "@direction": "rtl"}), "unsigned-value"),
        (put("name", value={"@value": "a", "@index": "x"}), "unsigned-value"),
        (put("name", value={"@value": None}), "unsigned-value"),
        (put("name", value={"@value": "a", "@language": "x y"}), "bad-language"),
        (put("id", value="relative"), "relative-address"),
        (put("issuer", "id", value="relative"), "relative-address"),
        (put("issuer", "id", value="https://a.example/ b"), "bad-address"),
        (put("issuer", "id", value="https://x> <https://y> <https://z> .\n<https://x"), "bad-address"),
        (put("issuer", "id", value=7), "bad-address"),
        (put("issuer", "image", value="logo.png"), "relative-address"),
        (put("proof", value="https://town.example/proof"), "unsigned-value"),
        (put("@id", value="urn:x:1"), "duplicate-key"),
    ],
)
def test_row_1_a_word_that_would_be_dropped_is_refused(spoil: Spoil, code: str) -> None:
    assert refusal(spoil) == code


def test_row_1_an_unknown_term_in_the_proof_is_refused() -> None:
    proof = json.loads((vectors("vc-di-eddsa") / "eddsa-rdfc-2022" / "proofConfigDataInt.json").read_bytes())
    proof["@context"] = [CREDENTIALS_V2]
    rdf.canonical_graph(proof)
    with pytest.raises(Unreadable, match="unknown"):
        rdf.canonical_graph(proof | {"unknown": "x"})


def test_row_6_and_7_numbers_and_letters_that_readers_see_differently_are_refused() -> None:
    assert refusal(put("name", value=1.5)) == "float"
    assert refusal(put("name", value=2**53)) == "large-integer"
    assert refusal(put("name", value="\ud800")) == "not-json"


# --- rows 2 and 4: contexts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ([CREDENTIALS_V2, OPEN_BADGES_V3, "https://evil.example/context.json"], "unknown-context"),
        ([CREDENTIALS_V2, OPEN_BADGES_V3, {"credentialStatus": "https://evil.example/#nothing"}], "inline-context"),
        ([CREDENTIALS_V2, OPEN_BADGES_V3, {"status": "credentialStatus"}], "inline-context"),
        ([CREDENTIALS_V2, OPEN_BADGES_V3, {"@vocab": "https://evil.example/#"}], "inline-context"),
        ([CREDENTIALS_V2, OPEN_BADGES_V3, None], "inline-context"),
        ({"@vocab": "https://evil.example/#"}, "inline-context"),
        (f"{CREDENTIALS_V2}#", "unknown-context"),
        (CREDENTIALS_V2.replace("https", "http"), "unknown-context"),
        ([CREDENTIALS_V2] * 9, "too-complex"),
        ([], "unknown-term"),
    ],
)
def test_row_2_terms_mean_what_the_pinned_contexts_say(context: Any, code: str) -> None:
    assert refusal(put("@context", value=context)) == code


def test_row_2_a_part_of_the_document_brings_no_context_of_its_own() -> None:
    assert refusal(put("credentialSubject", "@context", value={"achievement": "https://evil.example/#x"})) == (
        "inline-context"
    )
    assert refusal(put("credentialSubject", "@context", value="https://evil.example/")) == "unknown-context"
    assert refusal(put("credentialSubject", "@context", value=None)) == "inline-context"


def test_row_2_a_protected_term_keeps_its_meaning() -> None:
    # The terms of VC 1.1 and 2.0 protect themselves against each other.
    assert refusal(put("@context", value=[CREDENTIALS_V2, CREDENTIALS_V1])) == "context"
    evil = {"@context": {"VerifiableCredential": "https://evil.example/#nothing"}}
    contexts = {**PINNED, "https://evil.example/": json.dumps(evil).encode()}
    with pytest.raises(Unreadable, match="protected"):
        rdf.quads(badge() | {"@context": [*badge()["@context"], "https://evil.example/"]}, contexts=contexts)


def test_row_2_contexts_that_protect_their_terms_mean_the_same_in_any_order() -> None:
    turned = badge() | {"@context": [OPEN_BADGES_V3, CREDENTIALS_V2]}
    assert rdf.canonical_graph(turned) == rdf.canonical_graph(badge())


def test_row_4_no_context_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("Somebody opened a connection.")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    rdf.canonical_graph(badge())
    with pytest.raises(Unreadable):
        rdf.canonical_graph(badge() | {"@context": [CREDENTIALS_V2, "https://evil.example/context.json"]})
    with pytest.raises(Unreadable):
        foreign.quads(badge() | {"@context": [CREDENTIALS_V2, "https://evil.example/context.json"]}, PINNED)


# --- row 9: graphs made to keep a program busy ----------------------------------------------------------------------


def clique(size: int) -> list[dict[str, Any]]:
    """Blank nodes that all speak of each other and of which the same is said."""
    return [
        {"id": f"_:n{n}", "type": ["Evidence"], "name": "x", "https://x.example/p": [{"id": f"_:n{m}"} for m in others]}
        for n in range(size)
        for others in [[m for m in range(size) if m != n]]
    ]


@pytest.mark.parametrize("size", [1, 5, 8, 64])
def test_row_9_a_document_does_not_name_its_blank_nodes(size: int) -> None:
    assert refusal(put("evidence", value=clique(size))) == "blank-node-id"


@pytest.mark.parametrize(
    "spoil",
    [
        put("evidence", 0, "type", value="_:t"),
        put("evidence", 0, "_:p", value="x"),
        put("issuer", "image", value="_:b"),
        put("name", value={"@value": "x", "@type": "_:t"}),
        put("evidence", 0, "id", value="_:"),
    ],
)
def test_row_9_nor_anything_else_by_such_a_name(spoil: Spoil) -> None:
    assert refusal(spoil) == "blank-node-id"


def test_row_9_the_official_poison_graph_is_refused_by_each_limit() -> None:
    quads = read_nquads((vectors("rdf-canon") / "rdfc10" / "test074-in.nq").read_bytes())
    for limits, code in (
        (Limits(), "alike-blank-nodes"),
        (Limits(blank_nodes=4), "too-many-blank-nodes"),
        (Limits(alike=1_000), "too-complex"),
    ):
        with pytest.raises(Unreadable) as caught:
            canonical_nquads(quads, limits=limits)
        assert caught.value.code == code


def test_row_9_as_many_nameless_parts_as_allowed_and_one_more() -> None:
    def with_parts(count: int) -> dict[str, Any]:
        return badge() | {"evidence": [{"type": ["Evidence"], "name": str(n)} for n in range(count)]}

    rdf.canonical_graph(with_parts(63))  # the criteria are the 64th
    assert refusal(put("evidence", value=with_parts(64)["evidence"])) == "too-many-blank-nodes"


def test_row_9_as_many_parts_alike_as_allowed_and_one_more() -> None:
    alike = {"type": ["Evidence"], "name": "x"}
    document = badge() | {"evidence": [copy.deepcopy(alike) for _ in range(4)]}
    assert rdf.canonical_graph(document).decode() == canonical_by_pyld(rdf.to_nquads(document))
    assert refusal(put("evidence", value=[alike] * 5)) == "alike-blank-nodes"


def test_row_9_alike_embedded_graphs_with_much_in_them_are_put_in_order_without_trying_all_orders() -> None:
    # Their nodes speak of the graph once a statement: counted naively, that is 12! orders.
    proof = {"type": "DataIntegrityProof", **{f"https://x.example/{n}": "x" for n in range(12)}}
    part = {"id": "urn:x:1", "type": "VerifiableCredential", "proof": proof}
    document = badge() | {"https://x.example/part": [part, part | {"id": "urn:x:2"}]}
    made = canonical_nquads(rdf.quads(document), limits=Limits(orders=50))
    assert made.count(b"DataIntegrityProof") == 2


def test_a_document_is_not_nested_without_end() -> None:
    document = badge()
    below = document["issuer"]
    for _ in range(80):
        below["parentOrg"] = {"id": "urn:x:1", "type": ["Profile"]}
        below = below["parentOrg"]
    with pytest.raises(Unreadable, match="nested"):
        rdf.quads(document)


# --- the long way round ---------------------------------------------------------------------------------------------

UNUSUAL = "https://town.example/unusual"
UNUSUAL_CONTEXTS = {
    **PINNED,
    UNUSUAL: json.dumps(
        {
            "@context": {
                "id": "@id",
                "type": "@type",
                "Thing": "https://x.example/Thing",
                "partOf": {"@reverse": "https://x.example/hasPart"},
                "labels": {"@id": "https://x.example/label", "@container": "@language"},
                "title": "https://x.example/title",
            }
        }
    ).encode(),
}


def thing() -> dict[str, Any]:
    return {
        "@context": UNUSUAL,
        "id": "urn:x:1",
        "type": "Thing",
        "title": "a",
        "labels": {"en": "thing", "tr": "şey"},
        "partOf": {"id": "urn:x:2", "type": "Thing"},
    }


def test_a_context_that_is_not_worked_out_takes_the_long_way_to_the_same_graph() -> None:
    made = rdf.canonical_graph(thing(), contexts=UNUSUAL_CONTEXTS)
    assert made == canonical_nquads(expanded_by_pyld(thing(), UNUSUAL_CONTEXTS))
    assert made.count(b"\n") == 6


def test_the_long_way_and_the_short_way_lead_to_the_same_graph() -> None:
    assert canonical_nquads(foreign.quads(badge(), PINNED)) == rdf.canonical_graph(badge())


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (put("x", value=1), "unknown-term"),
        (put("type", value="Superuser"), "unknown-term"),
        (put("id", value="relative"), "relative-address"),
        (put("id", value="_:b0"), "blank-node-id"),
        (put("title", value=None), "unsigned-value"),
        (put("title", value={"@value": "a", "@direction": "rtl"}), "unsigned-value"),
        (put("title", value=1.5), "float"),
        (put("@context", value=[UNUSUAL, {"x": "https://x.example/x"}]), "inline-context"),
        (put("@context", value=[UNUSUAL, "https://evil.example/"]), "unknown-context"),
        (put("title", value="x" * foreign.MOST_BYTES), "too-large"),
        (put("partOf", "@context", value={"x": "https://x.example/x"}), "inline-context"),
    ],
)
def test_the_long_way_refuses_what_the_short_way_refuses(spoil: Spoil, code: str) -> None:
    document = thing()
    spoil(document)
    with pytest.raises(Unreadable) as caught:
        rdf.canonical_graph(document, contexts=UNUSUAL_CONTEXTS)
    assert caught.value.code == code
