"""Two web servers and two workers, each as on a machine of its own, on one database."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from munera.kernel.audit.models import Event
from munera.kernel.audit.queries import verify_chain
from munera.kernel.jobs.models import Job, Tick
from munera.kernel.jobs.queries import workers_alive
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal.models import Engagement
from munera.services.seasonal.models import Worker as SeasonalWorker
from tests.processes import Site, free_port, wait_until

pytestmark = pytest.mark.two_servers

TOKEN = "of-the-test"


@dataclass
class Answer:
    status: int
    address: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Visitor:
    """Somebody with a browser: keeps cookies, follows redirects, sends forms with their token."""

    opener: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar())))

    def get(self, address: str, **headers: str) -> Answer:
        return self._open(Request(address, headers=headers))

    def post(self, address: str, *, form_at: str, **values: str) -> Answer:
        """Send a form whose token stands on the page ``form_at``."""
        data = urlencode({"csrfmiddlewaretoken": self.token(form_at), **values}).encode()
        return self._open(Request(address, data=data))

    def post_json(self, address: str, said: Any, *, token: str) -> Answer:
        headers = {"Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": str(uuid4())}
        return self._open(Request(address, data=json.dumps(said).encode(), headers=headers))

    def token(self, page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(page).text)
        assert found, f"no form on {page}"
        return found[1]

    def _open(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=30) as response:
                return Answer(response.status, response.url, response.read())
        except HTTPError as error:
            return Answer(error.code, error.url, error.read())


@dataclass(frozen=True)
class TwoServers:
    site: Site
    a: str
    b: str


@pytest.fixture
def servers(site: Site) -> TwoServers:
    """Two machines with a disk of their own, and the demo town in the database that they share."""
    site.settings |= {"MUNERA_CACHE": "database", "MUNERA_LOG": "json", "MUNERA_METRICS_TOKEN": TOKEN}
    site.call("createcachetable")
    call_command("build_demo", verbosity=0)
    addresses = []
    for machine, processes in (("a", "2"), ("b", "1")):
        port = free_port()
        home = site.home / machine
        home.mkdir()
        web = {"MUNERA_LISTEN_PORT": str(port), "MUNERA_WEB_PROCESSES": processes}
        site.manage("serve", MUNERA_HOME=str(home), **web)
        site.manage("work", MUNERA_HOME=str(home))
        addresses.append(f"http://127.0.0.1:{port}")
    for address in addresses:
        wait_until(lambda address=address: is_ready(address), seconds=120, site=site)
    wait_until(lambda: workers_alive(at=timezone.now()).count() == 2, seconds=120, site=site)
    return TwoServers(site, *addresses)


def is_ready(address: str) -> bool:
    try:
        return Visitor().get(f"{address}/health/ready").status == 200
    except OSError:
        return False


def signed_in_as(key: str, server: str) -> Visitor:
    somebody = Person.objects.get(email=f"{key}@demo.example")
    visitor = Visitor()
    visitor.post(server + reverse("try_as", args=[somebody.pk]), form_at=server + reverse("demo_people"))
    return visitor


def is_signed_in(visitor: Visitor, server: str) -> bool:
    """The inbox, or the way to the sign-in page."""
    inbox = server + reverse("messages:list_letters")
    return visitor.get(inbox).address == inbox


def test_two_machines_are_one_site(servers: TwoServers) -> None:
    """One start of four processes for all that is asked of them; each part is a function below."""
    a_session_is_good_on_both_and_ends_on_both(servers)
    the_same_crew_registered_on_both_at_once_is_registered_once(servers)
    a_worker_enrolled_on_both_at_once_is_refused_kindly_by_one(servers)
    failed_sign_ins_are_counted_together(servers)
    every_due_job_ran_once(servers)
    the_numbers_of_both_can_be_read(servers)
    all_lines_of_the_log_are_json(servers)


def a_session_is_good_on_both_and_ends_on_both(servers: TwoServers) -> None:
    visitor = signed_in_as("milica", servers.a)
    assert is_signed_in(visitor, servers.a)
    assert is_signed_in(visitor, servers.b)
    sign_out = servers.a + reverse("account_logout")
    visitor.post(sign_out, form_at=sign_out)
    assert not is_signed_in(visitor, servers.a)
    assert not is_signed_in(visitor, servers.b)


def at_once(*works: Any) -> list[Any]:
    with ThreadPoolExecutor(len(works)) as threads:
        return [running.result() for running in [threads.submit(work) for work in works]]


def the_same_crew_registered_on_both_at_once_is_registered_once(servers: TwoServers) -> None:
    employer = Organisation.objects.get(name="Sunčani Vrt")
    crew = list(SeasonalWorker.objects.filter(employer=employer).values_list("pk", flat=True)[:5])
    day = timezone.localdate() + timedelta(days=20)
    said = {"on": day.isoformat(), "workers": crew, "op_id": str(uuid4())}
    milica = signed_in_as("milica", servers.a)
    token = milica.token(servers.a + reverse("messages:edit_preferences"))
    path = f"/api/v1/seasonal/employers/{employer.pk}/receipts"
    answers = at_once(
        *[
            lambda server=server: milica.post_json(server + path, said, token=token)
            for server in (servers.a, servers.b, servers.a, servers.b)
        ]
    )
    assert [answer.status for answer in answers] == [201] * 4, answers
    assert len({answer.json["number"] for answer in answers}) == 1
    assert Engagement.objects.filter(employer=employer, on=day).count() == 5


def a_worker_enrolled_on_both_at_once_is_refused_kindly_by_one(servers: TwoServers) -> None:
    employer = Organisation.objects.get(name="Sunčani Vrt")
    milica = signed_in_as("milica", servers.a)
    page = reverse("seasonal:enrol_worker", args=[employer.pk])
    entry = {"kind": "rs-ebs", "number": "1203990060099", "name": "Petar Ilić", "job": "fruit"}
    entry |= {"born_on": "1990-03-12", "sex": "male"}  # what this kind of number does not tell
    answers = at_once(
        *[
            lambda server=server: milica.post(server + page, form_at=server + page, **entry)
            for server in (servers.a, servers.b)
        ]
    )
    assert all(answer.status in (200, 409) for answer in answers), [answer.status for answer in answers]
    assert SeasonalWorker.objects.filter(employer=employer, name="Petar Ilić").count() == 1


def failed_sign_ins_are_counted_together(servers: TwoServers) -> None:
    """Five wrong passwords, given to both in turn, close the door on both."""
    visitor = Visitor()
    page = reverse("sign_in_with_password")
    for number in range(6):
        server = (servers.a, servers.b)[number % 2]
        last = visitor.post(server + page, form_at=server + page, login="dragan@demo.example", password="wrong")
    assert last.status == 429, last.status


def every_due_job_ran_once(servers: TwoServers) -> None:
    wait_until(lambda: Tick.objects.filter(kind="audit.seal").exists(), site=servers.site)
    wait_until(lambda: not Job.objects.filter(ended_at=None).exists(), site=servers.site)
    doubled = Tick.objects.values("kind", "due_at").annotate(times=Count("pk")).filter(times__gt=1)
    assert not doubled.exists()
    for kind in Tick.objects.values_list("kind", flat=True).distinct():
        jobs = Job.objects.filter(kind=kind, owner=None)
        assert jobs.count() <= Tick.objects.filter(kind=kind).count(), kind
        assert set(jobs.values_list("state", "attempts")) <= {("done", 1)}, kind
    assert verify_chain().wrong is None
    assert Event.objects.exists()


def the_numbers_of_both_can_be_read(servers: TwoServers) -> None:
    for server in (servers.a, servers.b):
        said = Visitor().get(f"{server}/metrics", Authorization=f"Bearer {TOKEN}")
        samples = [sample for family in text_string_to_metric_families(said.text) for sample in family.samples]
        [workers] = [sample.value for sample in samples if sample.name == "munera_workers"]
        assert workers == 2
        # On the first, counted by whichever of two processes had answered.
        counted = [
            sample.value
            for sample in samples
            if sample.name == "munera_request_seconds_count" and sample.labels["route"] == "messages:list_letters"
        ]
        assert sum(counted) >= 2


def all_lines_of_the_log_are_json(servers: TwoServers) -> None:
    lines = [json.loads(line) for line in servers.site.logs().splitlines()]
    assert {line["level"] for line in lines} <= {"INFO", "WARNING"}, servers.site.logs()
    assert any(line["logger"] == "munera.requests" and line["request_id"] for line in lines)
    assert "@demo.example" not in servers.site.logs()
