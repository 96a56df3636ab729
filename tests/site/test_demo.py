"""The demo town from an empty folder: it opens beside whatever holds its port, and ends as one."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.request import urlopen

import pytest

from munera.engines.attestation.log.checkpoints import open_checkpoint
from munera.engines.attestation.log.notes import NoteVerifier
from tests.house.tree import ROOT

PATIENCE = 60.0
pytestmark = pytest.mark.two_servers


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port at which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        yield somebody.getsockname()[1]


@contextmanager
def demo(home: Path, taken_port: int) -> Iterator[subprocess.Popen[str]]:
    """``./run demo`` after its environment is made, in a terminal's process group."""
    own = {"MUNERA_HOME": str(home), "MUNERA_DEMO": "1", "MUNERA_WEB_PROCESSES": "1", "PYTHONPATH": str(ROOT / "src")}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | own
    command = [sys.executable, "-m", "munera.site", "demo", "--port", str(taken_port)]
    town = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        yield town
    finally:
        for left in those_of(town):
            os.kill(left, signal.SIGKILL)
        town.communicate()


def those_of(town: subprocess.Popen[str]) -> set[int]:
    """The town's process and all that it started, as ``ps`` sees them."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in listed.splitlines())
    return {int(pid) for pid, state in rows if not state.startswith("Z") and session_of(int(pid)) == town.pid}


def session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def read_until(town: subprocess.Popen[str], sentence: str) -> str:
    """What the town says up to a sentence; a pipe that ends first fails the test with all of it."""
    said = ""
    assert town.stdout
    for line in town.stdout:
        said += line
        if sentence in line:
            return said
    pytest.fail(said)


def log_told_on(page: str) -> NoteVerifier:
    """The line by which the page of the log tells others to know it."""
    told = re.search(r"[\w:.]+/log\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+", page)
    assert told
    return NoteVerifier.from_vkey(told[0])


def test_the_town_opens_at_a_free_port_and_ends_as_one_the_first_time_and_again(
    taken_port: int, tmp_path: Path
) -> None:
    """The first time it finds nothing, the second time what the first has built."""
    home = tmp_path / "a home"
    with demo(home, taken_port) as town:
        assert "Building the demo town" in opens_and_ends(town, taken_port, end=signal.SIGINT)
    with demo(home, taken_port) as town:
        assert "Building the demo town" not in opens_and_ends(town, taken_port, end=signal.SIGTERM)


def opens_and_ends(town: subprocess.Popen[str], taken_port: int, *, end: signal.Signals) -> str:
    """What it said on the way."""
    said = read_until(town, "Ctrl-C closes the town")
    address = re.search(r"http://localhost:(\d+)", said)
    assert address
    assert int(address[1]) > taken_port
    assert "Milica Jovanović" in said
    # Everybody who can be tried has a part in the town.
    assert "Lives in the demo town" not in said
    assert re.search(r"it is written to .*mail\.", said)
    with urlopen(address[0], timeout=PATIENCE) as page:
        assert page.status == 200
    with urlopen(f"{address[0]}/log/", timeout=PATIENCE) as page:
        told = unescape(page.read().decode())
    log = log_told_on(told)
    with urlopen(f"{address[0]}/log/checkpoint", timeout=PATIENCE) as checkpoint:
        # The town keeps the name of its log at whatever port it opens.
        assert open_checkpoint(checkpoint.read(), log).checkpoint.origin == log.name
    if "Building the demo town" in said:
        # Issuers sign under the address at which the town is open.
        assert f"did:web:localhost%3A{address[1]}:issuers:" in told
    assert len(those_of(town)) > 2
    os.killpg(town.pid, end)  # as a terminal does
    assert town.wait(timeout=PATIENCE) == 0
    assert those_of(town) == set()
    return said
