"""Where a rival runs: in an environment of its own, made once from its lock."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def environment_of(rival: str) -> Path | None:
    """The Python in which ``rival`` is installed; None, and a word why, where that cannot be done."""
    lock = ROOT / "requirements" / f"rival-{rival}.lock"
    home = ROOT / "var" / "rivals" / rival
    python, stamp = home / "bin" / "python", home / "lock"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return python
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv is None:
        return None
    environment = _as_pip_is_told(os.environ)
    for command in (
        ["venv", "--quiet", "--clear", "--python", sys.executable, str(home)],
        ["pip", "sync", "--quiet", "--python", str(python), "--require-hashes", str(lock)],
    ):
        done = subprocess.run([uv, *command], env=environment, check=False, capture_output=True, text=True)
        if done.returncode:
            print(done.stderr.strip())
            return None
    stamp.write_bytes(lock.read_bytes())
    return python


def _as_pip_is_told(environment: Mapping[str, str]) -> dict[str, str]:
    """uv does not read the mirror and the certificates that pip was told of; see ``./run``."""
    told = dict(environment)
    if "PIP_INDEX_URL" in told:
        told.setdefault("UV_DEFAULT_INDEX", told["PIP_INDEX_URL"])
    if "PIP_CERT" in told:
        told.setdefault("SSL_CERT_FILE", told["PIP_CERT"])
    return told
