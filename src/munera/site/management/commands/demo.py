"""The demo town on this machine: database, web server and worker, which begin and end together."""

import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any, Never
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from munera.kernel.organisations.demo import Town, build_town
from munera.kernel.organisations.queries import roles_of

HOST = "127.0.0.1"
FIRST_PORT = 8000
PATIENCE = 30.0


class Command(BaseCommand):
    help = "Build the demo town where it is missing, open it, and work until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first port to try")

    def handle(self, *, port: int, **options: Any) -> None:
        if not settings.MUNERA_DEMO:
            raise CommandError("MUNERA_DEMO is not set: this is a real site, and the demo town has no place in it.")
        signal.signal(signal.SIGTERM, _end)
        town = self._prepare()
        port = next_free_port(port)
        address = f"http://{HOST}:{port}/"
        crew = [subprocess.Popen(command) for command in (web_server(port), worker())]
        try:
            await_answer(address, crew[0])
            self._introduce(town, address)
            while all(member.poll() is None for member in crew):
                time.sleep(0.2)
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            dismiss(crew)

    def _prepare(self) -> Town:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database.")
            call_command("migrate", verbosity=0)
            self.stdout.write("Building the demo town.")
            call_command("build_demo", verbosity=0)
        return build_town()

    def _introduce(self, town: Town, address: str) -> None:
        today = timezone.localdate()
        self.stdout.write(f"\nThe demo town is open: {self.style.SUCCESS(address)}\n\nWho you can be there:")
        for person in town.people.values():
            roles = ", ".join(sorted(roles_of(person, on=today))) or "nobody in particular"
            self.stdout.write(f"  {person!s:<20} {person.email:<24} {roles}")
        self.stdout.write("\nSign in with one click on the sign-in page. Ctrl-C closes the town.")


def _end(_number: int, _frame: FrameType | None) -> Never:
    raise KeyboardInterrupt


def web_server(port: int) -> list[str]:
    """Two processes of two threads: SQLite lets one writer in at a time, and more would only queue."""
    serve = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "2", "--blocking-threads", "2"]
    return [sys.executable, "-m", "granian", *serve, "--log-level", "warning", "munera.site.wsgi:application"]


def worker() -> list[str]:
    return [sys.executable, "-m", "munera.site", "work"]


def next_free_port(first: int) -> int:
    """The first port from ``first`` on that nobody listens at."""
    for port in range(first, first + 100):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CommandError(f"No port from {first} to {first + 99} is free.")


def await_answer(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers, so that the address we print works at once."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=PATIENCE):  # noqa: S310  # our own address, written above
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise CommandError("The web server did not start; what it said stands above.")


def dismiss(crew: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, wait, and insist where asking did not help."""
    for member in crew:
        member.terminate()
    for member in crew:
        try:
            member.wait(timeout=10)
        except subprocess.TimeoutExpired:
            member.kill()
            member.wait()
