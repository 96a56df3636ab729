"""``munera verify FILE``: the checks of one credential at a command line, without a network.

    munera verify diploma.pdf --issuer did.json
    munera verify badge.json --receipt badge.tlog-proof --log log.example+530d903a+A… --witness town.example+…+B…

With a copy of the log, the credential must stand in it, and its key must have counted there: so it outlives the key,
and what a stolen one has signed does not count.

    curl --create-dirs --output log/checkpoint https://town.example/log/checkpoint        # and tile/entries/000, 001, …
    munera verify badge.json --log log.example+530d903a+A… --copy log

What others would look up is handed in: the document of the issuer, the receipt, status lists. A key that is its own
name (``did:key``) needs nothing. The exit code is 0 where the credential is valid, 1 where it is not, 2 where the
question could not be asked.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from munera.engines.attestation.canonical import read_document
from munera.engines.attestation.copies import history_in
from munera.engines.attestation.errors import AttestationError, LogRefused, Unreadable
from munera.engines.attestation.history import KeyHistory
from munera.engines.attestation.log.checkpoints import CosignatureVerifier
from munera.engines.attestation.log.notes import NoteVerifier
from munera.engines.attestation.log.receipts import LogPolicy
from munera.engines.attestation.moments import read_moment
from munera.engines.attestation.report import Policy, Report
from munera.engines.attestation.resolver import DidDocument, OfflineResolver, parse_did_document
from munera.engines.attestation.verify import verify

# Pictures and documents are larger than what they hold; no larger file is taken into memory.
MAX_FILE_BYTES = 16 * 2**20
SIGNS = {"ok": "ok", "failed": "FAILED", "skipped": "-"}


def main(arguments: Sequence[str]) -> int:
    """Print one line for each check, and what they come to."""
    asked = _parser().parse_args(arguments)
    try:
        log_keys = _log(asked)
        report = verify(
            _read(asked.file),
            resolver=OfflineResolver(_document(path) for path in asked.issuer),
            now=read_moment(asked.at) if asked.at else datetime.now(UTC),
            policy=Policy(
                trusted_issuers=frozenset(asked.trust) if asked.trust else None,
                fail_closed=not asked.status_may_be_missing,
                require_receipt=asked.receipt is not None or asked.copy is not None,
            ),
            status_of=dict(_list(words) for words in asked.status).__getitem__,
            history=_history(asked.copy, log_keys) if asked.copy else None,
            log_keys=log_keys,
            receipt=_read(asked.receipt) if asked.receipt else None,
        )
    except (AttestationError, OSError) as error:
        sys.stderr.write(f"munera verify: {error}\n")
        return 2
    sys.stdout.write(_told(report))
    return 0 if report.valid else 1


def _told(report: Report) -> str:
    lines = [
        f"{SIGNS[check.outcome]:<7}{check.id:<15}{_printable(str(check.reason))}"
        + (f" ({check.clause})" if check.outcome == "failed" and check.clause else "")
        for check in report.checks
    ]
    return "\n".join([*lines, "", "valid" if report.valid else "NOT VALID", ""])


def _printable(text: str) -> str:
    # A credential must not steer the terminal of whoever checks it.
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _document(path: Path) -> DidDocument:
    data = _read(path)
    name = read_document(data).get("id")
    if not isinstance(name, str):
        raise Unreadable("bad-did-document", f"{path} does not say whose document it is.")
    return parse_did_document(data, did=name)


def _list(words: str) -> tuple[str, bytes]:
    url, equals, path = words.rpartition("=")
    if not equals:
        raise Unreadable("bad-status", "A status list is handed in as https://…=FILE.")
    return url, _read(Path(path))


def _log(asked: argparse.Namespace) -> LogPolicy | None:
    if asked.log is None:
        return None
    witnesses = tuple(CosignatureVerifier.from_vkey(line) for line in asked.witness)
    quorum = len(witnesses) if asked.quorum is None else asked.quorum
    return LogPolicy(NoteVerifier.from_vkey(asked.log), witnesses, quorum)


def _history(copy: Path, log: LogPolicy | None) -> KeyHistory:
    if log is None:
        raise LogRefused("unsigned", "A copy of a log counts by its signature: hand in its verifier key with --log.")
    return history_in(lambda path: _read(copy / path), log=log)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable("too-large", f"{path} has more than {MAX_FILE_BYTES} bytes.")
    return data


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="munera verify", description="Check a credential without a network.")
    parser.add_argument("file", type=Path, help="JSON, a token, PNG, SVG, PDF, or a bundle of them with its receipt")
    parser.add_argument("--issuer", type=Path, action="append", default=[], metavar="DID.JSON", help="of an issuer")
    parser.add_argument("--trust", action="append", default=[], metavar="DID", help="an issuer that may have issued it")
    parser.add_argument("--status", action="append", default=[], metavar="URL=FILE", help="a status list and its place")
    parser.add_argument(
        "--status-may-be-missing", action="store_true", help="do not fail where a list is not handed in"
    )
    parser.add_argument("--receipt", type=Path, metavar="FILE", help="the proof that it stands in the log")
    parser.add_argument("--log", metavar="KEY", help="the log that counts, as its verifier key")
    parser.add_argument(
        "--copy", type=Path, metavar="FOLDER", help="its checkpoint and tile/entries, as it serves them"
    )
    parser.add_argument("--witness", action="append", default=[], metavar="KEY", help="a witness that counts")
    parser.add_argument("--quorum", type=int, metavar="N", help="how many witnesses are enough; all, where not said")
    parser.add_argument("--at", metavar="MOMENT", help="as 2026-05-01T12:00:00Z; now, where not said")
    return parser
