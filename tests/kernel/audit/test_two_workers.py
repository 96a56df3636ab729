"""Two workers may seal at once, also when nothing was ever sealed."""

import pytest

from munera.kernel.audit.actions import record_audit
from munera.kernel.audit.models import Event, Seal
from munera.kernel.audit.queries import verify_chain
from tests.factories.people import person
from tests.processes import Site

pytestmark = pytest.mark.two_servers


def test_two_workers_seal_each_event_once(site: Site) -> None:
    somebody = person()
    for n in range(200):
        record_audit("tests.thing.happened", somebody, by=None, details={"n": n})
    workers = [site.python("-m", "tests.kernel.audit.work") for _ in range(2)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0], site.logs()
    sealed = [int((site.home / f"{worker.pid}.out").read_text()) for worker in workers]
    assert sum(sealed) == Event.objects.count() == Seal.objects.count()
    assert verify_chain().wrong is None
