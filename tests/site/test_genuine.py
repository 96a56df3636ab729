"""The signed document: checked by programs that are not ours, refused once a letter of it is changed."""

import base64
import hashlib
import json
import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.test import Client
from django.urls import reverse

from munera.site import genuine


@pytest.fixture(autouse=True)
def fresh_key(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Each test starts on a machine that has no key yet."""
    settings.HOME = tmp_path
    settings.MUNERA_SITE_KEY = ""
    genuine.site_key.cache_clear()
    genuine.identity.cache_clear()
    yield tmp_path / "site-key"
    genuine.site_key.cache_clear()
    genuine.identity.cache_clear()


def fetched(client: Client) -> dict[str, Any]:
    document: dict[str, Any] = client.get(reverse("munera_json")).json()
    return document


def checked(document: dict[str, Any]) -> dict[str, Any]:
    """What an independent implementation of RFC 8037 makes of it."""
    key = jwt.PyJWK(document["public_key"])
    statement: dict[str, Any] = jwt.decode(document["jws"], key, algorithms=["EdDSA"])
    return statement


def test_the_signed_statement_is_the_one_in_plain_sight(client: Client) -> None:
    document = fetched(client)
    assert checked(document) == document["statement"]
    assert document["statement"]["body"] == "Demo Town"
    assert document["statement"]["demonstration"] is True


def test_the_fingerprint_is_that_of_the_key(client: Client) -> None:
    pem = client.get(reverse("munera_pem")).content
    der = base64.b64decode(b"".join(pem.splitlines()[1:-1]))
    assert hashlib.sha256(der).hexdigest() == fetched(client)["statement"]["key_fingerprint"]
    assert load_pem_public_key(pem)


def test_the_key_is_named_by_its_thumbprint(client: Client) -> None:
    key = fetched(client)["public_key"]
    required = json.dumps({name: key[name] for name in ("crv", "kty", "x")}, separators=(",", ":"))
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(required.encode()).digest()).rstrip(b"=").decode()
    assert key["kid"] == thumbprint == jwt.get_unverified_header(fetched(client)["jws"])["kid"]


def test_a_changed_statement_is_refused(client: Client) -> None:
    document = fetched(client)
    header, payload, signature = document["jws"].split(".")
    forged = json.loads(base64.urlsafe_b64decode(payload + "==")) | {"body": "Another Town"}
    payload = base64.urlsafe_b64encode(json.dumps(forged).encode()).rstrip(b"=").decode()
    with pytest.raises(jwt.InvalidSignatureError):
        checked(document | {"jws": f"{header}.{payload}.{signature}"})


def test_the_document_of_another_key_is_refused(client: Client, fresh_key: Path) -> None:
    document = fetched(client)
    fresh_key.unlink()
    genuine.site_key.cache_clear()
    genuine.identity.cache_clear()
    with pytest.raises(jwt.InvalidSignatureError):
        checked(document | {"public_key": fetched(client)["public_key"]})


def test_an_old_document_no_longer_holds(client: Client) -> None:
    document = fetched(client)
    with time_machine.travel(datetime.now(UTC) + genuine.VALID_FOR + timedelta(minutes=1)):
        with pytest.raises(jwt.ExpiredSignatureError):
            checked(document)
        assert checked(fetched(client))


def test_the_key_is_made_once_and_read_by_its_owner_alone(fresh_key: Path) -> None:
    first = genuine.fingerprint()
    assert stat.S_IMODE(fresh_key.stat().st_mode) == 0o600
    assert [path.name for path in fresh_key.parent.iterdir()] == ["site-key"]
    genuine.site_key.cache_clear()
    assert genuine.fingerprint() == first


def test_a_key_from_the_environment_comes_first_and_leaves_no_file(fresh_key: Path, settings: Any) -> None:
    # RFC 8037, appendix A.1: the secret key, and its public half as the standard prints it.
    settings.MUNERA_SITE_KEY = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
    assert genuine.public_jwk()["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert genuine.public_jwk()["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert not fresh_key.exists()


needs_openssl = pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("curl")), reason="openssl or curl is not on this machine"
)


@needs_openssl
@pytest.mark.django_db(transaction=True)
def test_the_command_on_the_page_checks_a_running_site(live_server: Any, settings: Any, tmp_path: Path) -> None:
    settings.MUNERA_ADDRESS = live_server.url
    genuine.identity.cache_clear()
    command = genuine.command_that_checks()
    assert all(line.endswith(" &&") for line in command.splitlines()[:-1]), "it stops at the first step that fails"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Signature Verified Successfully" in done.stdout
    assert genuine.fingerprint().replace(" ", "") in done.stdout
    assert urlsplit(live_server.url).netloc == genuine.identity().domain


@needs_openssl
@pytest.mark.django_db(transaction=True)
def test_the_command_on_the_page_refuses_a_changed_document(live_server: Any, settings: Any, tmp_path: Path) -> None:
    settings.MUNERA_ADDRESS = live_server.url
    genuine.identity.cache_clear()
    changed = genuine.command_that_checks().replace("munera.json)", "munera.json | tr A B)")
    done = subprocess.run(["sh", "-c", changed], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Verified Successfully" not in done.stdout


@pytest.mark.django_db
def test_every_page_says_who_runs_it_and_how_to_check(client: Client) -> None:
    for name in ("home", "accessibility", "how_to_check", "account_login"):
        page = client.get(reverse(name)).content.decode()
        assert "run by Demo Town" in page
        assert f'href="{reverse("how_to_check")}"' in page
        assert genuine.fingerprint()[:19] in page.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.django_db
def test_a_real_site_speaks_of_its_certificate_and_of_no_demonstration(client: Client, settings: Any) -> None:
    settings.MUNERA_DEMO = False
    settings.MUNERA_ADDRESS = "https://work.town.example"
    genuine.identity.cache_clear()
    page = client.get(reverse("how_to_check")).content.decode()
    assert "An official site of Demo Town" in page
    assert "the certificate must name the same address" in page
    assert "demonstration" not in page.lower()


@pytest.mark.parametrize("day", ["2026-01-01", "2028-02-29", "2031-12-31"])
def test_security_txt_never_shows_itself_expired_and_holds_less_than_a_year(client: Client, day: str) -> None:
    with time_machine.travel(f"{day}T12:00:00+00:00", tick=False):
        text = client.get(reverse("security_txt")).content.decode()
        fields = dict(line.split(": ", 1) for line in text.splitlines())
        lasts = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < lasts < timedelta(days=365)
    assert fields["Contact"] == "mailto:security@demo.example"
    assert fields["Canonical"].endswith("/.well-known/security.txt")
