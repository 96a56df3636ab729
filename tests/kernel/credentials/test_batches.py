"""Many at once: each exactly once, however often the batch is sent and whatever is killed in between."""

import random
import signal
import subprocess
import time
from functools import partial

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from munera.engines.attestation.log.leaves import commitment
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.actions.issuing import Award, OtherAchievement
from munera.kernel.credentials.choices import LeafKind
from munera.kernel.credentials.models import Credential, Leaf
from munera.kernel.inserting import WORTH_COPYING
from munera.kernel.skills.models import Evidence
from tests.factories.credentials import achievement
from tests.factories.people import person
from tests.processes import Site, wait_until


def assert_whole() -> None:
    """Every credential is in the log, every leaf of the log has its credential, and positions have no gaps."""
    found = list(Credential.objects.select_related("leaf").order_by("leaf_id"))
    assert all(bytes(each.leaf.payload) == commitment(each.body) for each in found)
    leaves = Leaf.objects.filter(kind=LeafKind.CREDENTIAL).order_by("position").values_list("position", flat=True)
    assert [each.leaf_id for each in found] == list(leaves)
    positions = list(Leaf.objects.values_list("position", flat=True))
    assert positions == list(range(queries.log_size()))
    assert Evidence.objects.count() == len(found)


@pytest.mark.django_db
def test_the_same_batch_again_issues_nothing_twice() -> None:
    certified = achievement()
    awards = [Award(person(), row=f"row {number}") for number in range(5)]
    batch = actions.open_batch(certified, reference="2026-1", by=None)
    first = actions.issue_credentials(awards[:3], batch=batch, by=None)
    again = actions.issue_credentials(awards, batch=actions.open_batch(certified, reference="2026-1", by=None), by=None)
    assert [(first.issued, first.known), (again.issued, again.known)] == [(3, 0), (2, 3)]
    assert Credential.objects.filter(batch=batch).count() == 5
    assert_whole()


@pytest.mark.django_db
def test_a_reference_is_of_one_achievement() -> None:
    certified = achievement()
    actions.open_batch(certified, reference="2026-1", by=None)
    with pytest.raises(OtherAchievement):
        actions.open_batch(achievement(certified.issuer), reference="2026-1", by=None)


@pytest.mark.django_db
def test_rows_of_a_batch_have_names_of_their_own() -> None:
    batch = actions.open_batch(achievement(), reference="2026-1", by=None)
    with pytest.raises(ValueError, match="row of its own"):
        actions.issue_credentials([Award(person(), row="1"), Award(person(), row="1")], batch=batch, by=None)


@pytest.mark.django_db
def test_the_statements_do_not_grow_with_the_rows() -> None:
    batch = actions.open_batch(achievement(), reference="2026-1", by=None)
    awards = [Award(person(), row=str(number)) for number in range(WORTH_COPYING + 1)]
    actions.issue_credentials(awards[:1], batch=batch, by=None)  # a first one fills caches
    costs = []
    # As many as are not copied yet, which takes a statement more, whatever their number.
    for some in (awards[1:2], awards[2:]):
        with CaptureQueriesContext(connection) as asked:
            actions.issue_credentials(some, batch=batch, by=None)
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.two_servers
def test_a_batch_of_ten_thousand_that_is_killed_again_and_again_is_whole_and_goes_on(site: Site) -> None:
    """Wherever the kill falls, between two parts or inside one: what is there then is whole."""
    rows, kills = 10_000, 4
    prepare(site)
    work = ["-m", "tests.kernel.credentials.work", "batch", str(rows)]
    ends = []
    for written in sorted(random.sample(range(rows * 3 // 4), kills)):
        process = site.python(*work)
        wait_until(partial(has_written, written, process), seconds=180, site=site)
        time.sleep(random.uniform(0, 0.03))  # about as long as one part takes
        process.kill()
        ends.append(process.wait())
        assert_whole()
    assert -signal.SIGKILL in ends, site.logs()  # a slow look may come when all is done, but not each time
    assert site.python(*work).wait(timeout=180) == 0, site.logs()
    assert Credential.objects.count() == rows
    assert_whole()


def has_written(more_than: int, process: subprocess.Popen[bytes]) -> bool:
    return Credential.objects.count() > more_than or process.poll() is not None


@pytest.mark.two_servers
def test_several_processes_write_one_log(site: Site) -> None:
    prepare(site)
    works = [("batch", "150"), ("batch", "150"), ("single", "25"), ("single", "25")]
    running = [site.python("-m", "tests.kernel.credentials.work", *work) for work in works]
    assert [each.wait(timeout=180) for each in running] == [0] * 4, site.logs()
    # The batch is one and the same for both.
    assert Credential.objects.count() == 150 + 2 * 25
    assert_whole()


def prepare(site: Site) -> None:
    """An issuer with its key in the store that the processes use too."""
    site.settings["MUNERA_KEY_STORE"] = str(settings.MUNERA_KEY_STORE)
    achievement()
