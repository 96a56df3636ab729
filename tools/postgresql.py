"""A PostgreSQL of our own for as long as a test run lasts, made with the programs this machine has.

It listens on a socket in its own folder and on no address, so it can disturb nobody and nobody can reach it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

PACKAGED = "/usr/lib/postgresql"
# Nothing that a test writes needs to survive a power cut.
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
# As a site runs it: what was answered has reached the disk.
DURABLE = ("-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on")
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
PATIENCE = 30.0


def find_programs() -> Path | None:
    """The folder that holds ``initdb`` and ``postgres``: the newest that Debian packages, or one on PATH."""
    packaged = sorted(Path(PACKAGED).glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    folders = [*packaged, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@contextmanager
def private_postgresql(programs: Path, *, options: Sequence[str] = FAST) -> Iterator[str]:
    """The address of an empty database, for ``DATABASE_URL``; the server and its files are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="munera-pg-") as name:
        folder = Path(name)
        server = _start(programs, folder, options)
        try:
            _await_ready(programs, folder, server)
            yield f"postgres://munera@{quote(name, safe='')}/postgres"
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _start(programs: Path, folder: Path, options: Sequence[str]) -> subprocess.Popen[bytes]:
    owner = _somebody_but_root(folder)
    data = str(folder / "data")
    initdb = [str(programs / "initdb"), "-D", data, "-U", "munera", "-A", "trust", "-E", "UTF8", "-N"]
    subprocess.run([*initdb, f"--locale={LOCALE}"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)
    with (folder / "log").open("wb") as log:
        serve = [str(programs / "postgres"), "-D", data, "-k", str(folder), "-c", "listen_addresses=", *options]
        # A session of its own: Ctrl-C reaches us first, and we end the server when nobody uses it any more.
        return subprocess.Popen(serve, stdout=log, stderr=log, cwd=folder, start_new_session=True, **owner)


def _somebody_but_root(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to work for root, who is all there is in many containers."""
    if os.geteuid() != 0:
        return {}
    import pwd  # noqa: PLC0415  # absent on systems that have no root either

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = known.get("postgres") or known["nobody"]
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _await_ready(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    ask = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-U", "munera"]
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        if subprocess.run(ask, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
