"""Who looks whether the site is sound before it works: the command of an upgrade, and no other one of ours."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.apps import AppConfig
from django.core.checks import Error
from django.core.checks.registry import registry
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import ALL_CHECKS, SystemCheckError

OURS = sorted(name for name, app in get_commands().items() if str(app).startswith("munera."))


@pytest.fixture
def unsound() -> Iterator[None]:
    """Something is wrong with the site."""

    def wrong(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[Error]:
        return [Error("the roof leaks", id="tests.E001")]

    registry.register(wrong)
    yield
    registry.registered_checks.remove(wrong)


@pytest.mark.usefixtures("unsound")
def test_an_upgrade_begins_with_the_checks() -> None:
    """No database is open here: it is refused before it touches one."""
    with pytest.raises(SystemCheckError, match="the roof leaks"):
        call_command("prepare", skip_checks=False)


def test_no_other_command_loads_every_page_to_look_at_it_again() -> None:
    assert {"backup", "outbox", "prepare", "serve", "work"} <= {*OURS}
    looking = [name for name in OURS if load_command_class(get_commands()[name], name).requires_system_checks]
    assert looking == ["prepare"]
    assert load_command_class(get_commands()["prepare"], "prepare").requires_system_checks == ALL_CHECKS
