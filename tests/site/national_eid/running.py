"""Start the eID for a test, and name it to our site as an operator would."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from environs import Env
from pytest_django.fixtures import Settings

from munera.site.settings_security import content_policy
from munera.site.sign_in.eids import eids_named_in, provider_settings
from tests.site import national_eid as eid

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def running_eid(home: Path, *, callback: str) -> Iterator[str]:
    """The address of the provider, which sends people back to ``callback``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.site.national_eid.serve", str(port), callback]
    given = {"EID_HOME": str(home), "PATH": ""}
    with subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == "ready\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def name_eid(address: str, *, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """As ``MUNERA_EIDS`` and its block of names would."""
    for name, value in {
        "MUNERA_EIDS": "rs",
        "MUNERA_EID_RS_NAME": "eID Srbija",
        "MUNERA_EID_RS_SERVER": address,
        "MUNERA_EID_RS_CLIENT_ID": eid.CLIENT_ID,
        "MUNERA_EID_RS_SECRET": eid.CLIENT_SECRET,
        "MUNERA_EID_RS_TWO_FACTORS": "1",
        "MUNERA_EID_RS_NUMBER_CLAIM": "jmbg",
        "MUNERA_EID_RS_NUMBER_KIND": "rs-jmbg",
    }.items():
        monkeypatch.setenv(name, value)
    settings.MUNERA_EIDS = eids_named_in(Env())
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": provider_settings(settings.MUNERA_EIDS)}
    settings.CONTENT_SECURITY_POLICY = content_policy(settings.MUNERA_EIDS, https=False)
