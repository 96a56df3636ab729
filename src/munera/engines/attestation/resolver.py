"""Who stands behind an identifier: ``did:key``, ``did:web`` and ``https`` controllers, and where one may look for them.

The engine never calls out. What fetches is handed in, and asks the rules here first: which address a ``did:web``
means, whether a host may be asked at all, and which of the addresses that the name service gave may be connected to.

>>> did_web_url("did:web:town.example:schools:7")
'https://town.example/schools/7/did.json'
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from munera.engines.attestation.canonical import read_document
from munera.engines.attestation.errors import AttestationError, KeyRefused, NotSupported, Unreadable
from munera.engines.attestation.jose import VerificationKey, key_from_jwk
from munera.engines.attestation.keys import DID_KEY, PublicKey
from munera.engines.attestation.moments import read_moment

DID_WEB: Final = "did:web:"
MAX_METHODS: Final = 64
# Controlled Identifiers 1.0, 2.3: what a key may be used for.
RELATIONSHIPS: Final = ("assertionMethod", "authentication")

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_PATH_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")
# Names that never leave a machine or a house (RFC 6761, RFC 6762, RFC 8375, RFC 9476 and what ICANN reserved).
_PRIVATE_ENDINGS = ("localhost", "local", "localdomain", "internal", "intranet", "home.arpa", "lan", "onion", "alt")
# IANA special-purpose registries, and what carries an IPv4 address inside: mapped, translated, 6to4 and Teredo.
_NOT_PUBLIC: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
# The one block of IPv6 that is handed out for the open network (RFC 4291, 2.4).
_GLOBAL_UNICAST: Final = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC_6: Final = tuple(
    ipaddress.ip_network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """One key of a controller. ``key`` is None where it cannot be used, and ``refused`` says why.

    ``ends`` is when the controller says that it ended or will end (Controlled Identifiers 1.0, 2.2).
    """

    id: str
    controller: str
    key: VerificationKey | None
    refused: str = ""
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class DidDocument:
    """A controller and its keys, by their full identifiers; each relationship lists those it allows."""

    id: str
    methods: Mapping[str, VerificationMethod]
    relationships: Mapping[str, frozenset[str]]

    @property
    def assertion_methods(self) -> frozenset[str]:
        """The keys that may sign statements about others, such as credentials."""
        return self.relationships.get("assertionMethod", frozenset())


class Resolver(Protocol):
    def resolve(self, did: str) -> DidDocument:
        """The document of a controller. Raises ``AttestationError``; one that cannot be had is ``not-resolved``."""


class OfflineResolver:
    """Knows ``did:key`` and the documents it was given, and nothing else."""

    def __init__(self, documents: Iterable[DidDocument] = ()) -> None:
        self._documents = {document.id: document for document in documents}

    def resolve(self, did: str) -> DidDocument:
        if did.startswith(DID_KEY):
            return did_key_document(did)
        if did in self._documents:
            return self._documents[did]
        raise KeyRefused("not-resolved", f"Nothing is known here about {did}.")


class FetchingResolver:
    """Resolves ``did:key`` by itself and everything that lies behind an address through ``fetch``.

    ``fetch(url)`` gives the bytes found there, at most 262,144 of them. It must follow no redirect, and connect only
    to what ``public_addresses`` left of the answer of the name service, never asking for the name a second time.
    """

    def __init__(self, fetch: Callable[[str], bytes]) -> None:
        self._fetch = fetch

    def resolve(self, did: str) -> DidDocument:
        if did.startswith(DID_KEY):
            return did_key_document(did)
        url = document_url(did)
        try:
            data = self._fetch(url)
        except OSError as error:
            raise KeyRefused("not-resolved", f"{url} could not be fetched: {error}.") from error
        return parse_did_document(data, did=did)


def document_url(controller: str) -> str:
    """Where the document of a ``did:web`` or ``https`` controller lies; raises as ``did_web_url`` and ``check_url``."""
    if controller.startswith(DID_WEB):
        return did_web_url(controller)
    if controller.startswith("https:"):
        return check_url(controller)
    raise NotSupported("unknown-did-method", f"{controller[:100]} is neither did:key nor did:web nor an https address.")


def did_web_url(did: str) -> str:
    """The address of the document of a ``did:web`` (did:web Method Specification, 3.2).

    Raises ``Unreadable``: ``bad-did`` for what is no did:web, ``refused-host`` as ``check_host`` does.
    """
    if not did.startswith(DID_WEB):
        raise Unreadable("bad-did", "This is not a did:web.")
    host, *path = did.removeprefix(DID_WEB).split(":")
    name, colon, port = re.sub("%3a", ":", host, flags=re.IGNORECASE).partition(":")
    if colon and not (_PORT.fullmatch(port) and int(port) < 65_536):
        raise Unreadable("bad-did", "The port of the did:web is no port.")
    check_host(name)
    if any(not _PATH_SEGMENT.fullmatch(segment) or segment in {".", ".."} for segment in path):
        raise Unreadable("bad-did", "The path of the did:web has an empty part or a character that is not allowed.")
    return "/".join(("https:/", name + colon + port, *(path or [".well-known"]), "did.json"))


def check_url(url: str) -> str:
    """``url`` itself if it may be asked: https, a public name, no user and no fragment.

    Raises ``Unreadable``: ``refused-url`` or, as ``check_host``, ``refused-host``.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise Unreadable("refused-url", f"{url[:100]!r} is no address.") from error
    plain = url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}')
    if not plain or parts.scheme != "https" or "@" in parts.netloc or parts.fragment:
        raise Unreadable("refused-url", f"{url[:100]!r} is not a plain https address.")
    check_host(host)
    return url


def check_host(host: str) -> str:
    """``host`` itself, in lower case ASCII letters, if it is the name of something in the open network.

    Raises ``Unreadable`` ``refused-host`` for an address instead of a name (in any of its spellings, also ``127.1``,
    ``0x7f000001`` and ``2130706433``), a name of one part, a private ending, or a character beyond ASCII.
    """
    if not host.isascii():
        raise Unreadable("refused-host", f"The host {host[:100]!r} has characters that look like others.")
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not all(_HOST_LABEL.fullmatch(label) for label in labels):
        raise Unreadable("refused-host", f"{host[:100]!r} is not the full name of a host in small letters.")
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):  # URL Standard, 3.5: it ends in a number, so it is an address
        raise Unreadable("refused-host", f"{host} is an address, not a name.")
    if any(host == ending or host.endswith("." + ending) for ending in _PRIVATE_ENDINGS):
        raise Unreadable("refused-host", f"{host} is a name of a private network.")
    return host


def public_addresses(addresses: Iterable[str]) -> list[str]:
    """The answer of the name service, if every one of its addresses lies in the open network.

    One private address among public ones refuses them all: it is how a name is turned against the one who asks.
    Connect to these and ask no second time. Raises ``Unreadable`` ``refused-address``.
    """
    asked = list(addresses)
    if not asked or not all(is_public_address(address) for address in asked):
        raise Unreadable("refused-address", "The name leads to an address that is not in the open network.")
    return asked


def is_public_address(text: str) -> bool:
    """Whether an IP address may be connected to on behalf of a stranger.

    >>> [is_public_address(text) for text in ("9.9.9.9", "100.64.0.1", "::ffff:10.0.0.1", "fec0::1", "2620:fe::fe")]
    [True, False, False, False, True]
    """
    try:
        address: IpAddress = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC)
    if address.scope_id is not None:
        return False
    return address in _GLOBAL_UNICAST and not any(address in network for network in _NOT_PUBLIC_6)


def did_key_document(did: str) -> DidDocument:
    """What a ``did:key`` says of itself: one key that may do everything (did:key Method, 3.1)."""
    key = PublicKey.from_did_key(did)
    name = did.partition("#")[0]
    method = f"{name}#{key.multibase}"
    every = dict.fromkeys(RELATIONSHIPS, frozenset({method}))
    return DidDocument(name, {method: VerificationMethod(method, name, key)}, every)


def parse_did_document(data: bytes, *, did: str) -> DidDocument:
    """The document of ``did`` as it was found under its address (Controlled Identifiers 1.0, 2).

    A key of another kind, or one that must not be trusted, stays in the document with the reason and cannot be used.
    Raises ``Unreadable``: what ``read_document`` raises, ``wrong-subject`` where the document speaks of somebody else,
    ``bad-did-document`` for a member of another shape.
    """
    document = read_document(data)
    if document.get("id") != did:
        raise Unreadable("wrong-subject", f"What lies under the address of {did} is not its document.")
    methods: dict[str, VerificationMethod] = {}
    for stated in _listed(document, "verificationMethod"):
        _add_method(methods, stated, did)
    relationships: dict[str, frozenset[str]] = {}
    for name in RELATIONSHIPS:
        allowed = (
            _full(entry, did) if isinstance(entry, str) else _add_method(methods, entry, did)
            for entry in _listed(document, name)
        )
        relationships[name] = frozenset(allowed)
    return DidDocument(did, methods, relationships)


def _listed(document: Mapping[str, Any], name: str) -> list[Any]:
    entries = document.get(name, [])
    if not isinstance(entries, list) or len(entries) > MAX_METHODS:
        raise Unreadable("bad-did-document", f"The member {name} is not a list of at most {MAX_METHODS}.")
    return entries


def _full(name: object, did: str) -> str:
    if not isinstance(name, str):
        raise Unreadable("bad-did-document", "A key of the document has no identifier.")
    return did + name if name.startswith("#") else name


def _add_method(methods: dict[str, VerificationMethod], stated: object, did: str) -> str:
    if not isinstance(stated, dict):
        raise Unreadable("bad-did-document", "A key of the document is not an object.")
    name, controller = _full(stated.get("id"), did), stated.get("controller", did)
    if name in methods:
        raise Unreadable("bad-did-document", f"Two keys of the document are both called {name[:200]}.")
    if not isinstance(controller, str):
        raise Unreadable("bad-did-document", f"The key {name[:200]} has no controller.")
    try:
        methods[name] = VerificationMethod(name, controller, _public_key(stated), ends=_end(stated))
    except AttestationError as error:
        methods[name] = VerificationMethod(name, controller, None, str(error))
    return name


def _public_key(stated: Mapping[str, Any]) -> VerificationKey:
    multibase, jwk = stated.get("publicKeyMultibase"), stated.get("publicKeyJwk")
    if isinstance(multibase, str) and jwk is None:
        return PublicKey.from_multibase(multibase)
    if isinstance(jwk, dict) and multibase is None:
        return key_from_jwk(jwk)
    raise KeyRefused("unknown-algorithm", "The key is given neither as publicKeyMultibase nor as publicKeyJwk alone.")


def _end(stated: Mapping[str, Any]) -> datetime | None:
    return min((read_moment(stated[member]) for member in ("expires", "revoked") if member in stated), default=None)
