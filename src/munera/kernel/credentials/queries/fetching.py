"""Fetching what other issuers publish: keys and status lists, from the open network alone and never for long.

A stranger's file names the address, so this site must not be led anywhere by it: the name is looked up once, every
address of it must be public, and the connection goes to one of those. Nothing is followed, and little is read.
"""

import socket
import ssl
import time
from http.client import HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.resolver import check_url, public_addresses

PATIENCE: Final = 3.0
# For one file altogether: a slow server must not keep a worker of this site.
LONGEST: Final = 8.0
MOST_BYTES: Final = 262_144
AT_ONCE: Final = 16_384


class NotFetched(OSError):
    """It could not be had; the engine then says so in its check."""


class _Pinned(HTTPSConnection):
    """Connects to an address that was looked up before, and holds the certificate against the name."""

    def __init__(self, host: str, port: int, *, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=PATIENCE, context=self._tls)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=PATIENCE)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


class Fetcher:
    """For one check: all its fetches together may take ``LONGEST`` seconds. Switched off, it fetches nothing."""

    def __init__(self) -> None:
        self._until = time.monotonic() + LONGEST

    def __call__(self, url: str) -> bytes:
        """The bytes at ``url``; raises ``NotFetched``."""
        if not settings.MUNERA_ASK_OTHER_ISSUERS:
            raise NotFetched("other sites are not asked from here")
        try:
            parts = urlsplit(check_url(url))
            port = parts.port or 443
            addresses = public_addresses(self._looked_up(parts.hostname or "", port))
            path = parts.path or "/"
            return self._read(
                _Pinned(parts.hostname or "", port, address=addresses[0]),
                f"{path}?{parts.query}" if parts.query else path,
            )
        except (AttestationError, HTTPException, OSError, ValueError) as error:
            raise NotFetched(str(error)) from None

    def _looked_up(self, host: str, port: int) -> list[str]:
        self._in_time()
        return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]

    def _read(self, connection: HTTPSConnection, path: str) -> bytes:
        try:
            self._in_time()
            connection.request("GET", path, headers={"Accept": "*/*", "User-Agent": "munera"})
            answer = connection.getresponse()
            if answer.status != 200:
                raise NotFetched(f"the answer was {answer.status}")
            parts: list[bytes] = []
            while part := answer.read1(AT_ONCE):
                self._in_time()
                parts.append(part)
                if sum(map(len, parts)) > MOST_BYTES:
                    raise NotFetched("the answer is too long")
            return b"".join(parts)
        finally:
            connection.close()

    def _in_time(self) -> None:
        if time.monotonic() > self._until:
            raise NotFetched("it took too long")
