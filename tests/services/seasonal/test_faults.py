"""The phone's queue against a real server that dies, whose answer is lost, or that is asked by two devices at once."""

import json
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPConnection
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from munera.kernel.audit.models import Event
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import queries, rules
from munera.services.seasonal.choices import EngagementState, Outcome
from munera.services.seasonal.models import Engagement, Receipt, Worker
from tests.factories.access import key_of, member
from tests.factories.seasonal import employer_with_crew
from tests.processes import Site, free_port, wait_until

pytestmark = pytest.mark.two_servers

OPERATIONS = "/api/v1/seasonal/operations"


@pytest.fixture(autouse=True)
def july_morning() -> None:
    """Other tests of this room play in July 2026; a server has the clock of the machine."""


@dataclass
class Server:
    """A web server of the site that can be killed with all its processes, as when the power fails."""

    site: Site
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    workers: list[int] = field(default_factory=list)

    def start(self) -> None:
        self.process = self.site.manage("serve", MUNERA_LISTEN_PORT=str(self.port), MUNERA_CALLS_PER_MINUTE="100000")
        wait_until(self.is_ready, seconds=120, site=self.site)
        # Asked now, so that killing takes no time when it comes to it.
        self.workers = _children_of(self.process.pid)

    def is_ready(self) -> bool:
        try:
            return self.ask("GET", "/health/ready")[0] == 200
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL to the server and its workers: nothing is finished, nothing is tidied up."""
        assert self.process is not None
        family = [self.process.pid, *self.workers]
        for process in family:
            os.kill(process, signal.SIGKILL)
        self.process.wait(timeout=30)
        wait_until(lambda: not any(_is_alive(process) for process in family[1:]), site=self.site)

    @contextmanager
    def line(self) -> Iterator[HTTPConnection]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            yield connection
        finally:
            connection.close()

    def ask(self, method: str, address: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        with self.line() as line:
            line.request(method, address, json.dumps(body) if body else None, headers)
            answer = line.getresponse()
            return answer.status, answer.read()


def _children_of(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return [child for child, of in pairs if of == parent]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    # A dead child of a dead parent may wait for whoever collects it.
    return not state.stdout.strip().startswith("Z") and bool(state.stdout.strip())


@pytest.fixture
def one_process(site: Site) -> None:
    """For tests that ask one thing after the other: each further process loads all pages once more."""
    site.settings["MUNERA_WEB_PROCESSES"] = "1"


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    started = Server(site)
    started.start()
    yield started
    if started.process and started.process.poll() is None:
        started.kill()


@dataclass(frozen=True)
class Phone:
    """A device with a key of its employer."""

    employer: Organisation
    person: Person
    workers: list[Worker]
    secret: str
    on: date

    def operation(self, *workers: Worker, on: date | None = None, **more: Any) -> dict[str, Any]:
        return {
            "op_id": str(uuid4()),
            "employer": self.employer.pk,
            "on": (on or self.on).isoformat(),
            "workers": [one.pk for one in workers or self.workers],
        } | more

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}

    def flush(self, server: Server, operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
        status, content = server.ask("POST", OPERATIONS, {"operations": operations}, **self.headers())
        assert status == 200, content
        answers: list[dict[str, Any]] = json.loads(content)["answers"]
        return answers

    def flush_and_lose_the_answer(self, server: Server, operations: list[dict[str, Any]]) -> None:
        """Send and hang up once the server has kept everything."""
        with server.line() as line:
            line.request("POST", OPERATIONS, json.dumps({"operations": operations}), self.headers())
            wait_until(lambda: kept() == len(operations), site=server.site)


@pytest.fixture
def phone(server: Server) -> Phone:
    of, person, workers = employer_with_crew(5)
    _key, secret = key_of(member(of), of=of, scopes=(rules.WRITE.code,))
    return Phone(of, person, workers, secret, timezone.localdate() + timedelta(days=2))


def kept() -> int:
    return Receipt.objects.count()


def everybody_stands_once(phone: Phone, operations: list[dict[str, Any]]) -> None:
    """Each worker of each operation is on its day once; each operation has one receipt and one line in the audit."""
    wanted = {(number, date.fromisoformat(one["on"])) for one in operations for number in one["workers"]}
    rows = Counter(Engagement.objects.filter(state=EngagementState.REGISTERED).values_list("worker", "on"))
    assert rows == dict.fromkeys(wanted, 1)
    assert Engagement.objects.count() == len(wanted)
    assert {str(number) for number in Receipt.objects.values_list("op_id", flat=True)} == {
        one["op_id"] for one in operations
    }
    assert Receipt.objects.count() == len(operations)
    events = Event.objects.filter(verb__in=["seasonal.crew.registered", "seasonal.operation.changed-nothing"])
    assert events.count() == len(operations)
    for on in {one["on"] for one in operations}:
        registered = queries.registered_on(phone.employer, date.fromisoformat(on))
        assert all(one.worker_id in one.receipt.asked for one in registered)


@pytest.mark.usefixtures("one_process")
def test_a_server_killed_in_the_middle_of_a_flush_loses_nothing_and_doubles_nothing(
    server: Server, phone: Phone
) -> None:
    queue = [
        phone.operation(who, on=phone.on + timedelta(days=later), sequence=len(phone.workers) * later + place)
        for later in range(40)
        for place, who in enumerate(phone.workers)
    ]
    for _death in range(2):
        before = kept()
        with ThreadPoolExecutor(1) as thread:
            flush = thread.submit(phone.flush, server, queue)
            wait_until(lambda before=before: kept() > before, site=server.site)  # type: ignore[misc]  # bound now
            server.kill()
            with pytest.raises((OSError, AssertionError)):
                flush.result()
        assert before < kept() < len(queue)
        server.start()

    survived = {str(number) for number in Receipt.objects.values_list("op_id", flat=True)}
    answers = phone.flush(server, queue)

    assert {one["outcome"] for one in answers} == {"ok"}
    assert {one["op_id"] for one in answers if one["replayed"]} == survived
    everybody_stands_once(phone, queue)


@pytest.mark.usefixtures("one_process")
def test_an_answer_lost_after_it_was_kept_is_given_again(server: Server, phone: Phone) -> None:
    queue = [phone.operation(on=phone.on + timedelta(days=later), sequence=later) for later in range(4)]
    phone.flush_and_lose_the_answer(server, queue)

    answers = phone.flush(server, queue)

    assert [(one["outcome"], one["replayed"]) for one in answers] == [("ok", True)] * 4
    assert [one["receipt"] for one in answers] == [receipt.number for receipt in Receipt.objects.order_by("pk")]
    everybody_stands_once(phone, queue)


def test_the_same_queue_twice_at_once_and_again_in_any_order_is_done_once(server: Server, phone: Phone) -> None:
    queue = [
        phone.operation(who, on=phone.on + timedelta(days=later), sequence=later)
        for later, who in enumerate(phone.workers)
    ]
    with ThreadPoolExecutor(4) as threads:
        flushes = list(threads.map(lambda _tab: phone.flush(server, queue), range(4)))
    shuffled = Random(7).sample(queue, k=len(queue))
    flushes.append(phone.flush(server, [one | {"sequence": None} for one in shuffled]))

    by_number = [{one["op_id"]: one | {"replayed": None} for one in answers} for answers in flushes]
    assert all(answers == by_number[0] for answers in by_number)
    done = Counter((one["op_id"], one["replayed"]) for answers in flushes for one in answers)
    assert all(done[one["op_id"], False] == 1 for one in queue)
    everybody_stands_once(phone, queue)


def test_two_devices_with_the_same_crew_register_it_once_and_both_are_told_so(server: Server, phone: Phone) -> None:
    queues = [[phone.operation(sequence=1, on=phone.on + timedelta(days=day)) for day in range(3)] for _device in "ab"]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda queue: phone.flush(server, queue), queues))

    for morning in zip(*answers, strict=True):
        told = [Counter(one["outcome"] for one in answer["workers"]) for answer in morning]
        assert sorted(told, key=str) == [{"duplicate": 5}, {"ok": 5}]
    everybody_stands_once(phone, [*queues[0], *queues[1]])
    assert Counter(Receipt.objects.values_list("outcome", flat=True)) == {Outcome.OK: 3, Outcome.DUPLICATE: 3}
