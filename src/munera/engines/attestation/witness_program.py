"""``munera witness``: the program that another public body runs so that our log cannot show two faces.

Once, to make the key and the empty memory, and to learn the line that logs and verifiers put into their configuration:

    munera witness --key witness.key --state witness.json --new town.example/witness

Then, for as long as the log lives (``--log`` again for each further log):

    munera witness --key witness.key --state witness.json --log log.example+530d903a+AekyeRrm56hApGFkyQR4ZCbV…

It answers ``POST /add-checkpoint`` and ``GET /<origin hash>/checkpoint`` (c2sp.org/tlog-witness). What it has cosigned
stands in one file, which is on the disk before the cosignature leaves the house: a witness that is killed at any moment
remembers all it has said. It never begins anew by itself; a state that is gone is a person's decision.
"""

import argparse
import fcntl
import json
import os
import re
import secrets
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from munera.engines.attestation.errors import AttestationError, KeyRefused, LogRefused, Unreadable
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.log.checkpoints import COSIGNATURE, Checkpoint, Cosigner
from munera.engines.attestation.log.notes import NoteVerifier, from_base64, open_note, read_note, to_base64
from munera.engines.attestation.log.witness import PLAIN, Answer, Seen, State, Witness, latest_checkpoint

# A checkpoint with sixteen post-quantum signatures has 80 kB.
MAX_BODY_BYTES = 262_144
# Seconds that a connection may say nothing.
PATIENCE = 10
STATE_VERSION = "munera-witness-1"

_LATEST = re.compile(r"/([0-9a-f]{64})/checkpoint")


def main(arguments: Sequence[str]) -> int:
    """Run the witness until it is told to end; the exit code says how it went."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.new is not None:
            print(create(asked.key, asked.state, asked.new).verifier.vkey)  # noqa: T201  # the answer that was asked for
            return 0
        serve(asked.key, asked.state, logs=_logs(asked.log), listen=_address(asked.listen))
    except (AttestationError, OSError) as error:
        sys.stderr.write(f"munera witness: {error}\n")
        return 1
    return 0


def create(key: Path, state: Path, name: str) -> Cosigner:
    """A new witness: its key, readable for its owner only, and a memory in which there is nothing yet."""
    seed = secrets.token_bytes(32)
    cosigner = Cosigner(name, MemoryKey.from_seed(seed))
    identifier = cosigner.verifier.key_id.hex()
    secret = f"PRIVATE+KEY+{name}+{identifier}+{to_base64(bytes([COSIGNATURE]) + seed)}\n"
    for path, text in ((key, secret), (state, _state_text({}))):
        # A file that is there already is never written over: it may be what a witness remembers.
        _write_down(path, text, os.O_EXCL)
    return cosigner


def serve(key: Path, state: Path, *, logs: dict[str, tuple[NoteVerifier, ...]], listen: tuple[str, int]) -> None:
    """Answer logs and monitors until SIGTERM or SIGINT."""
    with _only_one(key):
        desk = Desk(Witness(read_key(key), logs), StateFile(state))
        with _Server(listen, desk) as server:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            host, port = server.server_address[:2]
            sys.stdout.write(f"{desk.witness.cosigner.verifier.vkey}\nlistening on http://{host!s}:{port}\n")
            sys.stdout.flush()
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                sys.stderr.write("munera witness: ending\n")


def read_key(path: Path) -> Cosigner:
    """The witness's key out of its one line, ``PRIVATE+KEY+name+identifier+base64`` as the Go tools write it."""
    parts = path.read_text(encoding="utf-8").strip().split("+", 4)
    if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
        raise KeyRefused("not-a-key", f"{path} has no key of a witness.")
    data = from_base64(parts[4])
    if data[:1] != bytes([COSIGNATURE]) or len(data) != 33:
        raise KeyRefused("not-a-key", f"The key in {path} is not one that cosigns with Ed25519.")
    cosigner = Cosigner(parts[2], MemoryKey.from_seed(data[1:]))
    if cosigner.verifier.key_id.hex() != parts[3]:
        raise KeyRefused("not-a-key", f"The identifier in {path} is not that of its name and key.")
    return cosigner


class StateFile:
    """What the witness remembers, in one file that is the old one or the new one and never anything between."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, witness: Witness) -> dict[str, Seen]:
        """The memory; ``LogRefused`` ``bad-state`` unless each entry bears the witness's own cosignature."""
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
            version, notes = stored["version"], stored["logs"]
            seen = {origin: _seen(origin, note, witness) for origin, note in notes.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LogRefused("bad-state", f"{self.path} is not what this witness has written.") from error
        if version != STATE_VERSION:
            raise LogRefused("bad-state", f"{self.path} is of another version of this program.")
        return seen

    def write(self, state: State) -> None:
        """Put the memory on the disk; when this returns, it survives a loss of power."""
        beside = self.path.with_name(f"{self.path.name}.new")
        _write_down(beside, _state_text(state), os.O_TRUNC)
        beside.replace(self.path)
        # The new name of the file is on the disk when its folder is.
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Desk:
    """The witness with its memory: one request after the other, and written before it is answered."""

    def __init__(self, witness: Witness, file: StateFile) -> None:
        self.witness = witness
        self._file = file
        self._state: State = file.read(witness)
        self._turn = threading.Lock()

    def add_checkpoint(self, body: bytes) -> Answer:
        with self._turn:
            answer = self.witness.add_checkpoint(body, self._state, now=datetime.now(UTC))
            if answer.state is not self._state:
                self._file.write(answer.state)
                self._state = answer.state
            return answer

    def latest_checkpoint(self, origin_hash: str) -> bytes | None:
        return latest_checkpoint(origin_hash, self._state)


class _Server(ThreadingHTTPServer):
    def __init__(self, listen: tuple[str, int], desk: Desk) -> None:
        self.desk = desk
        super().__init__(listen, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "munera-witness", ""
    timeout = PATIENCE

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not length.isascii() or not length.isdigit():
            self._refuse(411, "The request must say how long it is.")
        elif len(length) > 9 or int(length) > MAX_BODY_BYTES:
            self._refuse(413, f"The request may have {MAX_BODY_BYTES} bytes.")
        elif self.path != "/add-checkpoint":
            self._refuse(404, "There is nothing here.")
        else:
            self._add_checkpoint(self.rfile.read(int(length)))

    def do_GET(self) -> None:
        # What follows a request that asks is not read, and must not be taken for the next one.
        self.close_connection |= "Transfer-Encoding" in self.headers or "Content-Length" in self.headers
        asked = _LATEST.fullmatch(self.path)
        note = self.server.desk.latest_checkpoint(asked[1]) if asked else None
        if note is None:
            self._answer(404, b"This witness has not cosigned such a log.\n", PLAIN)
        else:
            self._answer(200, note, PLAIN)

    def _add_checkpoint(self, body: bytes) -> None:
        try:
            answer = self.server.desk.add_checkpoint(body)
        except OSError as error:
            self.log_error("the state cannot be written: %s", error)
            self._refuse(500, "The witness cannot remember what it would sign, and so does not sign.")
            return
        self._answer(answer.status, answer.body, answer.content_type)

    def _refuse(self, status: int, reason: str) -> None:
        # The body was perhaps not read, so the connection cannot go on.
        self.close_connection = True
        self._answer(status, f"{reason}\n".encode(), PLAIN)

    def _answer(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def _only_one(key: Path) -> Iterator[None]:
    """Two programs with one memory would each sign what the other has not seen; the second one does not start."""
    with key.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LogRefused("already-running", f"A witness with the key {key} is running.") from error
        yield


def _write_down(path: Path, text: str, flag: int) -> None:
    """Write a file that only its owner may read, and wait until the disk has it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flag, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _state_text(state: State) -> str:
    notes = {origin: seen.note.decode() for origin, seen in state.items()}
    return json.dumps({"version": STATE_VERSION, "logs": notes}, ensure_ascii=False, indent=1) + "\n"


def _seen(origin: str, note: Any, witness: Witness) -> Seen:
    """A log as it was last cosigned; a note that this witness has not signed is not its memory."""
    data = note.encode()
    text = open_note(data, [witness.cosigner.verifier]).text
    checkpoint = Checkpoint.from_text(text)
    if checkpoint.origin != origin or read_note(data).text != text:
        raise LogRefused("bad-state", "The state names another log than its note.")
    return Seen(checkpoint.size, checkpoint.root, data)


def _logs(given: Sequence[Sequence[str]]) -> dict[str, tuple[NoteVerifier, ...]]:
    """The keys of each log by its origin, which is the name of the key unless another follows it."""
    logs: dict[str, tuple[NoteVerifier, ...]] = {}
    for vkey, *origin in given:
        key = NoteVerifier.from_vkey(vkey)
        name = origin[0] if origin else key.name
        logs[name] = (*logs.get(name, ()), key)
    if not logs or any(len(words) > 2 for words in given):
        raise Unreadable("no-log", "Say with --log which logs to watch: a verifier key, then its origin if it differs.")
    return logs


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise Unreadable("bad-address", "An address to listen on is written as 127.0.0.1:7380.")
    return host, int(port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="munera witness", description="Cosign checkpoints of transparency logs.")
    parser.add_argument("--key", type=Path, required=True, help="file with the key of the witness")
    parser.add_argument("--state", type=Path, required=True, help="file in which it remembers what it has cosigned")
    parser.add_argument("--new", metavar="NAME", help="make both files for a new witness of this name, and end")
    parser.add_argument(
        "--log",
        nargs="+",
        action="append",
        default=[],
        metavar=("VKEY", "ORIGIN"),
        help="a log to watch; its origin where that is not the name of its key",
    )
    parser.add_argument("--listen", default="127.0.0.1:7380", metavar="HOST:PORT", help="default: %(default)s")
    return parser
