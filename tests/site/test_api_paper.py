"""docs/api.md tells the truth: its addresses, headers and kinds of problems are those of the API."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from munera.kernel.idempotency.queries import KEPT_FOR
from munera.site.api import api
from munera.site.problems import every_kind
from tests.factories.access import key_of, member, organisation

PAPER = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^curl (?:.*\\\n)*.*$", PAPER, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: re.search(r"/api/v1/[\w/-]+", command).group())
def test_each_example_asks_for_an_operation_that_there_is(command: str) -> None:
    method = "post" if "-X POST" in command else "get"
    address = re.sub(r"/\d+", "/{number}", re.findall(r"http://localhost:8000(/[\w/-]+)", command)[0])
    operation = api.get_openapi_schema()["paths"][address][method]
    sent = set(re.findall(r"-H [\"'](?!Authorization|Content-Type)([\w-]+):", command))
    assert sent <= {parameter["name"] for parameter in operation["parameters"]}


def test_the_kinds_it_names_are_kinds_of_the_house() -> None:
    named = set(re.findall(r"\d{3} `([a-z-]+)`", PAPER))
    assert named
    assert named <= every_kind().keys()


def test_an_answer_is_kept_as_long_as_it_says() -> None:
    assert "forgotten after a day" in PAPER
    assert KEPT_FOR.days == 1


@pytest.mark.django_db
def test_the_problem_it_shows_is_the_one_that_is_sent(client: Client) -> None:
    shown = json.loads(re.search(r"```json\n(.*?)```", PAPER, re.DOTALL)[1])
    ours = organisation()
    _, secret = key_of(member(ours), of=ours)
    sent = client.get("/api/v1/audit-events?limit=many", headers={"Authorization": f"Bearer {secret}"}).json()
    sent["type"] = sent["type"].replace("http://testserver", "http://localhost:8000")
    said = sent["faults"][0].pop("message")
    assert said.startswith(shown["faults"][0].pop("message"))
    assert sent == shown
