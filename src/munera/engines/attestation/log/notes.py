"""Signed notes (c2sp.org/signed-note): a text, an empty line, and below it who signs, one line each.

A checkpoint is such a note, and a witness adds its line to it. Whoever reads one names the keys that count; lines of
other keys are passed over, a line of a named key that does not fit spoils the whole note.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol, Self

from munera.engines.attestation.errors import AttestationError, KeyRefused, LogRefused, Unreadable
from munera.engines.attestation.keys import PublicKey, SigningKey

# A note may have many signatures, and a post-quantum one is nearly 5 kB long (signed-note, "Format").
MAX_NOTE_BYTES = 262_144
MAX_SIGNATURES = 64
# The byte that tells how a key signs (signed-note, "Signature types").
ED25519 = 0x01
KEY_ID_BYTES = 4

_DASH = "— "
_HEX_ID = re.compile(r"[0-9a-f]{8}")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


class Verifier(Protocol):
    """A key that counts: it has a name and an identifier, and knows its own signatures."""

    @property
    def name(self) -> str: ...

    @property
    def key_id(self) -> bytes:
        """Four bytes that, with the name, say which key signed and how."""

    @property
    def public_bytes(self) -> bytes:
        """The key itself, whatever it is called."""

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether ``signature``, without the identifier, was made by this key over the text of the note."""


class Signer(Protocol):
    """A key that signs notes under a name."""

    @property
    def verifier(self) -> Verifier: ...

    def sign(self, text: bytes) -> bytes:
        """The signature over the text of the note, without the identifier."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line under a note: who, with which key, and the bytes that only that key can make."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands in the note, with its newline."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a newline, and the signatures under it, none of them checked yet."""

    text: bytes
    signatures: tuple[NoteSignature, ...]

    def to_bytes(self) -> bytes:
        return self.text + b"\n" + "".join(each.line() for each in self.signatures).encode()


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A text, and the signatures that hold: each of a key that counts, and each key once."""

    text: bytes
    verified: tuple[NoteSignature, ...]


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """An Ed25519 key under a name: ``example.com/log+530d903a+A…`` (signed-note, "Verifier keys")."""

    name: str
    public: PublicKey

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.public.algorithm != "Ed25519":
            raise KeyRefused("unknown-algorithm", "Only Ed25519 keys sign notes of this type.")

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, ED25519, self.public.raw)

    @property
    def public_bytes(self) -> bytes:
        return self.public.raw

    @property
    def vkey(self) -> str:
        """The one line that others put into their configuration."""
        return vkey_text(self.name, ED25519, self.public.raw)

    def verify(self, text: bytes, signature: bytes) -> bool:
        return self.public.verify(signature, text)

    @classmethod
    def from_vkey(cls, text: str) -> Self:
        """The key behind its line; ``KeyRefused`` where line and key do not agree, or it is of another type."""
        name, kind, raw = read_vkey(text)
        if kind != ED25519:
            raise KeyRefused("unknown-algorithm", f"The verifier key has type {kind}; one that signs notes has type 1.")
        return cls(name, PublicKey("Ed25519", raw))


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """Any Ed25519 key of the engine, signing notes under a name."""

    name: str
    key: SigningKey

    @property
    def verifier(self) -> NoteVerifier:
        return NoteVerifier(self.name, self.key.public)

    def sign(self, text: bytes) -> bytes:
        return self.key.sign(text)


def sign_note(text: bytes, *signers: Signer) -> bytes:
    """A note over ``text``, which ends with a newline, in the order of the signers."""
    _check_text(text)
    return Note(text, tuple(signature_of(text, signer) for signer in signers)).to_bytes()


def signature_of(text: bytes, signer: Signer) -> NoteSignature:
    """The signature of one signer, to be put under a note that has others already."""
    verifier = signer.verifier
    return NoteSignature(verifier.name, verifier.key_id, signer.sign(text))


def with_signatures(note: bytes, signatures: Iterable[NoteSignature]) -> bytes:
    """The same note with further lines below those it has."""
    read = read_note(note)
    return Note(read.text, (*read.signatures, *signatures)).to_bytes()


def read_note(data: bytes) -> Note:
    """A note whose signatures nobody has checked; ``Unreadable``: ``too-large``, ``not-a-note``."""
    if len(data) > MAX_NOTE_BYTES:
        raise Unreadable("too-large", f"The note has {len(data)} bytes; {MAX_NOTE_BYTES} are allowed.")
    split = data.rfind(b"\n\n")
    if split < 0:
        raise Unreadable("not-a-note", "A signed note has an empty line between its text and its signatures.")
    text = data[: split + 1]
    _check_text(text)
    return Note(text, read_signature_lines(data[split + 2 :]))


def read_signature_lines(data: bytes) -> tuple[NoteSignature, ...]:
    """Lines as they stand under a note, or as a witness answers them; at least one."""
    text = _utf8(data)
    if not text.endswith("\n"):
        raise Unreadable("not-a-note", "The last signature line of a note ends with a newline.")
    lines = text[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise Unreadable("too-large", f"The note has {len(lines)} signatures; {MAX_SIGNATURES} are allowed.")
    return tuple(_read_line(line) for line in lines)


def open_note(data: bytes, verifiers: Sequence[Verifier]) -> OpenedNote:
    """The text of a note that at least one of the named keys has signed (signed-note, "Signatures").

    Raises ``Unreadable`` for what is no note; ``LogRefused``: ``bad-signature`` where a named key's line does not fit,
    ``unsigned`` where no named key has signed, ``same-name`` where two of the named keys cannot be told apart.
    """
    note = read_note(data)
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        known[verifier.name, verifier.key_id] = verifier
    if len(known) != len(verifiers):
        raise LogRefused("same-name", "Two of the keys that count have the same name and identifier.")
    verified: dict[tuple[str, bytes], NoteSignature] = {}
    for signature in note.signatures:
        who = signature.name, signature.key_id
        if (key := known.get(who)) is None:
            continue
        if not key.verify(note.text, signature.signature):
            raise LogRefused("bad-signature", f"The signature of {signature.name} does not fit the note.")
        verified.setdefault(who, signature)
    if not verified:
        raise LogRefused("unsigned", "No key that counts has signed the note.")
    return OpenedNote(note.text, tuple(verified.values()))


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Four bytes over name, type and key (signed-note, "Signatures")."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:KEY_ID_BYTES]


def vkey_text(name: str, kind: int, public: bytes) -> str:
    """``<name>+<identifier in hex>+<base64 of type and key>`` (signed-note, "Verifier keys")."""
    return f"{name}+{key_id(name, kind, public).hex()}+{to_base64(bytes([kind]) + public)}"


def read_vkey(text: str) -> tuple[str, int, bytes]:
    """Name, type and key bytes of a verifier key; ``KeyRefused`` ``not-a-vkey`` where the parts do not agree."""
    name, _, rest = text.partition("+")
    identifier, _, encoded = rest.partition("+")
    check_name(name)
    try:
        data = from_base64(encoded)
    except AttestationError as error:
        raise KeyRefused("not-a-vkey", "The verifier key does not end in base64.") from error
    if len(data) < 2 or not _HEX_ID.fullmatch(identifier):
        raise KeyRefused("not-a-vkey", "A verifier key is a name, eight hex digits and base64, joined by plus signs.")
    kind, public = data[0], data[1:]
    if key_id(name, kind, public).hex() != identifier:
        raise KeyRefused("not-a-vkey", "The identifier in the verifier key is not that of its name and key.")
    return name, kind, public


def check_name(name: str) -> None:
    """``KeyRefused`` for a name that is empty or has a space, a plus or a control character."""
    if not _is_name(name):
        raise KeyRefused("bad-name", "The name of a key is not empty and has no space, plus or control character.")


def to_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes behind ``text``; ``Unreadable`` ``not-base64`` unless it is the one way to write them."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):  # ValueError: a character beyond ASCII
        data = b""
    if not text or to_base64(data) != text:
        raise Unreadable("not-base64", "The text is not base64, or not the one way to write it.")
    return data


def _read_line(line: str) -> NoteSignature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not _is_name(name):
        raise Unreadable("not-a-note", "A signature line is a dash, a name and base64, with a space between.")
    data = from_base64(encoded)
    if len(data) <= KEY_ID_BYTES:
        raise Unreadable("not-a-note", f"The signature line of {name} has no signature.")
    return NoteSignature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _is_name(name: str) -> bool:
    return name != "" and "+" not in name and not any(letter.isspace() or letter < " " for letter in name)


def _check_text(text: bytes) -> None:
    if not text.endswith(b"\n"):
        raise Unreadable("not-a-note", "The text of a note ends with a newline.")
    _utf8(text)


def _utf8(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Unreadable("not-a-note", "A note is written in UTF-8.") from error
    if _CONTROL.search(text):
        raise Unreadable("not-a-note", "A note has no control character but the newline.")
    return text
