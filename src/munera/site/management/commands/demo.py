"""The demo town on this machine: database, web server and worker, which begin and end together."""

import os
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

from munera.site.sign_in.demo import mail_folder, players

HOST = "127.0.0.1"
FIRST_PORT = 8000
MANAGE = [sys.executable, "-m", "munera.site"]
# A server that ends is noticed at once; one that is slow to rise, on a busy machine, is waited for.
PATIENCE = 120.0


class Command(BaseCommand):
    help = "Build the demo town where it is missing, open it, and work until Ctrl-C."
    requires_system_checks = []  # as in ``serve``

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first port to try")

    def handle(self, *, port: int, **_options: Any) -> None:
        if not settings.MUNERA_DEMO:
            raise CommandError("MUNERA_DEMO is not set: this is a real site, and the demo town has no place in it.")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _end)
        try:
            self._open(next_free_port(port))
        except KeyboardInterrupt:
            self.stdout.write("The town is closed.")

    def _open(self, port: int) -> Never:
        address = f"http://localhost:{port}"  # by name: a browser keeps passkeys for names only
        here = {"MUNERA_LISTEN_HOST": HOST, "MUNERA_LISTEN_PORT": str(port), "MUNERA_ADDRESS": address}
        # What the town has signed bears these names: they stay as when it was built, at whatever port it opens.
        names = {"MUNERA_LOG_ORIGIN": settings.MUNERA_LOG_ORIGIN, "MUNERA_WITNESS_NAME": settings.MUNERA_WITNESS_NAME}
        here = {"MUNERA_LOG_LEVEL": "WARNING", **names, **os.environ, **here}
        self._prepare(here)
        crew = [begin(verb, here) for verb in ("serve", "work")]
        try:
            # By number: a bare machine may not know the name localhost, though its browser does.
            await_answer(f"http://{HOST}:{port}", crew[0])
            self._introduce(address)
            while all(member.poll() is None for member in crew):
                time.sleep(0.2)
            raise CommandError("The web server or the worker ended by itself; what it said stands above.")
        finally:
            dismiss(crew)

    def _prepare(self, here: dict[str, str]) -> None:
        """Built by a process that knows the address: the issuers of the town sign under it."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database.")
            call_command("prepare", verbosity=0)
            self.stdout.write("Building the demo town.")
        builder = begin("build_demo", here, output=subprocess.DEVNULL)
        try:
            if builder.wait():
                raise CommandError("The demo town could not be built; what was said stands above.")
        finally:
            dismiss([builder])

    def _introduce(self, address: str) -> None:
        self.stdout.write(f"\nThe demo town is open: {self.style.SUCCESS(address)}\n\nWho you can be there:\n")
        for player in players():
            self.stdout.write(f"  {player.person.full_name:<18} {player.part.who}")
        self.stdout.write("\nThe sign-in page has a button for each.")
        if folder := mail_folder():
            self.stdout.write(f"Mail leaves this machine for nobody: it is written to {folder}.")
        self.stdout.write("Ctrl-C closes the town.")
        self.stdout.flush()


def _end(_number: int, _frame: FrameType | None) -> Never:
    raise KeyboardInterrupt


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


def begin(verb: str, environment: dict[str, str], *, output: int | None = None) -> subprocess.Popen[bytes]:
    """A command of the site in a process group of its own: Ctrl-C reaches us alone, and we end it in good order."""
    command = [*MANAGE, verb]
    return subprocess.Popen(command, env=environment, stdout=output, process_group=0)  # noqa: S603  # our own command


def dismiss(crew: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, wait, and insist where asking did not help."""
    for member in crew:
        member.terminate()
    for member in crew:
        try:
            member.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(member.pid, signal.SIGKILL)
            member.wait()
