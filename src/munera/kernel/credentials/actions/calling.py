"""Call a server that an operator has named: a witness, a time stamp authority."""

from dataclasses import dataclass
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

PATIENCE: Final = 10.0
MOST_BYTES: Final = 262_144


class NotReached(Exception):
    """Nobody answered, or not in time."""


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: bytes


class _StaysThere(HTTPRedirectHandler):
    """The operator has named an address, and not whatever that address names."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def post(address: str, body: bytes, *, content_type: str) -> Answered:
    """Send ``body``; the answer, whatever its status. Raises ``NotReached``."""
    if not address.startswith(("https://", "http://")):
        raise NotReached
    request = Request(address, data=body, headers={"Content-Type": content_type}, method="POST")  # noqa: S310  # asked above
    try:
        with build_opener(_StaysThere()).open(request, timeout=PATIENCE) as answer:
            return Answered(answer.status, answer.read(MOST_BYTES))
    except HTTPError as refused:
        with refused:
            return Answered(refused.code, refused.read(MOST_BYTES))
    except (URLError, TimeoutError, OSError):
        raise NotReached from None
