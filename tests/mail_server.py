"""A mail server that listens on this machine, keeps what it accepts, and can be told to do something at each step."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Literal, cast

# Every letter of the demo town ends with the name of its body.
LAST_LINE = b"Demo Town"

# In the order in which a conversation passes them; "answered" comes after the final 250 was sent.
Step = Literal["connected", "sender", "recipient", "data", "text", "dot", "answered"]


@dataclass
class MailServer:
    """``on`` is called as each step is reached; ``answers`` replaces the usual answer to a step."""

    port: int = 0
    accepted: list[Message] = field(default_factory=list)
    answers: dict[Step, str] = field(default_factory=dict)
    on: Callable[[Step], None] = lambda _step: None

    @property
    def message_ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.accepted]


class Conversation(socketserver.StreamRequestHandler):
    """RFC 5321, as much of it as a client needs that sends one letter after the other."""

    def handle(self) -> None:
        self.reach("connected", "220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "EHLO":
                self.say("250-here\r\n250 8BITMIME")
            elif verb == "MAIL":
                self.reach("sender", "250 ok")
            elif verb == "RCPT":
                self.reach("recipient", "250 ok")
            elif verb == "DATA":
                if self.reach("data", "354 go on").startswith("354"):
                    self.take_text()
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take_text(self) -> None:
        text = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return  # the line went dead before the dot: the letter is forgotten
            text += line[1:] if line.startswith(b"..") else line
            if line.startswith(LAST_LINE):
                self.server_of_test.on("text")
        answer = self.server_of_test.answers.get("dot", "250 accepted")
        if answer.startswith("250"):
            self.server_of_test.accepted.append(message_from_bytes(text))
        self.reach("dot", answer)
        self.server_of_test.on("answered")

    def reach(self, step: Step, answer: str) -> str:
        self.server_of_test.on(step)
        answer = self.server_of_test.answers.get(step, answer)
        self.say(answer)
        return answer

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())

    @property
    def server_of_test(self) -> MailServer:
        return cast("Listener", self.server).kept


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, kept: MailServer) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.kept = kept
        kept.port = self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what these tests are about."""


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    kept = MailServer()
    with Listener(kept) as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield kept
        listener.shutdown()
        thread.join()
