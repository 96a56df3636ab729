"""What a wallet reads before it takes a credential: who issues, in which forms, and the offer (OpenID4VCI 1.0)."""

import uuid
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from munera.kernel.credentials.models import Offer
from munera.kernel.organisations.queries import site_organisation
from munera.kernel.sealing import unseal_bytes

PRE_AUTHORISED: Final = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
TRANSACTION_DIGITS: Final = 6
# The names by which a wallet asks, and the form that each means.
CONFIGURATIONS: Final = {
    "munera_achievement_sd_jwt": "dc+sd-jwt",
    "munera_achievement_jwt": "vc+jwt",
    "munera_achievement_ldp": "ldp_vc",
}
SIGNING: Final = {
    "dc+sd-jwt": ["ES256", "EdDSA"],
    "vc+jwt": ["ES256", "EdDSA"],
    "ldp_vc": ["eddsa-jcs-2022", "eddsa-rdfc-2022"],
}
TYPES: Final = ["VerifiableCredential", "OpenBadgeCredential"]


def type_address() -> str:
    """The type (``vct``) of every achievement as an SD-JWT VC."""
    return f"{settings.MUNERA_ADDRESS}{reverse('credentials:show_type')}"


def issuer_metadata() -> dict[str, Any]:
    """12.2.4: this site as a credential issuer."""
    return {
        "credential_issuer": settings.MUNERA_ADDRESS,
        "credential_endpoint": _at("fetch_credential"),
        "nonce_endpoint": _at("ask_nonce"),
        "display": [{"name": _name_of_site(), "locale": "en"}],
        "credential_configurations_supported": {name: _configuration(form) for name, form in CONFIGURATIONS.items()},
    }


def authorization_server() -> dict[str, Any]:
    """RFC 8414: where the code becomes a token. There is nothing else to log in to."""
    return {
        "issuer": settings.MUNERA_ADDRESS,
        "token_endpoint": _at("exchange_code"),
        "grant_types_supported": [PRE_AUTHORISED],
        "response_types_supported": [],
        "pre-authorized_grant_anonymous_access_supported": True,
    }


def type_metadata() -> dict[str, Any]:
    """What the claims of the type are called (SD-JWT VC, 4)."""
    shown = ("achievement", "issuer_name", "name", "description", "skills")
    return {
        "vct": type_address(),
        "name": "Achievement",
        "claims": [
            {"path": [name], "display": [{"lang": "en", "label": name.replace("_", " ")}], "sd": "allowed"}
            for name in shown
        ],
    }


def offer_file(number: uuid.UUID) -> dict[str, Any] | None:
    """4.1.1: the offer, while its code can still be taken."""
    offer = Offer.objects.filter(number=number, taken_at=None, expires_at__gt=timezone.now()).first()
    if offer is None:
        return None
    code = unseal_bytes(bytes(offer.sealed)).decode()
    transaction = {
        "input_mode": "numeric",
        "length": TRANSACTION_DIGITS,
        "description": _("The six digits that this site shows you."),
    }
    return {
        "credential_issuer": settings.MUNERA_ADDRESS,
        "credential_configuration_ids": list(CONFIGURATIONS),
        "grants": {PRE_AUTHORISED: {"pre-authorized_code": code, "tx_code": transaction}},
    }


def link_of(offer: Offer) -> str:
    """What the code holds, and what a phone with a wallet opens (4.1.3)."""
    address = _at("show_offer", offer.number)
    return f"openid-credential-offer://?{urlencode({'credential_offer_uri': address})}"


def _configuration(form: str) -> dict[str, Any]:
    holder_bound = form == "dc+sd-jwt"
    said: dict[str, Any] = {
        "format": form,
        "credential_signing_alg_values_supported": SIGNING[form],
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": ["ES256", "EdDSA"]}},
        "cryptographic_binding_methods_supported": ["jwk"],
        "credential_metadata": {"display": [{"name": "Achievement", "locale": "en"}]},
    }
    return said | ({"vct": type_address()} if holder_bound else {"credential_definition": {"type": TYPES}})


def _name_of_site() -> str:
    organisation = site_organisation()
    return organisation.name if organisation else settings.MUNERA_ADDRESS


def _at(name: str, *parts: Any) -> str:
    return f"{settings.MUNERA_ADDRESS}{reverse(f'credentials:{name}', args=parts)}"
