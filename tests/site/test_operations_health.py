"""What machines are told: health, numbers, and the lines of the log."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from logging.config import DictConfigurator

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from munera.site.health import _require_migrations
from munera.site.logs import AddRequestId, logging_settings, request_id
from tests.factories.access import person
from tests.factories.jobs import job, worker
from tests.factories.messages import letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def unremembered() -> Iterator[None]:
    """What a process has found out about migrations is forgotten before the test and after."""
    _require_migrations.cache_clear()
    yield
    _require_migrations.cache_clear()


def answer(client: Client, name: str) -> tuple[int, dict[str, object]]:
    response = client.get(reverse(name))
    return response.status_code, response.json()


def refuse(*_args: object) -> None:
    raise DatabaseError


def test_a_living_process_says_so_even_without_a_database(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        assert answer(client, "health_live") == (200, {"live": True})


@pytest.mark.usefixtures("unremembered")
def test_a_server_is_ready_when_its_database_is(client: Client) -> None:
    assert answer(client, "health_ready") == (200, {"ready": True})
    with connection.execute_wrapper(refuse):
        assert answer(client, "health_ready") == (503, {"ready": False, "because": "database"})


@pytest.mark.usefixtures("unremembered")
def test_a_server_is_not_ready_for_an_older_database(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("jobs", "0001_initial")
    assert answer(client, "health_ready") == (503, {"ready": False, "because": "migrations"})


def test_somebody_works_when_a_worker_was_seen_lately(client: Client) -> None:
    assert answer(client, "health_work") == (503, {"working": False, "workers": 0, "seen_seconds_ago": None})
    silent = worker("silent", silent_for=timedelta(hours=1))
    status, facts = answer(client, "health_work")
    assert (status, facts["workers"]) == (503, 0)
    assert 3599 < float(str(facts["seen_seconds_ago"])) < 3700
    worker("alive")
    silent.delete()
    assert answer(client, "health_work")[0] == 200


def numbers(client: Client) -> dict[tuple[str, tuple[str, ...]], float]:
    response = client.get(reverse("metrics"), headers={"Authorization": "Bearer of-the-test"})
    assert response.status_code == 200
    families = text_string_to_metric_families(response.content.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_numbers_are_for_who_knows_the_token(client: Client, settings: Settings) -> None:
    address = reverse("metrics")
    assert client.get(address).status_code == 404
    settings.MUNERA_METRICS_TOKEN = "of-the-test"
    assert client.get(address).status_code == 401
    assert client.get(address, headers={"Authorization": "Bearer of-the-tesT"}).status_code == 401
    assert client.get(address, headers={"Authorization": "Bearer of-the-test"}).status_code == 200


def test_numbers_tell_of_jobs_letters_and_workers(client: Client, settings: Settings) -> None:
    settings.MUNERA_METRICS_TOKEN = "of-the-test"
    worker()
    job(run_after=timezone.now() - timedelta(seconds=90))
    job(state="failed")
    letter(person())
    told = numbers(client)
    assert told["munera_jobs", ("waiting",)] == 1
    assert told["munera_jobs", ("failed",)] == 1
    assert told["munera_deliveries", ("waiting",)] == 1
    assert told["munera_deliveries", ("unsure",)] == 0
    assert told["munera_workers", ()] == 1
    assert 89 < told["munera_job_late_seconds", ()] < 120


def test_requests_are_counted_by_page_and_never_by_address(client: Client, settings: Settings) -> None:
    settings.MUNERA_METRICS_TOKEN = "of-the-test"
    counted = ("munera_request_seconds_count", ("302", "GET", "jobs:show_job"))
    before = numbers(client).get(counted, 0)
    client.get(reverse("jobs:show_job", args=[1]))
    client.get(reverse("jobs:show_job", args=[2]))
    client.get("/nowhere/0101990710006/")
    after = numbers(client)
    assert after[counted] == before + 2
    assert not any("0101990710006" in label for _, labels in after for label in labels)


def test_a_request_keeps_the_number_that_the_proxy_gave_it(client: Client) -> None:
    address = reverse("health_live")
    assert client.get(address, headers={"X-Request-ID": "abc-12345678"})["X-Request-ID"] == "abc-12345678"
    forged = client.get(address, headers={"X-Request-ID": 'x", "level": "ERROR'})["X-Request-ID"]
    assert len(forged) == 32
    assert client.get(address)["X-Request-ID"] != client.get(address)["X-Request-ID"]


def test_a_request_leaves_one_line_that_names_its_page(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="munera.requests"):
        client.get(reverse("jobs:show_job", args=[77]) + "?name=Ana")
        client.get(reverse("health_live"))
    [line] = [record for record in caplog.records if record.name == "munera.requests"]
    assert line.getMessage() == "GET jobs:show_job 302"
    assert (line.__dict__["route"], line.__dict__["status"]) == ("jobs:show_job", 302)


def test_a_line_is_one_json_object_with_the_number_of_its_request() -> None:
    described = logging_settings("json", level="INFO")
    formatter = DictConfigurator(described).configure_formatter(described["formatters"]["lines"])
    record = logging.LogRecord("munera.requests", logging.INFO, "", 0, "GET %s", ("home",), None)
    record.ms = 12.5
    token = request_id.set("abc-12345678")
    try:
        AddRequestId().filter(record)
    finally:
        request_id.reset(token)
    line = json.loads(formatter.format(record))
    assert line.pop("at").startswith("20")
    assert line.pop("process") > 0
    assert line == {
        "level": "INFO",
        "logger": "munera.requests",
        "message": "GET home",
        "request_id": "abc-12345678",
        "ms": 12.5,
    }
