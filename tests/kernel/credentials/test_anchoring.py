"""An authority outside stamps our checkpoints, once an hour; one that is away changes nothing."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from munera.engines.attestation.anchors import AnchorReceipt
from munera.engines.attestation.anchors.rfc3161 import TimestampAnchor
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.models import Anchor
from tests.engines.attestation.anchors.authority import NOON, Authority
from tests.factories.credentials import achievement, credential
from tests.processes import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_key")]


@pytest.fixture
def authority(settings: Any, tmp_path: Path) -> Iterator[Authority]:
    """It answers over HTTP, and the settings name it and its root."""
    stamping = Authority()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = stamping.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    roots = tmp_path / "roots.pem"
    roots.write_bytes(stamping.root.public_bytes(Encoding.PEM))
    settings.MUNERA_TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}"
    settings.MUNERA_TIMESTAMP_ROOTS = str(roots)
    yield stamping
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_checkpoint_is_stamped_once_an_hour(authority: Authority) -> None:
    certified = achievement()
    actions.publish_checkpoint()
    assert actions.anchor_checkpoint() == {"rfc3161": "anchored"}
    kept = Anchor.objects.select_related("checkpoint").get()
    receipt = AnchorReceipt(
        kept.kind,
        queries.key_history().origin,
        kept.checkpoint.size,
        bytes(kept.checkpoint.root),
        bytes(kept.evidence),
    )
    anchor = TimestampAnchor(authority.answer, draw=lambda: bytes(16), roots=[authority.root])
    assert anchor.check(receipt) == NOON
    credential(of=certified)
    actions.publish_checkpoint()
    assert actions.anchor_checkpoint() == {}
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert actions.anchor_checkpoint() == {"rfc3161": "anchored"}


def test_an_authority_that_is_away_keeps_nobody_from_issuing(authority: Authority, settings: Any) -> None:
    settings.MUNERA_TIMESTAMP_URL = f"http://127.0.0.1:{free_port()}"
    credential()
    actions.publish_checkpoint()
    assert actions.anchor_checkpoint() == {"rfc3161": "not-reached"}
    assert not Anchor.objects.exists()
    assert queries.checkpoints_to_anchor().exists()


def test_without_a_setting_nothing_is_anchored() -> None:
    credential()
    actions.publish_checkpoint()
    assert actions.anchor_checkpoint() == {}
