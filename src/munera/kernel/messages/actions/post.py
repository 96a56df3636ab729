"""The conversation with the mail server, step by step, so that we know what a broken one has achieved.

A server owns a message when it has the final dot and answers 250. Up to the dot, nothing was sent and a second try is
safe; after the dot and without an answer, nobody can know. So the moment before the dot is noted by the caller.
"""

import re
import smtplib
from collections.abc import Callable
from types import TracebackType
from typing import Self, cast

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import SafeMIMEText, sanitize_address


class NotTaken(Exception):
    """The server does not have the message; ``for_good`` when asking again would not help."""

    def __init__(self, *, for_good: bool) -> None:
        self.for_good = for_good
        super().__init__("for good" if for_good else "for now")


class PerhapsTaken(Exception):
    """The connection broke between the final dot and the server's answer."""


class Post:
    """One connection for a batch of messages, opened when the first is handed over."""

    def __init__(self) -> None:
        self._backend = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._backend.close()

    def hand_over(self, message: EmailMessage, *, before_the_dot: Callable[[], None]) -> None:
        """Returns when the server has taken the message; raises ``NotTaken`` or ``PerhapsTaken``.

        What ``before_the_dot`` raises is raised on, and the message is not sent.
        """
        if not isinstance(self._backend, EmailBackend):
            # The console, a folder, a test: taken or not, at once.
            before_the_dot()
            self._backend.send_messages([message])
            return
        try:
            server = self._open(self._backend)
            _say_all_but_the_dot(server, message)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._hang_up()
            raise NotTaken(for_good=isinstance(error, ValueError)) from error
        except NotTaken:
            self._hang_up()
            raise
        try:
            before_the_dot()
        except BaseException:
            # No dot, no message: the server forgets what it heard when the line goes dead.
            self._hang_up()
            raise
        self._say_the_dot(server)

    def _say_the_dot(self, server: smtplib.SMTP) -> None:
        try:
            server.send(b".\r\n")
            code, _ = server.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise PerhapsTaken from error
        _expect(code, 250)

    def _open(self, backend: EmailBackend) -> smtplib.SMTP:
        backend.open()
        server = backend.connection
        if server is None:
            raise NotTaken(for_good=False)
        server.ehlo_or_helo_if_needed()
        return server

    def _hang_up(self) -> None:
        backend = self._backend
        if isinstance(backend, EmailBackend) and backend.connection is not None:
            # Not quit(), which would talk to a server that may not listen.
            backend.connection.close()
            backend.connection = None


def _say_all_but_the_dot(server: smtplib.SMTP, message: EmailMessage) -> None:
    options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
    _expect(server.mail(sanitize_address(message.from_email, "utf-8"), options)[0], 250)
    for recipient in message.recipients():
        _expect(server.rcpt(sanitize_address(recipient, "utf-8"))[0], 250, 251)
    _expect(server.docmd("DATA")[0], 354)
    text = cast("SafeMIMEText", message.message()).as_bytes(linesep="\r\n")
    # RFC 5321, 4.5.2: a line that begins with a dot gets another.
    text = re.sub(rb"(?m)^\.", b"..", text)
    server.send(text if text.endswith(b"\r\n") else text + b"\r\n")


def _expect(code: int, *good: int) -> None:
    if code not in good:
        raise NotTaken(for_good=500 <= code < 600)
