"""The engine of attestation beside others: issuing, verifying, the log; and how soon a hostile file is refused."""

import base64
import json
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey, VerifyKey

from bench import issuing
from bench.environments import ROOT, environment_of
from munera.engines.attestation.canonical import read_document
from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.keys import MemoryKey, PublicKey
from munera.engines.attestation.log.tree import Tree, leaf_hash
from munera.engines.attestation.opening import opened
from munera.engines.attestation.proofs import JCS, RDFC, check_proofs, issue
from munera.engines.attestation.rdf import canonical_graph
from tests.engines.attestation.carriers import baked_chunk, packed, pdf, with_chunks
from tests.engines.attestation.reference import ISSUER, KEY, reference_credential
from tests.engines.attestation.second_opinion import NoNode, ask, controller_documents

RIVALS = ROOT / "bench" / "rivals"
SEED = bytes(range(32))
OURS = MemoryKey.from_seed(SEED, KEY)
NOW = datetime(2026, 6, 2, 10, tzinfo=UTC)
# Many short rounds: the best of them was disturbed least by whatever else the machine does.
ROUNDS, TIMES = 150, 25
LONG_ROUNDS = 7
ENTRIES, PROOFS = 20_000, 2_000
MOST_MILLISECONDS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: how often a second, theirs and ours, and how many times faster we said to be."""

    what: str
    theirs: float
    ours: float
    goal: float

    @property
    def times(self) -> float:
        return self.ours / self.theirs

    def __str__(self) -> str:
        measured = f"{self.theirs:>11,.0f}{self.ours:>11,.0f}{self.times:>8.2f}"
        return f"  {self.what:<60}{measured}   (at least {self.goal:g} times)"


def report() -> bool:
    """Print the tables; whether each line is within its bound. A rival that cannot be had is named and left out."""
    print(f"Attestation, times a second of CPU, best round; a credential of {len(issued(JCS)):,} bytes signed")
    print(f"  {'':<60}{'theirs':>11}{'ours':>11}{'times':>8}")
    held = True
    for rows in (beside_openvc, beside_the_signature, beside_digital_bazaar, beside_pymerkle):
        for row in rows():
            print(row, flush=True)
            held = held and row.times >= row.goal
    print()
    refused, stored = refusals(), issuing.report()
    return held and refused and stored


def beside_openvc() -> Iterator[Row]:
    """eddsa-jcs-2022: from a dict to bytes, and from bytes to a verdict."""
    request = {
        "credential": reference_credential(),
        "jwk": OURS.public.jwk() | {"d": base64.urlsafe_b64encode(SEED).decode().rstrip("=")},
        "verification_method": KEY,
        "now": NOW.isoformat(),
        "rounds": ROUNDS,
        "times": TIMES,
    }
    theirs = _told_by("openvc", RIVALS / "openvc_proofs.py", request=request)
    if theirs is not None:
        name = f"openvc-core {theirs['version']}"
        document = reference_credential()
        ours = _a_second(lambda: issue(document, OURS, now=NOW))
        yield Row(f"issue {JCS}, {name}", 1e3 / theirs["issue"], ours, 8)
        yield Row(f"verify {JCS} strictly, {name}", 1e3 / theirs["verify"], _verifying(JCS), 6)


def beside_the_signature() -> Iterator[Row]:
    """What reading, ordering and hashing cost beside the signature, which nobody can do without."""
    data = bytes(64)
    signed = SigningKey(SEED).sign(data)
    key = VerifyKey(OURS.public.raw)
    yield Row(
        f"verify {JCS}, a bare Ed25519", _a_second(lambda: key.verify(data, signed.signature)), _verifying(JCS), 0.6
    )


def beside_digital_bazaar() -> Iterator[Row]:
    """eddsa-rdfc-2022 on Node, offline."""
    credential = json.loads(issued(RDFC))
    documents = controller_documents(ISSUER, KEY, OURS.public)
    pace = {"rounds": ROUNDS, "times": TIMES // 5}
    try:
        theirs = ask("time_verify", credential=credential, now=NOW.isoformat(), documents=documents, **pace)
    except NoNode as absent:
        print(f"  {absent}")
        return
    name = f"@digitalbazaar/vc, Node {theirs['node']}"
    yield Row(f"verify {RDFC}, {name}", 1e3 / theirs["milliseconds"], _verifying(RDFC), 9)


def beside_pymerkle() -> Iterator[Row]:
    """A log in memory, entry by entry; and the proof that an entry is in it."""
    theirs = _told_by("pymerkle", RIVALS / "pymerkle_log.py", str(ENTRIES), str(PROOFS), str(LONG_ROUNDS))
    if theirs is None:
        return
    data = [number.to_bytes(32, "big") for number in range(ENTRIES)]

    def grown() -> Tree:
        tree = Tree()
        for entry in data:
            tree.append(leaf_hash(entry))
        tree.root()  # what waits to be hashed belongs to the cost, on both sides
        return tree

    tree = grown()
    if tree.root().hex() != theirs["root"]:
        raise RuntimeError("The two logs do not have the same root.")

    def prove() -> None:
        for index in range(0, ENTRIES, ENTRIES // PROOFS):
            tree.inclusion(index)

    name = f"pymerkle {theirs['version']}"
    appended = _a_second(grown, rounds=LONG_ROUNDS, times=1) * ENTRIES
    proved = _a_second(prove, rounds=LONG_ROUNDS, times=1) * PROOFS
    yield Row(f"append to the log and tell its root, {name}", 1e6 / theirs["append"], appended, 7)
    yield Row(f"prove an entry of the log, {name}", 1e6 / theirs["prove"], proved, 8)


def issued(suite: str) -> bytes:
    return issue(reference_credential(), OURS, now=NOW, suites=[suite])


def _verifying(suite: str) -> float:
    data = issued(suite)

    def key_of(_: str) -> PublicKey:
        return OURS.public

    def verify() -> None:
        (outcome,) = check_proofs(read_document(data), key_of=key_of, read_strictly=True)
        if not outcome.ok:
            raise RuntimeError("Our own credential should verify.")

    return _a_second(verify)


def _a_second(what: Callable[[], object], *, rounds: int = ROUNDS, times: int = TIMES) -> float:
    taken = []
    for _ in range(rounds):
        begin = time.process_time()
        for _ in range(times):
            what()
        taken.append((time.process_time() - begin) / times)
    return 1 / min(taken)


def _told_by(rival: str, program: Path, *arguments: str, request: Mapping[str, Any] | None = None) -> Any:
    """What a rival's program printed; None where it cannot be installed."""
    python = environment_of(rival)
    if python is None:
        print(f"  {rival} could not be installed (no network?): nothing is compared with it.")
        return None
    done = subprocess.run(
        [python, program, *arguments], input=json.dumps(request), check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


# --- files made to harm ---------------------------------------------------------------------------------------------


def refusals() -> bool:
    """Whether each hostile file is refused at once."""
    print(f"Files made to harm, CPU until refused, best of {LONG_ROUNDS}")
    held = True
    for name, data in hostile_files().items():
        taken = min(_milliseconds_to_refuse(data) for _ in range(LONG_ROUNDS))
        print(f"  {name:<60}{len(data):>11,} bytes{taken:>9.2f} ms (at most {MOST_MILLISECONDS})")
        held = held and taken <= MOST_MILLISECONDS
    print()
    return held


def hostile_files() -> dict[str, bytes]:
    """Each is a credential that some other program takes minutes over, or takes for another one."""

    def spoilt(**members: Any) -> bytes:
        return json.dumps(reference_credential() | members, ensure_ascii=False).encode()

    part = {"type": ["Evidence"], "name": "x"}
    clique = [{**part, "id": f"_:{n}", "https://x.example/p": [{"id": f"_:{m}"} for m in range(40)]} for n in range(40)]
    proof = {"type": "DataIntegrityProof"} | {f"https://x.example/{n}": "x" for n in range(400)}
    return {
        "poison graph": spoilt(evidence=clique),
        "nameless parts alike": spoilt(evidence=[part] * 60),
        "nameless parts without end": spoilt(evidence=[{**part, "name": str(n)} for n in range(5_000)]),
        "embedded graphs alike": spoilt(
            **{
                "https://x.example/": [
                    {"id": f"urn:x:{n}", "https://x.example/p": [{**part, "proof": proof}] * 5} for n in range(2)
                ]
            }
        ),
        "nested": b'{"issuer":' * 20_000 + b"1" + b"}" * 20_000,
        "nested lists": b'{"name":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "a key twice": spoilt().replace(b'"type": [', b'"name": "EVIL", "type": [', 1),
        "a float": spoilt(name=1.5),
        "a million digits": b'{"name":' + b"9" * 200_000 + b"}",
        "oversized": spoilt(name="x" * 10_000_000),
        "words that nobody defines": spoilt(**{f"x{n}": n for n in range(15_000)}),
        **bombs(),
        "a context of its own": spoilt(**{"@context": [{f"x{n}": f"https://x.example/{n}" for n in range(4_000)}]}),
    }


def bombs() -> dict[str, bytes]:
    """A picture, a drawing and a paper that unpack to a thousand times their size, or read as long as one lets them."""
    zeros = zlib.compress(bytes(64 * 2**20), 9)
    echoes = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"ha") for n in range(9))
    return {
        "a bomb in a picture": with_chunks(baked_chunk(zeros, flags=b"\1\0")),
        "a bomb in a drawing": b"<!DOCTYPE svg [" + echoes + b']><svg xmlns="http://www.w3.org/2000/svg">&e8;</svg>',
        "a bomb in a paper": packed([b"<< /Type /Catalog /X [" + (b"[" + b"1 " * 4_000 + b"]") * 120 + b"] >>"]),
        "a bomb attached to a paper": pdf(a=b"{" + b" " * 2**20 + b"}"),
    }


def _milliseconds_to_refuse(data: bytes) -> float:
    begin = time.process_time()
    try:
        canonical_graph(opened(data).document or {})
    except AttestationError:
        return (time.process_time() - begin) * 1e3
    raise RuntimeError("A file made to harm was not refused.")
