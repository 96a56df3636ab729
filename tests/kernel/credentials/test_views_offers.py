"""A wallet takes a credential by OpenID4VCI: what it gets, and everything it does not get."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from munera.engines.attestation.canonical import canonical
from munera.engines.attestation.jose import sign_compact
from munera.engines.attestation.keys import MemoryKey, PublicKey
from munera.engines.attestation.sd_jwt import verify_sd_jwt_vc
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.actions import offering
from munera.kernel.credentials.choices import KeyAlgorithm, Verdict
from munera.kernel.credentials.models import Credential, IssuerKey, Offer
from munera.kernel.credentials.queries.offers import PRE_AUTHORISED
from tests.engines.attestation.authority import Authority
from tests.factories.credentials import achievement, credential, issuer

pytestmark = pytest.mark.django_db
WALLET = MemoryKey.from_seed(bytes(range(1, 33)), algorithm="P-256")


@pytest.fixture
def held(log_key: None) -> Credential:
    certifying = issuer()
    actions.add_key(certifying, algorithm=KeyAlgorithm.P256, by=None)
    issued = credential(of=achievement(certifying))
    actions.publish_checkpoint()
    return issued


@pytest.fixture
def offered(client: Client, held: Credential) -> dict[str, str]:
    """What the holder sees, and what the wallet then fetches."""
    client.force_login(held.holder)
    page = client.post(reverse("credentials:offer_credential", args=[held.number]))
    client.logout()
    link = urlsplit(page.context["link"])
    address = parse_qs(link.query)["credential_offer_uri"][0]
    assert link.scheme == "openid-credential-offer"
    offer = client.get(urlsplit(address).path).json()
    grant = offer["grants"][PRE_AUTHORISED]
    assert re.fullmatch(r"\d{6}", page.context["digits"])
    return {
        "grant_type": PRE_AUTHORISED,
        "pre-authorized_code": grant["pre-authorized_code"],
        "tx_code": page.context["digits"],
    }


def token_for(client: Client, said: dict[str, str]) -> Any:
    return client.post(reverse("credentials:exchange_code"), said)


def proof(client: Client, **changes: Any) -> str:
    nonce = client.post(reverse("credentials:ask_nonce")).json()["c_nonce"]
    claims = {"aud": settings.MUNERA_ADDRESS, "iat": int(timezone.now().timestamp()), "nonce": nonce} | changes
    header = {"typ": "openid4vci-proof+jwt", "jwk": WALLET.public.jwk()}
    return sign_compact(canonical(claims), WALLET, header=header)


def fetch(client: Client, token: str, name: str, shown: str) -> Any:
    body = {"credential_configuration_id": name, "proofs": {"jwt": [shown]}}
    return client.post(
        reverse("credentials:fetch_credential"),
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.mark.parametrize("name", ["munera_achievement_sd_jwt", "munera_achievement_jwt", "munera_achievement_ldp"])
def test_a_wallet_takes_each_form_and_each_is_found_valid(
    client: Client, held: Credential, offered: dict[str, str], name: str
) -> None:
    token = token_for(client, offered).json()["access_token"]
    answer = fetch(client, token, name, proof(client))
    assert answer.status_code == 200, answer.content
    taken = answer.json()["credentials"][0]["credential"]
    data = canonical(taken) if isinstance(taken, dict) else taken.encode()
    checked = queries.check(data)
    assert (checked.verdict, checked.issuer) == (Verdict.VALID, held.issuer)
    actions.withdraw_credential(held, because="A mistake", by=None)
    assert queries.check(data).verdict == Verdict.WITHDRAWN


@pytest.mark.parametrize("name", ["munera_achievement_sd_jwt", "munera_achievement_jwt"])
def test_what_a_wallet_holds_outlives_the_key_that_signed_it(
    client: Client, held: Credential, offered: dict[str, str], name: str
) -> None:
    token = token_for(client, offered).json()["access_token"]
    taken = fetch(client, token, name, proof(client)).json()["credentials"][0]["credential"]
    actions.publish_checkpoint()
    actions.rotate_key(held.issuer.keys.get(algorithm=KeyAlgorithm.P256), by=None)
    checked = queries.check(taken.encode())
    assert checked.verdict == Verdict.VALID
    assert {str(check.name): check.outcome for check in checked.checks}["It stands in the public log"] == "ok"
    assert (checked.told.name, checked.told.holder) == (held.achievement.name, held.holder.full_name)


def test_a_key_that_is_replaced_meanwhile_puts_nothing_into_a_wallet(held: Credential) -> None:
    key = held.issuer.keys.get(algorithm=KeyAlgorithm.P256)
    actions.rotate_key(key, by=None)
    size = queries.log_size()
    with pytest.raises(offering.NotTaken):
        offering.write_into_log("a.token.of-another-day", key)
    assert queries.log_size() == size


def chain_for(key: IssuerKey, authority: Authority) -> bytes:
    """What the authority makes of the request, as it would send it."""
    request = x509.load_pem_x509_csr(queries.certificate_request(key))
    assert request.is_signature_valid
    public = PublicKey.from_multibase(key.multikey)
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    [issuer] = names.get_values_for_type(x509.UniformResourceIdentifier)
    chain = [x509.load_der_x509_certificate(der) for der in authority.chain(public, name=issuer)]
    return b"".join(each.public_bytes(Encoding.PEM) for each in chain)


def test_a_certified_key_brings_its_certificates_to_the_wallet(
    client: Client, held: Credential, offered: dict[str, str]
) -> None:
    authority = Authority(now=timezone.now())
    key = held.issuer.keys.get(algorithm=KeyAlgorithm.P256)
    actions.certify_key(key, chain_for(key, authority), by=None)
    token = token_for(client, offered).json()["access_token"]
    answer = fetch(client, token, "munera_achievement_sd_jwt", proof(client))
    taken = answer.json()["credentials"][0]["credential"]

    by_authority = verify_sd_jwt_vc(taken, key_of=pytest.fail, now=timezone.now(), anchors=[authority.anchor])
    assert by_authority["iss"] == held.issuer.did
    assert queries.check(taken.encode()).verdict == Verdict.VALID


def test_certificates_for_another_key_or_issuer_are_not_kept(held: Credential) -> None:
    authority = Authority(now=timezone.now())
    key, other = held.issuer.keys.get(algorithm=KeyAlgorithm.P256), issuer()
    theirs = actions.add_key(other, algorithm=KeyAlgorithm.P256, by=None)
    for chain in (chain_for(theirs, authority), b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(actions.OtherCertificate):
            actions.certify_key(key, chain, by=None)
    key.refresh_from_db()
    assert key.chain == ""


def test_what_the_site_says_of_itself_names_these_endpoints(client: Client) -> None:
    said = client.get("/.well-known/openid-credential-issuer").json()
    server = client.get("/.well-known/oauth-authorization-server").json()
    assert said["credential_issuer"] == server["issuer"] == settings.MUNERA_ADDRESS
    assert urlsplit(said["credential_endpoint"]).path == reverse("credentials:fetch_credential")
    assert urlsplit(server["token_endpoint"]).path == reverse("credentials:exchange_code")
    formats = {one["format"] for one in said["credential_configurations_supported"].values()}
    assert formats == {"dc+sd-jwt", "vc+jwt", "ldp_vc"}


def test_a_code_is_taken_once(client: Client, offered: dict[str, str]) -> None:
    assert token_for(client, offered).status_code == 200
    again = token_for(client, offered)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_few_wrong_digits_end_the_offer(client: Client, offered: dict[str, str]) -> None:
    wrong = offered | {"tx_code": "000000" if offered["tx_code"] != "000000" else "111111"}
    for _ in range(5):
        assert token_for(client, wrong).json()["error"] == "invalid_grant"
    assert token_for(client, offered).json()["error"] == "invalid_grant"


def test_an_offer_ends_by_itself(client: Client, offered: dict[str, str]) -> None:
    Offer.objects.update(expires_at=timezone.now())
    assert token_for(client, offered).json()["error"] == "invalid_grant"
    assert client.get(reverse("credentials:show_offer", args=[Offer.objects.get().number])).status_code == 404


def test_a_token_ends_by_itself(client: Client, offered: dict[str, str]) -> None:
    token = token_for(client, offered).json()["access_token"]
    Offer.objects.update(token_until=timezone.now())
    answer = fetch(client, token, "munera_achievement_ldp", proof(client))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert "invalid_token" in answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"aud": "https://other.example"}, "invalid_proof"),
        ({"iat": 1}, "invalid_proof"),
        ({"nonce": "made up"}, "invalid_nonce"),
    ],
)
def test_a_proof_for_somebody_else_or_of_another_time_is_refused(
    client: Client, offered: dict[str, str], changes: dict[str, Any], error: str
) -> None:
    token = token_for(client, offered).json()["access_token"]
    answer = fetch(client, token, "munera_achievement_ldp", proof(client, **changes))
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_nonce_serves_one_proof(client: Client, offered: dict[str, str]) -> None:
    token = token_for(client, offered).json()["access_token"]
    shown = proof(client)
    assert fetch(client, token, "munera_achievement_ldp", shown).status_code == 200
    assert fetch(client, token, "munera_achievement_ldp", shown).json()["error"] == "invalid_nonce"


def test_what_was_withdrawn_meanwhile_is_not_handed_out(
    client: Client, held: Credential, offered: dict[str, str]
) -> None:
    token = token_for(client, offered).json()["access_token"]
    actions.withdraw_credential(held, because="A mistake", by=None)
    answer = fetch(client, token, "munera_achievement_ldp", proof(client))
    assert answer.json()["error"] == "credential_request_denied"
    client.force_login(held.holder)
    assert client.post(reverse("credentials:offer_credential", args=[held.number])).status_code == 409


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("[]", "invalid_credential_request"),
        ("{", "invalid_credential_request"),
        ('{"credential_configuration_id": "other"}', "unknown_credential_configuration"),
        ('{"credential_configuration_id": "munera_achievement_ldp"}', "invalid_proof"),
        ('{"credential_configuration_id": "munera_achievement_ldp", "proofs": {"jwt": ["a.b.c"]}}', "invalid_proof"),
    ],
)
def test_a_request_of_another_shape_gets_its_word(
    client: Client, offered: dict[str, str], body: str, error: str
) -> None:
    token = token_for(client, offered).json()["access_token"]
    answer = client.post(
        reverse("credentials:fetch_credential"),
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (answer.status_code, answer.json()["error"]) == (400, error)
