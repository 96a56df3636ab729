"""The national eIDs that open this site, read from the environment: any number, each an OpenID Connect provider.

``MUNERA_EIDS=rs,pt`` names them; then, for each, say ``MUNERA_EID_RS_NAME``, ``_SERVER``, ``_CLIENT_ID`` and
``_SECRET``. It may also have ``_SCOPE``, ``_AUTH_METHOD``, ``_TWO_FACTORS`` (the eID itself shows two factors),
``_NUMBER_CLAIM`` with ``_NUMBER_KIND`` (where it states the person's number, and which number that is), and
``_FORM_ORIGINS`` (further origins through which its sign-in page passes).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from environs import Env


@dataclass(frozen=True, slots=True)
class Eid:
    """One provider. ``number_claim`` is the claim that holds a number of ``number_kind`` (an ``IdentifierKind``)."""

    code: str
    name: str
    server: str
    client_id: str
    secret: str
    scope: tuple[str, ...] = ("openid", "profile", "email")
    auth_method: str = ""
    shows_two_factors: bool = False
    number_claim: str = ""
    number_kind: str = ""
    form_origins: tuple[str, ...] = ()

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins that a form of our sign-in page may lead to."""
        server = urlsplit(self.server)
        return (f"{server.scheme}://{server.netloc}", *self.form_origins)


def eids_named_in(env: Env) -> tuple[Eid, ...]:
    """Every eID that the environment names; a missing name or key stops the start and says which."""
    codes: list[str] = env.list("MUNERA_EIDS", [])
    return tuple(_eid(env, code) for code in codes)


def _eid(env: Env, code: str) -> Eid:
    with env.prefixed(f"MUNERA_EID_{code.upper().replace('-', '_')}_"):
        return Eid(
            code=code,
            name=env.str("NAME"),
            server=env.str("SERVER").rstrip("/"),
            client_id=env.str("CLIENT_ID"),
            secret=env.str("SECRET"),
            scope=tuple(env.list("SCOPE", ["openid", "profile", "email"])),
            auth_method=env.str("AUTH_METHOD", ""),
            shows_two_factors=env.bool("TWO_FACTORS", False),
            number_claim=env.str("NUMBER_CLAIM", ""),
            number_kind=env.str("NUMBER_KIND", ""),
            form_origins=tuple(env.list("FORM_ORIGINS", [])),
        )


def provider_settings(eids: Iterable[Eid]) -> dict[str, Any]:
    """The same, in the words of allauth. PKCE is on for all of them."""
    return {"OAUTH_PKCE_ENABLED": True, "APPS": [_app(eid) for eid in eids]}


def _app(eid: Eid) -> dict[str, Any]:
    settings: dict[str, Any] = {"server_url": eid.server, "scope": list(eid.scope)}
    if eid.auth_method:
        settings["token_auth_method"] = eid.auth_method
    return {
        "provider_id": eid.code,
        "name": eid.name,
        "client_id": eid.client_id,
        "secret": eid.secret,
        "settings": settings,
    }
