"""Asking the sites of other issuers: only what is public is asked, little is read, and a real answer counts."""

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from munera.engines.attestation.canonical import canonical
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.open_badges import open_badge
from munera.engines.attestation.proofs import issue
from munera.kernel.credentials.choices import Verdict
from munera.kernel.credentials.queries import fetching
from munera.kernel.credentials.queries.fetching import Fetcher, NotFetched

HOST = "school.example"


@pytest.mark.parametrize(
    "url",
    [
        "http://school.example/did.json",
        "https://localhost/did.json",
        "https://127.0.0.1/did.json",
        "https://0x7f000001/",
        "https://[::1]/",
        "https://metadata.internal/",
        "https://user@school.example/",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_public_address_is_not_asked(url: str) -> None:
    with pytest.raises(NotFetched):
        Fetcher()(url)


@pytest.mark.parametrize("answer", [["10.0.0.7"], ["93.184.216.34", "127.0.0.1"], ["::ffff:192.168.1.1"], []])
def test_a_public_name_that_leads_inside_is_not_asked(monkeypatch: pytest.MonkeyPatch, answer: list[str]) -> None:
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", (one, 443)) for one in answer])
    with pytest.raises(NotFetched):
        Fetcher()("https://school.example/did.json")


def test_nothing_is_asked_where_the_site_does_not_want_it(settings: Any) -> None:
    settings.MUNERA_ASK_OTHER_ISSUERS = False
    with pytest.raises(NotFetched):
        Fetcher()("https://school.example/did.json")


class School:
    """A site with a certificate of its own, on this machine: what it answers, and where."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, tuple[int, bytes]] = {}


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    certificate = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = found.answers.get(self.path, (404, b""))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "https://127.0.0.1/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """The lines of a test are its own."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        found = School(server.server_port)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        # The name is made to lead to this machine, and its certificate to be trusted; the rest is as it runs.
        here = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", found.port))
        monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_a, **_k: [here])
        monkeypatch.setattr(fetching, "public_addresses", list)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        yield found
        server.shutdown()


def test_the_key_of_another_issuer_is_asked_for_and_its_credential_holds(
    client: Client, school: School, db: None
) -> None:
    did = f"did:web:{HOST}%3A{school.port}"
    key = MemoryKey.from_seed(bytes(range(32)), f"{did}#key-1")
    method = {"id": f"{did}#key-1", "type": "Multikey", "controller": did, "publicKeyMultibase": key.public.multibase}
    document = {"id": did, "verificationMethod": [method], "assertionMethod": [f"{did}#key-1"]}
    school.answers["/.well-known/did.json"] = (200, canonical(document))
    badge = open_badge(
        id="urn:example:badge",
        issuer={"id": did, "name": "School of Nowhere"},
        name="Swimming",
        achievement={
            "id": "urn:example:1",
            "type": ["Achievement"],
            "name": "Swimming",
            "description": "Swims",
            "criteria": {"narrative": "Swim"},
        },
        subject_id="did:example:ivo",
        valid_from=timezone.now(),
    )
    body = issue(badge, key, now=timezone.now())
    address = reverse("credentials:check_credential")
    assert client.post(address, {"text": body.decode()}).context["checked"].verdict == Verdict.FOREIGN
    school.answers.clear()
    assert client.post(address, {"text": body.decode()}).context["checked"].verdict == Verdict.UNSURE


@pytest.mark.parametrize(
    "answer", [(302, b""), (500, b"{}"), (200, b"x" * (262_144 + 1))], ids=["moved", "500", "long"]
)
def test_nothing_is_followed_and_little_is_read(school: School, answer: tuple[int, bytes]) -> None:
    school.answers["/list"] = answer
    with pytest.raises(NotFetched):
        Fetcher()(f"https://{HOST}:{school.port}/list")


def test_a_certificate_of_another_name_is_refused(school: School) -> None:
    school.answers["/list"] = (200, b"{}")
    assert Fetcher()(f"https://{HOST}:{school.port}/list") == b"{}"
    with pytest.raises(NotFetched):
        Fetcher()(f"https://other.example:{school.port}/list")


def test_all_fetches_of_one_check_share_their_time(school: School) -> None:
    school.answers["/list"] = (200, b"{}")
    fetch = Fetcher()
    fetch._until = 0.0
    with pytest.raises(NotFetched):
        fetch(f"https://{HOST}:{school.port}/list")


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ip_address("192.0.2.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "school.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file
