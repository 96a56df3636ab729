"""A credential checked from the bytes up, in every form, with and without a log; and the files of 1EdTech."""

import contextlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from munera.engines.attestation.baking import bake_pdf, bake_png, bake_svg
from munera.engines.attestation.canonical import canonical, read_document
from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.jose import sign_compact, to_vc_jwt
from munera.engines.attestation.keys import MemoryKey, PublicKey
from munera.engines.attestation.log.leaves import AccreditationGranted, AccreditationWithdrawn, KeyAdded, KeyRotated
from munera.engines.attestation.opening import bundle
from munera.engines.attestation.proofs import add_proof, issue
from munera.engines.attestation.reasons import SENTENCES, Reason
from munera.engines.attestation.report import CHECKS, Policy, Report
from munera.engines.attestation.resolver import (
    DidDocument,
    FetchingResolver,
    OfflineResolver,
    VerificationMethod,
)
from munera.engines.attestation.sd_jwt import disclosures_of, present, to_sd_jwt_vc
from munera.engines.attestation.signatures import Presentation
from munera.engines.attestation.status import StatusList, status_list_token_claims
from munera.engines.attestation.verify import verify
from tests.engines.attestation.carriers import pdf, png
from tests.engines.attestation.published import vectors
from tests.engines.attestation.test_baking import SVG
from tests.engines.attestation.town import (
    FOREIGN_KEY,
    JCS,
    KEY,
    LIST,
    LOG_KEYS,
    NEW_KEY,
    NOW,
    OTHER,
    RDFC,
    TOWN,
    TownLog,
    badge,
    check,
    entry,
    failures,
    key,
    resolver,
    served,
    signed,
    status_list,
)

P256 = MemoryKey.from_seed(b"\7" * 32, f"{TOWN}#p256", "P-256")
SALTS = [bytes([number]) * 16 for number in range(1, 9)]
# As 1EdTech's own tests have it, they were all looked at in 2026.
LOOKED_AT = datetime(2026, 11, 1, tzinfo=UTC)


def sd_jwt(**options: Any) -> str:
    record = {
        "iss": TOWN,
        "vct": "https://town.example/types/interpreter",
        "exp": int((NOW + timedelta(days=30)).timestamp()),
        "name": "Interpreting in court",
        "given_name": "Milica",
    }
    return to_sd_jwt_vc(record, P256, **({"disclosable": ["given_name"], "salts": SALTS, "now": NOW} | options))


# --- what a report says ---------------------------------------------------------------------------------------------


def test_a_credential_of_the_town_is_valid_and_every_check_says_why() -> None:
    report = check(signed(suites=(JCS, RDFC)))
    assert [(each.id, each.outcome, each.reason.code) for each in report.checks] == [
        ("readable", "ok", "read"),
        ("format", "ok", "format-known"),
        ("rules", "ok", "rules-kept"),
        ("context", "ok", "context-pinned"),
        ("issuer", "ok", "issuer-named"),
        ("proof", "ok", "proof-verified"),
        ("key-authorised", "ok", "key-listed"),
        ("dates", "ok", "dates-within"),
        ("status", "skipped", "status-none"),
        ("log", "skipped", "log-not-asked"),
        ("witnesses", "skipped", "witnesses-no-receipt"),
        ("schema", "skipped", "schema-none"),
    ]
    assert report.valid
    assert (report.format, report.container, report.issuer, report.position) == ("vc", "", TOWN, None)
    assert report.credential == signed(suites=(JCS, RDFC))
    assert report.document == read_document(report.credential)
    assert report.check("proof").clause == "VC-DI EdDSA 1.0, 3.3.2"


def test_every_reason_has_a_sentence_that_its_values_fill() -> None:
    for code, sentence in SENTENCES.items():
        values = dict.fromkeys(re.findall(r"\{(\w+)\}", sentence), "So it is.")
        assert str(Reason(code, **values)).endswith("."), code


def test_a_lower_layer_may_use_a_word_of_ours_and_keeps_its_own_sentence() -> None:
    assert str(Reason("expired", sentence="The token is old.")) == "The token is old."
    assert str(Reason("never-heard-of", sentence="Something else.")) == "Something else."
    assert str(Reason("key-refused", method="a#b", sentence="It is broken.")).endswith("used: It is broken.")


def test_what_cannot_be_read_has_one_failure_and_nothing_else_was_asked() -> None:
    report = check(b"hello")
    assert failures(report) == {"readable": "unknown-format"}
    assert [each.id for each in report.checks] == list(CHECKS)
    assert {each.reason.code for each in report.checks[1:]} == {"not-reached"}
    assert not report.valid


def test_a_form_that_the_policy_leaves_out_is_refused() -> None:
    assert failures(check(signed(), policy=Policy(formats=frozenset({"dc+sd-jwt"})))) == {
        "format": "format-not-allowed"
    }


# --- the same credential in every form ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("container", "wrap"),
    [
        ("", lambda data: b"\n" + data + b"\r\n"),
        ("png", lambda data: bake_png(png(), data)),
        ("svg", lambda data: bake_svg(SVG, data)),
        ("pdf", lambda data: bake_pdf(pdf(), data)),
        ("bundle", bundle),
        ("png", lambda data: bake_png(png(), bundle(data))),
    ],
)
def test_a_credential_is_found_in_what_carries_it(container: str, wrap: Callable[[bytes], bytes]) -> None:
    report = check(wrap(signed()))
    assert report.valid
    assert (report.container, report.credential) == (container, signed())
    assert failures(check(wrap(signed().replace(b"court", b"Court"))))["proof"] == "signature"


def test_a_picture_without_a_credential_holds_none() -> None:
    assert failures(check(png())) == {"readable": "holds-none"}
    assert failures(check(SVG)) == {"readable": "holds-none"}
    assert failures(check(pdf())) == {"readable": "holds-none"}


@pytest.mark.parametrize("signer", [KEY, P256])
def test_a_signed_token_is_valid(signer: MemoryKey) -> None:
    report = check(to_vc_jwt(badge(), signer, now=NOW).encode(), resolver=resolver(KEY, P256))
    assert report.valid
    assert (report.format, report.issuer, report.document) == ("vc+jwt", TOWN, badge())


def test_a_token_is_refused_by_the_check_that_it_fails() -> None:
    token = to_vc_jwt(badge(), KEY, now=NOW)
    head, _, signature = token.split(".")
    forged = to_vc_jwt(badge(name="Judge"), KEY, now=NOW).split(".")[1]
    assert failures(check(f"{head}.{forged}.{signature}".encode())) == {"proof": "bad-signature"}
    assert failures(check(to_vc_jwt(badge(), NEW_KEY, now=NOW).encode(), resolver=resolver(KEY))) == {
        "key-authorised": "key-not-listed"
    }
    foreign = to_vc_jwt(badge(), FOREIGN_KEY, now=NOW)
    assert failures(check(foreign.encode())) == {"issuer": "issuer-not-controller"}
    expired = to_vc_jwt(badge(validUntil="2026-11-25T11:59:59Z"), KEY, now=NOW)
    assert failures(check(expired.encode())) == {"dates": "expired"}
    assert failures(check(b"a.b.c")) == {"readable": "not-base64url"}
    assert not check(f"{head}.{forged}.{signature}".encode()).valid
    assert check(f"{head}.{forged}.{signature}".encode()).document is None


def test_a_token_of_which_the_holder_shows_parts_is_valid() -> None:
    report = check(sd_jwt().encode(), resolver=resolver(P256))
    assert report.valid
    assert report.document is not None
    assert report.document["given_name"] == "Milica"
    assert (report.format, report.issuer) == ("dc+sd-jwt", TOWN)
    hidden = check(present(sd_jwt(), []).encode(), resolver=resolver(P256))
    assert hidden.valid
    assert hidden.document is not None
    assert "given_name" not in hidden.document


def test_a_presentation_is_checked_for_who_asked() -> None:
    holder = MemoryKey.from_seed(b"\x09" * 32, algorithm="P-256")
    token = sd_jwt(holder_jwk=holder.public.jwk())
    shown = present(
        token,
        [each.text for each in disclosures_of(token)],
        key=holder,
        nonce="n-1",
        audience="https://employer.example",
        now=NOW,
    ).encode()
    asked = Presentation("n-1", "https://employer.example")
    assert check(shown, resolver=resolver(P256), presentation=asked).valid
    for other in (replace(asked, nonce="n-2"), replace(asked, audience="https://else.example"), None):
        report = check(shown, resolver=resolver(P256), presentation=other)
        assert failures(report).keys() == {"proof"}
        assert report.document is None
    assert failures(check(token.encode(), resolver=resolver(P256), presentation=asked)) == {"proof": "no-key-binding"}


def test_a_token_with_parts_is_refused_by_the_check_that_it_fails() -> None:
    old = {"now": NOW + timedelta(days=31)}
    assert failures(check(sd_jwt().encode(), resolver=resolver(P256), **old)) == {"dates": "expired"}
    assert failures(check(sd_jwt().encode(), resolver=resolver(KEY))) == {"key-authorised": "key-not-listed"}
    head, _, rest = sd_jwt().partition("~")
    assert failures(check(f"{head[:-2]}AA~{rest}".encode(), resolver=resolver(P256)))["proof"] == "bad-signature"


# --- who issued it --------------------------------------------------------------------------------------------------


def test_only_trusted_issuers_pass_where_trust_is_asked_for() -> None:
    assert (
        check(signed(), policy=Policy(trusted_issuers=frozenset({TOWN}))).check("issuer").reason.code == "issuer-known"
    )
    refused = check(signed(), policy=Policy(trusted_issuers=frozenset({OTHER})))
    assert failures(refused) == {"issuer": "issuer-not-trusted"}


def test_a_credential_of_another_issuer_is_valid_without_our_log() -> None:
    """Its document is fetched by what was handed in; our log has nothing to say and the report says so."""
    foreign = issue(badge(issuer={"id": OTHER, "type": ["Profile"], "name": "Other"}), FOREIGN_KEY, now=NOW)
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        method = {"id": f"{OTHER}#key-1", "controller": OTHER, "publicKeyMultibase": FOREIGN_KEY.public.multibase}
        return canonical({"id": OTHER, "verificationMethod": [method], "assertionMethod": [f"{OTHER}#key-1"]})

    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    policy = Policy(require_receipt=True)
    options = {"history": town.history, "log_keys": LOG_KEYS, "policy": policy}
    report = check(foreign, resolver=FetchingResolver(fetch), **options)
    assert report.valid
    assert report.check("log").reason.code == "log-foreign"
    assert report.check("log").outcome == "skipped"
    assert asked == ["https://other.example/.well-known/did.json"]


@pytest.mark.parametrize("algorithm", [JCS, RDFC])
def test_a_credential_of_a_key_that_is_its_own_name_is_valid(algorithm: str) -> None:
    alone = MemoryKey.from_seed(b"\5" * 32)
    made = issue(badge(issuer=alone.public.did_key()), alone, now=NOW, suites=(algorithm,))
    report = check(made, resolver=OfflineResolver())
    assert report.valid
    assert report.check("key-authorised").reason.code == "key-is-issuer"


def test_a_document_sends_nobody_to_strangers() -> None:
    """Only the issuer is looked up, so that a file cannot make us ask sixteen hosts of its choice."""

    class Nobody:
        def resolve(self, did: str) -> DidDocument:
            raise AssertionError(did)

    for controller in (OTHER, "https://stranger.example/keys", "urn:uuid:1"):
        report = check(signed(key(3, controller=controller)), resolver=Nobody())
        assert failures(report) == {"issuer": "issuer-not-controller"}


# --- the log --------------------------------------------------------------------------------------------------------


def test_a_receipt_shows_the_position_and_the_witnesses() -> None:
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    position = town.write(signed())
    town.write(signed(id="urn:uuid:1"))
    receipt = town.receipt(position)
    for data, extra in ((signed(), {"receipt": receipt}), (bundle(signed(), receipt=receipt), {})):
        report = check(data, history=town.history, log_keys=LOG_KEYS, policy=Policy(require_receipt=True), **extra)
        assert report.valid
        assert (report.position, report.check("log").reason.code) == (1, "log-included")
        assert report.check("witnesses").reason.values == {"count": 2}
        assert report.check("key-authorised").reason.code == "key-authorised"
    other = check(signed(id="urn:uuid:2"), history=town.history, log_keys=LOG_KEYS, receipt=receipt)
    assert failures(other) == {"log": "wrong-root"}
    assert other.position is None


def test_a_second_proof_leaves_the_credential_where_it_is_in_the_log() -> None:
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    position = town.write(signed())
    both = add_proof(signed(), KEY, now=NOW)
    report = check(both, history=town.history, log_keys=LOG_KEYS, receipt=town.receipt(position))
    assert report.valid
    assert report.position == position


def test_a_missing_receipt_fails_only_where_one_is_required() -> None:
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    options = {"history": town.history, "log_keys": LOG_KEYS}
    assert check(signed(), **options).valid
    assert failures(check(signed(), **options, policy=Policy(require_receipt=True))) == {"log": "log-missing"}
    token = to_vc_jwt(badge(), KEY, now=NOW).encode()
    assert failures(check(token, **options, policy=Policy(require_receipt=True))) == {"log": "log-missing"}


@pytest.mark.parametrize("form", ["vc+jwt", "dc+sd-jwt"])
def test_a_token_that_stands_in_the_log_outlives_the_day_its_key_is_replaced(form: str) -> None:
    town = TownLog()
    town.note(KeyAdded(TOWN, P256.verification_method, P256.public, NOW))
    token = to_vc_jwt(badge(), P256, now=NOW) if form == "vc+jwt" else sd_jwt()
    before = town.write_token(token)
    town.note(KeyRotated(TOWN, NEW_KEY.verification_method, NEW_KEY.public, P256.verification_method, NOW))
    after = town.write_token(token)
    # Less of it is shown than was signed; what stands in the log is what was signed.
    shown = present(token, []) if form == "dc+sd-jwt" else token

    def checked(receipt: bytes | None) -> Report:
        return check(shown.encode(), history=town.history, log_keys=LOG_KEYS, receipt=receipt)

    assert checked(town.receipt(before)).valid
    assert checked(town.receipt(before)).position == before
    assert failures(checked(town.receipt(after))) == {"key-authorised": "key-rotated"}
    assert failures(checked(None)) == {"key-authorised": "key-position-unknown"}
    assert failures(checked(town.receipt(0)))["log"] == "wrong-root"


def test_a_receipt_of_no_known_log_shows_nothing() -> None:
    town = TownLog()
    receipt = town.receipt(town.write(signed()))
    assert check(signed(), receipt=receipt).check("log").reason.code == "log-no-keys"
    required = check(signed(), receipt=receipt, policy=Policy(require_receipt=True))
    assert failures(required) == {"log": "log-no-keys"}
    assert failures(check(signed(), receipt=b"c2sp.org/tlog-proof@v2\n", log_keys=LOG_KEYS)) == {"log": "not-a-receipt"}


def test_too_few_witnesses_leave_the_log_and_fail_their_own_check() -> None:
    town = TownLog()
    position = town.write(signed())
    alone = town.log.receipt(position).dumps()
    assert failures(check(signed(), receipt=alone, log_keys=LOG_KEYS)) == {"witnesses": "witnesses-too-few"}
    none_asked = check(signed(), receipt=alone, log_keys=replace(LOG_KEYS, quorum=0))
    assert none_asked.valid
    assert none_asked.check("witnesses").reason.code == "witnesses-not-asked"


def test_an_issuer_without_accreditation_is_refused_where_the_log_speaks_of_it() -> None:
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    asked = {"log_keys": LOG_KEYS, "policy": Policy(require_accreditation=True)}
    before = town.write(signed())
    assert failures(check(signed(), history=town.history, receipt=town.receipt(before), **asked)) == {
        "issuer": "issuer-not-accredited"
    }
    town.note(AccreditationGranted(TOWN, "courses", (OTHER,), NOW))
    during = town.write(signed(id="urn:uuid:1"))
    town.note(AccreditationWithdrawn(TOWN, "courses", (OTHER,), "closed", NOW))
    after = town.write(signed(id="urn:uuid:2"))
    options = {"history": town.history, "log_keys": LOG_KEYS}
    assert check(signed(id="urn:uuid:1"), receipt=town.receipt(during), **options).valid
    # Withdrawn, it counts whether it was asked for or not.
    refused = check(signed(id="urn:uuid:2"), receipt=town.receipt(after), **options)
    assert failures(refused) == {"issuer": "issuer-not-accredited"}


def test_the_history_of_one_log_says_nothing_of_a_position_in_another() -> None:
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    town.note(KeyRotated(TOWN, NEW_KEY.verification_method, NEW_KEY.public, KEY.verification_method, NOW))
    elsewhere = TownLog()
    elsewhere.log.add(b"an entry")
    position = elsewhere.write(signed())
    history = town.history
    history.origin = "log.else.example"
    report = check(signed(), history=history, log_keys=LOG_KEYS, receipt=elsewhere.receipt(position))
    assert failures(report) == {"key-authorised": "key-position-unknown"}


# --- status ---------------------------------------------------------------------------------------------------------


def test_a_status_is_asked_of_a_list_and_of_nothing_else() -> None:
    made = signed(credentialStatus=entry(7))
    asked: list[str] = []

    def status_of(url: str) -> bytes:
        asked.append(url)
        return status_list(8)

    report = check(made, status_of=status_of)
    assert report.valid
    assert report.check("status").reason.code == "status-good"
    assert asked == [LIST]
    withdrawn = check(made, status_of=served({LIST: status_list(7)}))
    assert failures(withdrawn) == {"status": "status-revoked"}


def test_a_list_in_the_bundle_serves_where_there_is_no_network() -> None:
    made = signed(credentialStatus=entry(7))
    assert check(bundle(made, statuses={LIST: status_list()})).valid
    assert check(bundle(made, statuses={LIST: status_list()}), status_of=served({})).valid
    # What is published now comes first.
    newer = served({LIST: status_list(7)})
    assert failures(check(bundle(made, statuses={LIST: status_list()}), status_of=newer)) == {
        "status": "status-revoked"
    }


def test_the_worst_of_several_statuses_counts() -> None:
    other = "https://town.example/status/2"
    entries = [entry(7), entry(7, purpose="suspension", url=other)]
    made = signed(credentialStatus=entries)
    assert failures(check(made, status_of=served({LIST: status_list()}))) == {"status": "status-unavailable"}
    suspending = read_document(status_list(7, purpose="suspension"))
    del suspending["proof"]
    suspending |= {"id": other}
    lists = served({LIST: status_list(), other: issue(suspending, KEY, now=NOW)})
    assert failures(check(made, status_of=lists)) == {"status": "status-suspended"}
    assert failures(check(signed(credentialStatus=[entry(7)] * 5), status_of=lists)) == {"status": "too-large"}


def test_a_token_asks_a_list_that_is_a_token() -> None:
    token = sd_jwt(status={"status_list": {"idx": 7, "uri": LIST}})
    bits = StatusList(bytes(131_072 // 8))

    def listed(**changes: Any) -> Callable[[str], bytes]:
        claims = status_list_token_claims(
            bits, uri=LIST, purpose="revocation", issued_at=NOW, expires_at=NOW + timedelta(minutes=5)
        )
        signer = changes.pop("signer", P256)
        header = {"kid": signer.verification_method, "typ": "statuslist+jwt"} | changes
        return served({LIST: sign_compact(canonical(claims), signer, header=header).encode()})

    options: dict[str, Any] = {"resolver": resolver(P256)}
    assert check(token.encode(), status_of=listed(), **options).check("status").reason.code == "status-good"
    assert failures(check(token.encode(), **options)) == {"status": "status-unavailable"}
    bits.set(7, 1)
    assert failures(check(token.encode(), status_of=listed(), **options)) == {"status": "status-revoked"}
    bits.set(7, 0)
    assert failures(check(token.encode(), status_of=listed(typ="JWT"), **options)) == {"status": "wrong-type"}
    foreign = listed(signer=FOREIGN_KEY)
    assert failures(check(token.encode(), status_of=foreign, **options)) == {"status": "issuer-not-controller"}
    other = sd_jwt(status={"other": {}})
    assert failures(check(other.encode(), **options)) == {"status": "status-unknown"}


# --- the files of 1EdTech -------------------------------------------------------------------------------------------

# Every file that must be refused, and the check that has to refuse it.
REFUSED = {
    "bit-string-list/credential-status-revoked-blank-nodes.json": "status",
    "bit-string-list/credential-status-revoked.json": "status",
    "complete.json": "status",  # 1EdTechRevocationList
    "complete_v1.json": "rules",  # data model 1.1
    "credential-status-revoked.json": "rules",
    "endorsement-err-schema-status-refresh.json": "rules",
    "sd/derivedcredential.json": "proof",  # ecdsa-sd-2023
    "simple-did-key-method.json": "issuer",
    "simple-eddsa-2022.json": "proof",  # a suite from before the recommendation
    "simple-err-context.json": "context",
    "simple-err-credential-subject-achievement-result-description-type.json": "rules",
    "simple-err-credential-subject-identifier-type.json": "rules",
    "simple-err-credential-subject-profile-type.json": "rules",
    "simple-err-credential-subject-result-type.json": "rules",
    "simple-err-credential-subject-type.json": "rules",
    "simple-err-evidence-type.json": "rules",
    "simple-err-expired.json": "dates",
    "simple-err-issued.json": "dates",
    "simple-err-issuer-otheridentifier-type.json": "rules",
    "simple-err-issuer-parentorg-type.json": "rules",
    "simple-err-issuer-type.json": "rules",
    "simple-err-issuer.json": "issuer",
    "simple-err-proof-method-no-scheme.json": "rules",
    "simple-err-proof-method-unknown-did-method.json": "issuer",
    "simple-err-proof-method-unknown-scheme.json": "issuer",
    "simple-err-proof-method.json": "key-authorised",
    "simple-err-proof-value.json": "proof",
    "simple-err-type.json": "rules",
    "simple-jwt.png": "proof",  # the key is in the token itself
    "simple-jwt.svg": "proof",
    "simple-jwt_v1.png": "proof",
    "simple-jwt_v1.svg": "proof",
    "simple-noproof.json": "proof",
    "simple.jwt": "proof",
    "simple_v1.json": "proof",
    "velocity.jwt": "issuer",
}
# Files whose signature is good although they must be refused.
SIGNED_BUT_REFUSED = {
    *("bit-string-list/credential-status-revoked-blank-nodes.json", "bit-string-list/credential-status-revoked.json"),
    *("complete.json", "simple-did-key-method.json", "simple-err-expired.json", "simple-err-issued.json"),
}


def controllers_in(folder: Path) -> OfflineResolver:
    """The issuers as the files reference them: ``https://…#z6Mk…`` names the key itself."""
    methods: dict[str, dict[str, VerificationMethod]] = {}
    for data in (file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()):
        for found in re.findall(rb'"verificationMethod": *"((?:https:|did:web:)[^"#]+#z6Mk\w+)"', data):
            name = found.decode()
            controller, _, multibase = name.partition("#")
            try:
                public = PublicKey.from_multibase(multibase)
            except AttestationError:
                continue  # one file names a key that is none
            methods.setdefault(controller, {})[name] = VerificationMethod(name, controller, public)
    return OfflineResolver(
        DidDocument(controller, keys, {"assertionMethod": frozenset(keys)}) for controller, keys in methods.items()
    )


def test_the_files_of_1edtech_are_valid_or_refused_by_the_right_check(tally: Callable[..., None]) -> None:
    folder = vectors("open-badges-3")
    issuers = controllers_in(folder)

    def status_of(url: str) -> bytes:
        return (folder / "bit-string-list" / url.rpartition("/")[2]).read_bytes()

    reports = {
        str(file.relative_to(folder)): verify(file.read_bytes(), resolver=issuers, now=LOOKED_AT, status_of=status_of)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    valid = {name for name, report in reports.items() if report.valid}
    assert valid == reports.keys() - REFUSED.keys()
    assert {name for name, check in REFUSED.items() if check not in failures(reports[name])} == set()
    # Of all that hold a good signature only what breaks a rule of its own is refused, and by that rule alone.
    good = {name for name, report in reports.items() if report.check("proof").outcome == "ok"}
    assert good == valid | SIGNED_BUT_REFUSED
    assert {name: failures(reports[name]) for name in SIGNED_BUT_REFUSED} == {
        "bit-string-list/credential-status-revoked-blank-nodes.json": {"status": "other-list"},
        "bit-string-list/credential-status-revoked.json": {"status": "other-list"},
        "complete.json": {"status": "status-unknown"},
        "simple-did-key-method.json": {"issuer": "issuer-not-controller"},
        "simple-err-expired.json": {"dates": "expired"},
        "simple-err-issued.json": {"rules": "missing", "dates": "not-yet-valid"},
    }
    assert len(good) == 16
    tally("Open Badges 3.0, verify()", accepted=len(valid), refused=len(REFUSED))


# --- whatever is handed in ------------------------------------------------------------------------------------------

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from([TOWN, LIST])
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
WHOLE = signed(suites=(JCS, RDFC), credentialStatus=entry())
BUNDLED = read_document(bundle(WHOLE, receipt=b"c2sp.org/tlog-proof@v1\n", statuses={LIST: status_list()}))
FILES = [
    signed(),
    to_vc_jwt(badge(), KEY, now=NOW).encode(),
    sd_jwt().encode(),
    bake_png(png(), signed()),
    bake_svg(SVG, signed()),
]


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where something stands in a document: every member and every element."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for name, item in inner for place in [(*path, name), *places(item, (*path, name))]]


def put(document: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    changed = json.loads(json.dumps(document))
    holder = changed
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    return dict(changed)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(place=st.sampled_from(places(BUNDLED)), value=ANYTHING, sign=st.booleans())
def test_a_bundle_in_which_anything_stands_anywhere_gets_a_report(
    place: tuple[str | int, ...], value: Any, sign: bool
) -> None:
    changed = put(BUNDLED, place, value)
    credential = changed.get("credential")
    if sign and isinstance(credential, dict):
        credential.pop("proof", None)
        with contextlib.suppress(AttestationError):
            changed["credential"] = read_document(issue(credential, KEY, now=NOW))
    report = check(json.dumps(changed).encode(), log_keys=LOG_KEYS)
    assert [each.id for each in report.checks] == list(CHECKS)
    assert failures(report) or report.valid


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.sampled_from(FILES), start=st.floats(0, 1), length=st.integers(0, 5), instead=st.binary(max_size=5))
def test_a_file_changed_anywhere_gets_a_report(data: bytes, start: float, length: int, instead: bytes) -> None:
    at = int(start * len(data))
    report = check(data[:at] + instead + data[at + length :], resolver=resolver(KEY, P256))
    assert failures(report) or report.valid
    if report.valid:  # what was changed is not what was signed: a space, a part of the picture
        assert report.document == check(data, resolver=resolver(KEY, P256)).document
