"""A town that issues badges, its log, and a verifier who knows both, for tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from munera.engines.attestation.canonical import read_document
from munera.engines.attestation.credential import open_badge
from munera.engines.attestation.history import KeyHistory
from munera.engines.attestation.keys import MemoryKey, SigningKey
from munera.engines.attestation.log.leaves import IssuerEvent, commitment_of, commitment_of_token, event_entry
from munera.engines.attestation.log.receipts import LogPolicy
from munera.engines.attestation.proofs import issue
from munera.engines.attestation.report import Report
from munera.engines.attestation.resolver import DidDocument, OfflineResolver, VerificationMethod
from munera.engines.attestation.status import StatusList, status_list_credential
from munera.engines.attestation.verify import verify
from tests.engines.attestation.log.logs import LOG, NORTH, ORIGIN, SOUTH, Log

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TOWN, OTHER = "did:web:town.example", "did:web:other.example"
LIST = "https://town.example/status/1"
JCS, RDFC = "eddsa-jcs-2022", "eddsa-rdfc-2022"


def key(number: int, name: str = "key-1", controller: str = TOWN) -> MemoryKey:
    return MemoryKey.from_seed(bytes([number]) * 32, f"{controller}#{name}")


KEY, NEW_KEY, FOREIGN_KEY = key(1), key(2, "key-2"), key(3, controller=OTHER)


def badge(**members: Any) -> dict[str, Any]:
    """An unsigned badge of the town; a member that is None is left out."""
    made = open_badge(
        id="urn:uuid:6b3a1d1e-0f0a-4b57-9a52-0c8f2f5d7c11",
        issuer={"id": TOWN, "name": "Town"},
        name="Interpreting in court",
        achievement={
            "id": "https://town.example/achievements/court",
            "name": "Interpreting in court",
            "description": "May interpret in court.",
            "criteria": {"narrative": "Passed the examination."},
        },
        valid_from=NOW - timedelta(days=30),
        valid_until=NOW + timedelta(days=30),
        subject_id="did:example:holder",
    )
    return {name: value for name, value in (made | members).items() if value is not None}


def signed(signer: SigningKey = KEY, *, suites: tuple[str, ...] = (JCS,), **members: Any) -> bytes:
    return issue(badge(**members), signer, now=NOW, suites=suites)


def document_of(
    *keys: SigningKey, did: str = TOWN, assertion: bool = True, ends: datetime | None = None, controller: str = ""
) -> DidDocument:
    methods = {
        each.verification_method: VerificationMethod(
            each.verification_method, controller or did, each.public, ends=ends
        )
        for each in keys
    }
    return DidDocument(did, methods, {"assertionMethod" if assertion else "authentication": frozenset(methods)})


def resolver(*keys: SigningKey) -> OfflineResolver:
    return OfflineResolver([document_of(*(keys or (KEY, NEW_KEY))), document_of(FOREIGN_KEY, did=OTHER)])


def check(data: bytes, **options: Any) -> Report:
    """``verify`` now, with the town's document, unless ``options`` say otherwise."""
    return verify(data, **({"resolver": resolver(), "now": NOW} | options))


def failures(report: Report) -> dict[str, str]:
    """The checks that failed, each with the word of its reason; every reason has a sentence."""
    assert all(str(each.reason).endswith(".") for each in report.checks)
    assert report.valid <= (not report.failed)
    return {each.id: each.reason.code for each in report.failed}


def entry(index: int | str = 7, *, purpose: str = "revocation", url: str = LIST) -> dict[str, Any]:
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def status_list(
    *withdrawn: int,
    signer: SigningKey = KEY,
    issuer: str = TOWN,
    purpose: Any = "revocation",
    since: datetime = NOW - timedelta(minutes=1),
    until: datetime = NOW + timedelta(minutes=5),
    length: int = 131_072,
) -> bytes:
    bits = StatusList(bytes(length // 8))
    for index in withdrawn:
        bits.set(index, 1)
    unsigned = status_list_credential(
        bits, id=LIST, issuer=issuer, purpose=purpose, valid_from=since, valid_until=until
    )
    return issue(unsigned, signer, now=since)


def served(lists: Mapping[str, bytes]) -> Callable[[str], bytes]:
    """A network in which there are these lists and nothing else."""
    return lists.__getitem__


@dataclass
class TownLog:
    """The log of the town: events and credentials in the order in which they were written."""

    log: Log = field(default_factory=Log)
    events: list[tuple[int, IssuerEvent]] = field(default_factory=list)

    def note(self, event: IssuerEvent) -> int:
        position = self.log.tree.size
        self.events.append((position, event))
        self.log.add(event_entry(event))
        return position

    def write(self, credential: bytes) -> int:
        position = self.log.tree.size
        self.log.add(commitment_of(read_document(credential)))
        return position

    def write_token(self, token: str) -> int:
        position = self.log.tree.size
        self.log.add(commitment_of_token(token))
        return position

    def receipt(self, position: int, *, at: datetime = NOW) -> bytes:
        return self.log.receipt(position, NORTH, SOUTH, at=at).dumps()

    @property
    def history(self) -> KeyHistory:
        return KeyHistory(self.events, origin=ORIGIN)


LOG_KEYS = LogPolicy(LOG.verifier, (NORTH.verifier, SOUTH.verifier), quorum=2)
