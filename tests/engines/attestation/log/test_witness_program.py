"""The real program as a process: it answers over HTTP, forgets nothing when it is killed, and is never two."""

import http.client
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from munera.engines import command
from munera.engines.attestation.errors import KeyRefused, LogRefused
from munera.engines.attestation.log.checkpoints import CosignatureVerifier, open_checkpoint
from munera.engines.attestation.log.witness import Request, Seen, Witness, cosigned
from munera.engines.attestation.witness_program import MAX_BODY_BYTES, StateFile, create, read_key
from tests.engines.attestation.log.logs import LOG, NOW, ORIGIN, OTHER_LOG, Log, filled

SOURCE = Path(__file__).resolve().parents[4] / "src"
NAME = "north.example/witness"


@dataclass
class Running:
    """A witness in a folder; started, killed and started again."""

    folder: Path
    process: subprocess.Popen[str] | None = None
    address: tuple[str, int] = ("", 0)
    verifier: CosignatureVerifier = field(init=False)

    def run(
        self, *words: str, limit: Callable[[], None] | None = None, under: Sequence[str] = ()
    ) -> subprocess.Popen[str]:
        files = ["--key", str(self.folder / "witness.key"), "--state", str(self.folder / "witness.json")]
        return subprocess.Popen(
            [*under, sys.executable, "-m", "munera.engines.command", "witness", *files, *words],
            env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONWARNINGS": "error"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,  # noqa: PLW1509  # the child only sets a limit before it begins
        )

    def create(self) -> None:
        said, _ = self.run("--new", NAME).communicate(timeout=30)
        self.verifier = CosignatureVerifier.from_vkey(said.strip())

    def start(self, limit: Callable[[], None] | None = None, under: Sequence[str] = ()) -> None:
        logs = ["--log", LOG.verifier.vkey, "--log", OTHER_LOG.verifier.vkey]
        self.process = self.run(*logs, "--listen", "127.0.0.1:0", limit=limit, under=under)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == self.verifier.vkey
        host, _, port = self.process.stdout.readline().strip().rpartition("/")[2].rpartition(":")
        self.address = host, int(port)

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def submit(self, log: Log, *, old: int = 0) -> tuple[int, bytes]:
        proof = tuple(log.tree.consistency(old)) if old else ()
        return self.ask("POST", "/add-checkpoint", Request(old, proof, log.note()).to_bytes())


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    running.create()
    running.start()
    yield running
    if running.process is not None and running.process.poll() is None:
        running.end(signal.SIGKILL)


def test_the_program_cosigns_what_grows_and_refuses_what_does_not(witness: Running) -> None:
    log = filled(5)
    status, line = witness.submit(log)
    assert status == 200
    opened = open_checkpoint(cosigned(log.note(), line), LOG.verifier, witnesses=[witness.verifier])
    assert [each.witness.name for each in opened.cosignatures] == [NAME]
    assert witness.submit(filled(5, word=b"other"), old=5)[0] == 422
    assert witness.submit(filled(9, word=b"other"), old=5)[0] == 422
    assert witness.submit(filled(9)) == (409, b"5\n")
    assert witness.submit(filled(9), old=5)[0] == 200
    status, note = witness.ask("GET", f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint")
    assert status == 200
    assert open_checkpoint(note, LOG.verifier, witnesses=[witness.verifier]).checkpoint == filled(9).checkpoint()
    assert witness.end() == 0


def test_requests_may_follow_one_another_on_one_connection(witness: Running) -> None:
    connection = http.client.HTTPConnection(*witness.address, timeout=30)
    sockets = set()
    for size in (1, 2, 3):
        log = filled(size)
        proof = tuple(log.tree.consistency(size - 1)) if size > 1 else ()
        connection.request("POST", "/add-checkpoint", Request(size - 1, proof, log.note()).to_bytes())
        answer = connection.getresponse()
        assert (answer.status, answer.read()[:3]) == (200, b"\xe2\x80\x94")
        sockets.add(id(connection.sock))
    assert len(sockets) == 1
    connection.close()


def test_what_is_no_request_of_a_log_is_refused(witness: Running) -> None:
    assert witness.ask("POST", "/add-checkpoint", b"anything")[0] == 400
    assert witness.ask("POST", "/add-checkpoint", bytes(MAX_BODY_BYTES + 1))[0] == 413
    assert witness.ask("POST", "/add-checkpoint", None, Content_Length="9" * 5_000)[0] == 413
    assert witness.ask("POST", "/add-checkpoint", None, Content_Length="-1")[0] == 411
    assert witness.ask("POST", "/add-checkpoint", b"0\r\n\r\n", Transfer_Encoding="chunked")[0] == 411
    assert witness.ask("POST", "/sign-subtree", b"")[0] == 404
    assert witness.ask("GET", "/")[0] == 404
    assert witness.ask("GET", f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint")[0] == 404
    assert witness.ask("DELETE", "/add-checkpoint")[0] == 501


def test_killed_at_any_moment_it_remembers_all_it_has_said(witness: Running) -> None:
    """Twelve times: checkpoints are sent, and within one of them, at a moment of chance, the program is killed."""
    chance = random.Random(21)
    log, said = Log(), 0
    for _ in range(12):
        for _ in range(chance.randrange(1, 4)):
            log.add(b"%d" % log.tree.size)
            assert witness.submit(log, old=said)[0] == 200
            said = log.tree.size
        log.add(b"%d" % log.tree.size)
        proof = tuple(log.tree.consistency(said))
        connection = http.client.HTTPConnection(*witness.address, timeout=30)
        connection.request("POST", "/add-checkpoint", Request(said, proof, log.note()).to_bytes())
        try:
            connection.sock.settimeout(chance.random() * 0.004)
            if connection.sock.recv(4_096):
                said = log.tree.size
        except TimeoutError:
            pass
        witness.end(signal.SIGKILL)
        connection.close()
        witness.start()
        status, size = witness.submit(filled(1, word=b"other"))
        # It may have remembered what it had no time to say, never less than what it has said.
        assert status == 409
        assert said <= int(size) <= log.tree.size
        said = int(size)
    state = StateFile(witness.folder / "witness.json")
    remembered = state.read(Witness(read_key(witness.folder / "witness.key"), {}))
    assert remembered[ORIGIN].root == log.tree.root(said)


STRACE = shutil.which("strace")


def can_trace() -> bool:
    return STRACE is not None and subprocess.run([STRACE, "-f", "-o", os.devnull, "true"], check=False).returncode == 0


@pytest.mark.skipif(not can_trace(), reason="NO STRACE: the program strace is missing, or may not trace here.")
@pytest.mark.parametrize(
    ("call", "remembered"),
    [("fsync:signal=KILL:when=1", 3), ("/^rename:signal=KILL:when=1", 3), ("fsync:signal=KILL:when=2", 5)],
    ids=["before the file is on the disk", "before it has its name", "before its name is on the disk"],
)
def test_killed_at_each_step_of_remembering_it_has_said_nothing_and_has_one_state(
    witness: Running, call: str, remembered: int
) -> None:
    assert witness.submit(filled(3))[0] == 200
    witness.end()
    witness.start(under=[str(STRACE), "-f", "-qq", "-o", os.devnull, "-e", f"inject={call}"])
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        witness.submit(filled(5), old=3)
    witness.end(signal.SIGKILL)
    witness.start()
    status, size = witness.submit(filled(1, word=b"other"))
    assert (status, int(size)) == (409, remembered)
    log = filled(9)
    assert witness.submit(log, old=remembered)[0] == 200


def test_a_witness_that_cannot_remember_does_not_sign(witness: Running) -> None:
    assert witness.submit(filled(3))[0] == 200
    witness.end()

    def full_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

    witness.start(full_disk)
    status, said = witness.submit(filled(5), old=3)
    assert status == 500
    assert "—".encode() not in said
    assert witness.submit(filled(5)) == (409, b"3\n")
    witness.end()
    witness.start()
    assert witness.submit(filled(5), old=3)[0] == 200


def test_two_programs_never_share_a_memory(witness: Running) -> None:
    second = witness.run("--log", LOG.verifier.vkey, "--listen", "127.0.0.1:0")
    _, complaint = second.communicate(timeout=30)
    assert second.returncode == 1
    assert "is running" in complaint
    witness.end()
    witness.start()


def test_a_witness_is_made_once_and_its_files_are_for_its_owner_only(tmp_path: Path) -> None:
    key, state = tmp_path / "witness.key", tmp_path / "witness.json"
    cosigner = create(key, state, NAME)
    assert read_key(key).verifier == cosigner.verifier
    assert {stat.S_IMODE(path.stat().st_mode) for path in (key, state)} == {0o600}
    with pytest.raises(FileExistsError):
        create(key, tmp_path / "other.json", NAME)
    with pytest.raises(FileExistsError):
        create(tmp_path / "other.key", state, NAME)


def test_a_memory_that_is_gone_or_changed_stops_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, file = tmp_path / "witness.key", tmp_path / "witness.json"
    witness = Witness(create(key, file, NAME), {ORIGIN: (LOG.verifier,)})
    state = StateFile(file)
    log = filled(5)
    unsigned = {ORIGIN: Seen(5, log.tree.root(), log.note())}
    stranger = Witness(create(tmp_path / "a", tmp_path / "b", NAME), witness.logs)
    elsewhere = witness.cosigner.cosign(log.checkpoint(), now=NOW)
    moved = {"log.other.example": Seen(5, log.tree.root(), cosigned(log.note(), elsewhere.line().encode()))}
    for wrong in (unsigned, moved):
        state.write(wrong)
        with pytest.raises(LogRefused) as refusal:
            state.read(witness)
        assert refusal.value.code == "bad-state"
    for text in (
        "",
        "{}",
        '{"version": "munera-witness-2", "logs": {}}',
        '{"version": "munera-witness-1", "logs": []}',
    ):
        file.write_text(text)
        with pytest.raises(LogRefused):
            state.read(witness)
    state.write({})
    assert state.read(stranger) == {}
    file.unlink()
    words = ["witness", "--key", str(key), "--state", str(file), "--log", LOG.verifier.vkey, "--listen", "127.0.0.1:0"]
    assert command.main(words) == 1
    assert "witness.json" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["", "PRIVATE+KEY", "PRIVATE+KEY+n+00000000+AAAA", "PUBLIC+KEY+n+00000000+AAAA"])
def test_a_file_without_a_key_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "witness.key"
    path.write_text(line)
    with pytest.raises(KeyRefused):
        read_key(path)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--log", "log.example+00000000+AAAA"],
        ["--log", LOG.verifier.vkey, "origin", "more"],
        ["--log", LOG.verifier.vkey, "--listen", "7380"],
        ["--log", LOG.verifier.vkey, "--listen", "127.0.0.1:65536"],
    ],
)
def test_a_slip_at_the_command_line_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    create(tmp_path / "key", tmp_path / "state", NAME)
    files = ["witness", "--key", str(tmp_path / "key"), "--state", str(tmp_path / "state")]
    assert command.main([*files, *words]) == 1
    assert capsys.readouterr().err.startswith("munera witness: ")


def test_an_unknown_command_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["burn"]) == command.main([]) == 2
    assert "witness" in capsys.readouterr().err
