"""The JSON-LD contexts that this engine knows, byte for byte. No other is read, and none is ever fetched.

A context gives the terms of a signed document their meaning, so whoever can change one can change what was signed
without touching the signature (VC Data Integrity 1.0, 2.4.1 and 4.6). ``contexts/SOURCES.md`` tells where each file
comes from.
"""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

# Address: file, SHA-256 of its bytes. The first is the digest that VC Data Model 2.0, appendix B.1, prints.
DIGESTS = {
    CREDENTIALS_V2: (
        "credentials-2.0.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    CREDENTIALS_V1: (
        "credentials-1.1.json",
        "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8",
    ),
    OPEN_BADGES_V3: (
        "open-badges-3.0.3.json",
        "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": (
        "open-badges-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": (
        "open-badges-3.0.1.json",
        "af095468326d3449160509b26ca71576e6321d13c85b0369cfe3b654c9a48fba",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": (
        "open-badges-3.0.0.json",
        "9f1c8f9f361ba2994b9b50701f41149919542c50c7b7455b2846d87959295d72",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": (
        "open-badges-extensions.json",
        "2d013f981d1f4516081a6a04e55468ba2b071d4153b794f19a79715c45a89a5e",
    ),
    "https://w3id.org/security/data-integrity/v1": (
        "data-integrity-1.json",
        "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554",
    ),
    "https://w3id.org/security/data-integrity/v2": (
        "data-integrity-2.json",
        "0f77743daf5b4e8fc067fc5ba5b21044283053aa717fc6b0219843bed3b00363",
    ),
    "https://w3id.org/security/suites/ed25519-2020/v1": (
        "ed25519-2020.json",
        "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
    ),
}


def read_pinned(folder: Traversable) -> Mapping[str, bytes]:
    """Every pinned context in ``folder``; raises ``RuntimeError`` where a file is not the one that was pinned."""
    read = {address: (folder / name).read_bytes() for address, (name, _) in DIGESTS.items()}
    for address, (name, digest) in DIGESTS.items():
        if hashlib.sha256(read[address]).hexdigest() != digest:
            raise RuntimeError(f"contexts/{name} is not the file that was pinned for {address}; install munera anew.")
    return MappingProxyType(read)


# Address to bytes; checked once, when the engine is loaded.
PINNED = read_pinned(files("munera.engines.attestation") / "contexts")
