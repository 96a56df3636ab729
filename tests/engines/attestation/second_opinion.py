"""The programs of others, run by Node: installed once from a lock, in a folder that is not part of the tree."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from munera.engines.attestation.contexts import PINNED
from munera.engines.attestation.keys import PublicKey

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "tests" / "node"
HOME = ROOT / "var" / "node"
OURS = ("package.json", "package-lock.json", ".npmrc", "second_opinion.mjs")
PATIENCE = 300


class NoNode(Exception):
    """There is no Node here, or its packages cannot be had; the message says which."""


@lru_cache(maxsize=1)
def install() -> str:
    """The program ``node``, its packages installed beside a copy of ours; raises ``NoNode``."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NoNode("NO NODE: node and npm are not on the path, so nobody else was asked about our credentials.")
    HOME.mkdir(parents=True, exist_ok=True)
    # Several processes test at once: one installs, the others wait, and nobody writes where another already reads.
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install_what_changed(npm)
    return node


def _install_what_changed(npm: str) -> None:
    digest = hashlib.sha256(b"\n".join((SOURCE / name).read_bytes() for name in OURS)).hexdigest()
    stamp = HOME / "installed"
    if stamp.exists() and stamp.read_text() == digest:
        return
    for name in OURS:
        shutil.copy(SOURCE / name, HOME / name)
    done = subprocess.run(
        [npm, "ci", "--no-progress"], cwd=HOME, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if done.returncode:
        raise NoNode(f"NO NODE: npm could not install package-lock.json: {done.stderr.strip()[-500:]}")
    stamp.write_text(digest)


def ask(task: str, *, documents: Mapping[str, Any] | None = None, **what: Any) -> dict[str, Any]:
    """What the program answers; ``documents`` are all it may read beside the pinned contexts."""
    known = {address: json.loads(data) for address, data in PINNED.items()} | dict(documents or {})
    answer = subprocess.run(
        [install(), "second_opinion.mjs"],
        cwd=HOME,
        input=json.dumps({"task": task, "documents": known, **what}),
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


def controller_documents(controller: str, verification_method: str, key: PublicKey) -> dict[str, Any]:
    """The documents by which others find a key: the issuer's, and that of the key alone."""
    method = {
        "@context": "https://w3id.org/security/multikey/v1",
        "id": verification_method,
        "type": "Multikey",
        "controller": controller,
        "publicKeyMultibase": key.multibase,
    }
    issuer = {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": controller,
        "verificationMethod": [method],
        "assertionMethod": [verification_method],
    }
    return {controller: issuer, verification_method: method}
