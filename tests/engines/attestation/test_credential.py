"""The rules of the data model and of Open Badges: what keeps them, and what breaks each."""

import json
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from munera.engines.attestation import (
    AttestationError,
    context_problems,
    controller_problems,
    date_problems,
    hashed_identity,
    issuer_of,
    open_badge,
    problems_of,
    warnings_of,
)
from munera.engines.attestation.contexts import PINNED
from munera.engines.attestation.moments import read_moment, write_moment
from munera.engines.attestation.open_badges import CONTEXT
from munera.engines.attestation.problems import Problem
from munera.engines.attestation.rdf import to_nquads
from tests.engines.attestation.conftest import MOMENT
from tests.engines.attestation.vector_counts import Tally

BASE = "https://www.w3.org/ns/credentials/v2"
SOUND = [
    "bit-string-list/credential-status-revoked-blank-nodes.json",
    "bit-string-list/credential-status-revoked.json",
    "complete.json",
    "endorsement-valid.json",
    "simple-context-alias.json",
    "simple-context-version.json",
    "simple-did-key-method.json",
    "simple-did-web-method.json",
    "simple-multiple-proofs.json",
    "simple.json",
]
BROKEN = {
    # By what the file says itself.
    "simple-err-context.json": "base-context /@context",
    "simple-err-credential-subject-achievement-result-description-type.json": (
        "wrong-type /credentialSubject/achievement/resultDescription/2/type"
    ),
    "simple-err-credential-subject-identifier-type.json": "wrong-type /credentialSubject/identifier/0/type",
    "simple-err-credential-subject-profile-type.json": "wrong-type /credentialSubject/source/type",
    "simple-err-credential-subject-result-type.json": "wrong-type /credentialSubject/result/1/type",
    "simple-err-credential-subject-type.json": "wrong-type /credentialSubject/type",
    "simple-err-evidence-type.json": "wrong-type /evidence/1/type",
    "simple-err-expired.json": "expired /validUntil",
    "simple-err-issued.json": "not-yet-valid /validFrom",
    "simple-err-issuer-otheridentifier-type.json": "wrong-type /issuer/otherIdentifier/1/type",
    "simple-err-issuer-parentorg-type.json": "wrong-type /issuer/parentOrg/type",
    "simple-err-issuer-type.json": "wrong-type /issuer/type",
    "simple-err-issuer.json": "bad-issuer /issuer",
    "simple-err-proof-method-no-scheme.json": "bad-method /proof/0/verificationMethod",
    "simple-err-type.json": "no-badge-type /type",
    # A name that its holder did not disclose.
    "sd/derivedcredential.json": "missing /name",
    # Of the data model in version 1.1, which is not spoken here.
    "complete_v1.json": "base-context /@context",
    "credential-status-revoked.json": "base-context /@context",
    "endorsement-err-schema-status-refresh.json": "base-context /@context",
    "simple-eddsa-2022.json": "base-context /@context",
    "simple-noproof.json": "base-context /@context",
    "simple_v1.json": "base-context /@context",
}
# Sound as documents; it is their proof or key that fails.
BY_PROOF = [
    "simple-err-proof-method-unknown-did-method.json",
    "simple-err-proof-method-unknown-scheme.json",
    "simple-err-proof-method.json",
    "simple-err-proof-value.json",
]


def found(problems: list[Problem]) -> list[str]:
    return [f"{problem.code} {problem.path}" for problem in problems]


def changed(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy with another value at a JSON pointer."""
    copy = json.loads(json.dumps(document))
    holder, names = copy, path.strip("/").split("/")
    for name in names[:-1]:
        holder = holder[int(name)] if isinstance(holder, list) else holder[name]
    holder[names[-1]] = value
    return copy


def test_every_open_badge_of_the_validator_is_judged(vectors: Callable[[str], Path]) -> None:
    folder = vectors("open-badges-3")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*.json")}

    assert names == {*SOUND, *BROKEN, *BY_PROOF}


@pytest.mark.parametrize("name", [*SOUND, *BY_PROOF])
def test_a_sound_badge_has_no_problem(vectors: Callable[[str], Path], tally: Tally, name: str) -> None:
    document = json.loads((vectors("open-badges-3") / name).read_bytes())

    assert found(problems_of(document, now=MOMENT)) == []
    tally("1EdTech Open Badges 3.0, rules", accepted=1)


@pytest.mark.parametrize(("name", "problem"), BROKEN.items())
def test_a_broken_badge_shows_where(vectors: Callable[[str], Path], tally: Tally, name: str, problem: str) -> None:
    document = json.loads((vectors("open-badges-3") / name).read_bytes())

    assert problem in found(problems_of(document, now=MOMENT))
    tally("1EdTech Open Badges 3.0, rules", refused=1)


def test_our_own_badge_keeps_every_rule(badge: dict[str, Any]) -> None:
    assert found(problems_of(badge, now=MOMENT)) == []
    assert found(context_problems(badge, pinned=PINNED)) == []
    assert found(warnings_of(badge)) == []


def test_a_badge_says_all_that_it_was_given() -> None:
    identity = hashed_identity("milica@example.org", kind="emailAddress", salt="s")
    badge = open_badge(
        id="urn:uuid:1",
        issuer={"id": "did:web:town.example", "name": "Town"},
        name="Interpreter",
        achievement={"id": "urn:a", "name": "I", "description": "D", "criteria": {"narrative": "N"}},
        subject_hash=identity,
        valid_from=MOMENT,
        valid_until=MOMENT + timedelta(days=365),
        awarded_at=MOMENT - timedelta(days=1),
        status={"type": "BitstringStatusListEntry", "id": "https://town.example/status/1#7"},
        evidence=[{"name": "Exam", "narrative": "Passed"}],
        results=[{"value": "92"}],
        credential_schema={"id": "https://town.example/schema.json", "type": "JsonSchema"},
    )

    assert badge == {
        "@context": [BASE, CONTEXT],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"type": ["Profile"], "id": "did:web:town.example", "name": "Town"},
        "name": "Interpreter",
        "validFrom": "2026-05-01T12:00:00Z",
        "validUntil": "2027-05-01T12:00:00Z",
        "awardedDate": "2026-04-30T12:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "type": ["Achievement"], "id": "urn:a", "name": "I", "description": "D", "criteria": {"narrative": "N"},
            },
            "identifier": [identity],
            "result": [{"type": ["Result"], "value": "92"}],
        },
        "credentialStatus": {"type": "BitstringStatusListEntry", "id": "https://town.example/status/1#7"},
        "evidence": [{"type": ["Evidence"], "name": "Exam", "narrative": "Passed"}],
        "credentialSchema": {"id": "https://town.example/schema.json", "type": "JsonSchema"},
    }  # fmt: skip
    assert found(problems_of(badge, now=MOMENT)) == []
    assert to_nquads(badge)  # which would refuse a word that no context knows
    assert identity["identityHash"] == "sha256$c8cad953bee296275811332a57ae7954800ac3cdbc1529474f92cfc249f4bd82"


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("/@context", BASE, "base-context /@context"),
        ("/@context", [CONTEXT, BASE], "base-context /@context"),
        ("/@context", [BASE, 7], "bad-context /@context/1"),
        ("/@context", [BASE, "https ://town.example"], "bad-context /@context/1"),
        ("/id", ["urn:a", "urn:b"], "bad-id /id"),
        ("/id", "no address", "bad-id /id"),
        ("/type", "OpenBadgeCredential", "not-a-credential /type"),
        ("/type", ["VerifiableCredential", 7], "not-a-credential /type"),
        ("/type", ["VerifiableCredential", "OpenBadgeCredential", "OpenBadgeCredential"], "repeated-type /type"),
        ("/type", ["VerifiableCredential"], "no-badge-type /type"),
        ("/name", {"@value": "Name", "url": "urn:x"}, "bad-text /name"),
        ("/description", 7, "bad-text /description"),
        ("/issuer", "town", "bad-issuer /issuer"),
        ("/issuer", None, "bad-issuer /issuer"),
        ("/issuer/id", None, "bad-issuer /issuer"),
        ("/issuer/name", {"@language": "en"}, "bad-text /issuer/name"),
        ("/credentialSubject", [], "no-subject /credentialSubject"),
        ("/credentialSubject", {}, "no-claims /credentialSubject"),
        ("/credentialSubject/id", ["urn:a"], "bad-id /credentialSubject/id"),
        ("/credentialSubject/id", None, "bad-id /credentialSubject/id"),
        ("/validFrom", "2026-05-01", "not-a-moment /validFrom"),
        ("/validFrom", "2026-05-01T12:00:00", "naive-moment /validFrom"),
        ("/validUntil", "2026-04-30T12:00:00Z", "ends-before-it-begins /validUntil"),
        ("/awardedDate", "yesterday", "not-a-moment /awardedDate"),
        ("/credentialStatus", {"id": "urn:x"}, "no-type /credentialStatus"),
        ("/credentialStatus", {"type": "X", "id": ["urn:a"]}, "bad-id /credentialStatus/id"),
        ("/credentialSchema", [{"type": "JsonSchema"}], "no-id /credentialSchema/0"),
        ("/refreshService", {}, "no-type /refreshService"),
        ("/termsOfUse", [{}], "no-type /termsOfUse/0"),
        ("/evidence", {}, "no-type /evidence"),
        ("/proof", {"proofValue": "z"}, "no-type /proof"),
        ("/proof", [{"type": "X", "verificationMethod": "z6Mk"}], "bad-method /proof/0/verificationMethod"),
        ("/credentialSubject/achievement/criteria", None, "missing /credentialSubject/achievement/criteria"),
        ("/credentialSubject/achievement/id", "seven", "bad-id /credentialSubject/achievement/id"),
        ("/credentialSubject/achievement", "urn:a", "wrong-type /credentialSubject/achievement"),
        ("/credentialSubject/achievement/creator", {"type": "Person"},
         "wrong-type /credentialSubject/achievement/creator/type"),
        ("/credentialSubject/achievement/alignment", [{"type": "Alignment", "targetName": "x", "targetUrl": "y"}],
         "bad-id /credentialSubject/achievement/alignment/0/targetUrl"),
    ],
)  # fmt: skip
def test_each_rule_names_what_breaks_it(badge: dict[str, Any], path: str, value: object, problem: str) -> None:
    problems = problems_of(changed(badge, path, value))

    assert problem in found(problems)
    assert all(one.sentence.endswith(".") and one.clause for one in problems)


@pytest.mark.parametrize("value", [
    {"@value": "Name", "@language": "en", "@direction": "ltr"},
    [{"@value": "Pas", "@language": "sr"}, {"@value": "Chien", "@language": "fr"}],
])  # fmt: skip
def test_a_name_may_have_a_language_and_a_direction(badge: dict[str, Any], value: object) -> None:
    assert found(problems_of({**badge, "name": value})) == []


def test_a_badge_about_nobody_is_a_problem(badge: dict[str, Any]) -> None:
    subject = {name: value for name, value in badge["credentialSubject"].items() if name != "id"}

    assert found(problems_of({**badge, "credentialSubject": subject})) == ["nobody /credentialSubject"]


def test_an_endorsement_inside_is_held_to_the_same_rules(vectors: Callable[[str], Path], badge: dict[str, Any]) -> None:
    endorsement = json.loads((vectors("open-badges-3") / "endorsement-valid.json").read_bytes())
    whole = {**badge, "endorsement": [endorsement]}

    assert found(problems_of(whole)) == []
    assert found(problems_of(changed(whole, "/endorsement/0/issuer", "x"))) == [
        "bad-issuer /endorsement/0/issuer", "wrong-type /endorsement/0/issuer",
    ]  # fmt: skip
    assert found(context_problems(whole, pinned=PINNED)) == []
    assert found(context_problems(changed(whole, "/endorsement/0/@context", [BASE, {"x": "y"}]), pinned=PINNED)) == [
        "keyword /endorsement/@context"
    ]


@pytest.mark.parametrize(
    ("path", "value", "problems"),
    [
        ("/@context", [BASE, CONTEXT, "https://evil.example/v1"], ["unknown-context /@context/2"]),
        ("/@context", [BASE, {"@vocab": "https://evil.example/#"}], ["inline-context /@context/1"]),
        ("/@context", [BASE, {"credentialStatus": "https://evil.example/#x"}], ["inline-context /@context/1"]),
        ("/@context", [CONTEXT, BASE], ["base-context /@context"]),
        ("/@context", [BASE, CONTEXT, BASE], ["repeated-context /@context/2"]),
        ("/@context", None, ["base-context /@context"]),
        ("/@vocab", "https://evil.example/#", ["keyword /@vocab"]),
        ("/@graph", [{"id": "urn:x"}], ["keyword /@graph"]),
        ("/credentialSubject/@context", {"achievement": None}, ["keyword /credentialSubject/@context"]),
        ("/credentialSubject/@context", [BASE, "https://evil.example/v1"], ["keyword /credentialSubject/@context"]),
        ("/credentialSubject/@type", "Person", ["keyword /credentialSubject/@type"]),
    ],
)
def test_row_2_nothing_gives_the_words_another_meaning(
    badge: dict[str, Any], path: str, value: object, problems: list[str]
) -> None:
    assert found(context_problems(changed(badge, path, value), pinned=PINNED)) == problems


def test_row_7_turned_text_is_pointed_out_and_not_refused(badge: dict[str, Any]) -> None:
    turned = changed(badge, "/issuer/name", "Town \u202egro.elpmaxe")

    assert found(warnings_of(turned)) == ["turned-text /issuer/name"]
    assert found(problems_of(turned)) == []
    assert found(warnings_of({**badge, "name": ["مترجم", "\u2067x\u2069"]})) == ["turned-text /name/1"]
    assert unicodedata.bidirectional("\u202e") == "RLO"


@pytest.mark.parametrize(
    ("issuer", "method", "controller", "own"),
    [
        ("did:web:town.example", "did:web:town.example#key-1", "did:web:town.example", True),
        ({"id": "did:web:town.example"}, "did:web:town.example#key-1", "did:web:town.example", True),
        ("did:web:town.example", "did:web:town.example#key-1", "did:web:evil.example", False),
        ("did:web:town.example", "did:web:evil.example#key-1", "did:web:town.example", False),
        ("did:web:town.example", "did:web:evil.example#key-1", "did:web:evil.example", False),
        ("did:web:evil.example", "did:web:town.example#key-1", "did:web:town.example", False),
        ("did:web:town.example", "did:web:town.example.evil#key-1", "did:web:town.example", False),
        ("did:web:town.example", "did:web:town.exampl#key-1", "did:web:town.exampl", False),
        ("", "", "", False),
        (None, "#key-1", "", False),
        ({"id": 7}, "did:web:town.example#key-1", "did:web:town.example", False),
    ],
)
def test_row_14_only_the_issuer_speaks_for_itself(issuer: object, method: str, controller: str, own: bool) -> None:
    problems = controller_problems({"issuer": issuer}, verification_method=method, controller=controller)

    assert found(problems) == ([] if own else ["foreign-key /issuer"])


def test_the_example_of_the_w3c_is_not_signed_by_its_issuer(vectors: Callable[[str], Path], tally: Tally) -> None:
    document = json.loads((vectors("vc-di-eddsa") / "eddsa-jcs-2022" / "signedJCS.json").read_bytes())
    method = document["proof"]["verificationMethod"]

    problems = controller_problems(document, verification_method=method, controller=method.partition("#")[0])

    assert found(problems) == ["foreign-key /issuer"]
    assert issuer_of(document) == "https://vc.example/issuers/5678"
    tally("W3C eddsa-jcs-2022, issuer", refused=1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-01T12:00:00Z", datetime(2026, 5, 1, 12, tzinfo=UTC)),
        ("2026-05-01T14:00:00+02:00", datetime(2026, 5, 1, 12, tzinfo=UTC)),
        ("2026-05-01T01:00:00-11:00", datetime(2026, 5, 1, 12, tzinfo=UTC)),
        ("2026-05-01T12:00:00.5Z", datetime(2026, 5, 1, 12, microsecond=500_000, tzinfo=UTC)),
        ("2026-05-01T12:00:00.123456789Z", datetime(2026, 5, 1, 12, microsecond=123_456, tzinfo=UTC)),
        ("2026-05-02T02:00:00+14:00", datetime(2026, 5, 1, 12, tzinfo=UTC)),
        ("4023-02-26T01:02:58.447Z", datetime(4023, 2, 26, 1, 2, 58, 447_000, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_row_20_a_moment_is_read(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-05-01T12:00:00", "naive-moment"),
        ("2026-05-01T12:00:00.5", "naive-moment"),
        ("2026-05-01", "not-a-moment"),
        ("2026-05-01T12:00Z", "not-a-moment"),
        ("2026-05-01 12:00:00Z", "not-a-moment"),
        ("2026-05-01t12:00:00z", "not-a-moment"),
        ("2026-12-31T23:59:60Z", "not-a-moment"),
        ("2026-05-01T24:00:00Z", "not-a-moment"),
        ("2025-02-29T12:00:00Z", "not-a-moment"),
        ("2026-13-01T12:00:00Z", "not-a-moment"),
        ("0000-01-01T12:00:00Z", "not-a-moment"),
        ("2026-05-01T12:00:00+14:01", "not-a-moment"),
        ("2026-05-01T12:00:00+0200", "not-a-moment"),
        ("2026-05-01T12:00:00+02:60", "not-a-moment"),
        ("-2026-05-01T12:00:00Z", "not-a-moment"),
        ("12026-05-01T12:00:00Z", "not-a-moment"),
        ("٢٠٢٦-05-01T12:00:00Z", "not-a-moment"),
        ("2026-05-01T12:00:00Z\n", "not-a-moment"),
        ("", "not-a-moment"),
        (1_777_636_800, "not-a-moment"),
        (None, "not-a-moment"),
        (["2026-05-01T12:00:00Z"], "not-a-moment"),
    ],
)
def test_row_20_what_is_no_moment_is_refused(text: object, code: str) -> None:
    with pytest.raises(AttestationError) as refused:
        read_moment(text)

    assert refused.value.code == code


@given(st.dictionaries(st.integers(0, 19), st.sampled_from("0129-:TWZ+. ٢"), max_size=3))
def test_row_20_a_moment_of_the_usual_length_is_read_as_it_is_written(changes: dict[int, str]) -> None:
    text = "".join(changes.get(index, letter) for index, letter in enumerate("2026-05-01T12:00:00Z"))

    with suppress(AttestationError):
        assert write_moment(read_moment(text)) == text


def test_row_20_a_credential_holds_from_its_first_moment_to_its_last(badge: dict[str, Any]) -> None:
    first, last, moment = MOMENT, MOMENT.replace(year=2031), timedelta(microseconds=1)

    assert found(date_problems(badge, first - moment)) == ["not-yet-valid /validFrom"]
    assert found(date_problems(badge, first)) == found(date_problems(badge, last)) == []
    assert found(date_problems(badge, last + moment)) == ["expired /validUntil"]
    assert found(problems_of(badge, now=last + moment)) == ["expired /validUntil"]
    assert found(problems_of(badge)) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["id", "type", "@context", "issuer", "credentialSubject"]), inner)
    ),
    max_leaves=5,
)


@given(
    path=st.sampled_from(
        ["/@context", "/id", "/type", "/issuer", "/issuer/id", "/issuer/type", "/name", "/validFrom", "/validUntil",
         "/credentialSubject", "/credentialSubject/type", "/credentialSubject/achievement", "/credentialStatus",
         "/credentialSubject/achievement/type", "/credentialSubject/identifier", "/evidence", "/proof", "/endorsement"]
    ),
    value=ANYTHING,
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_no_document_makes_the_rules_stumble(path: str, value: object) -> None:
    badge = open_badge(
        id="urn:x", issuer={"id": "urn:i"}, name="n", subject_id="urn:s", valid_from=MOMENT,
        achievement={"id": "urn:a", "name": "n", "description": "d", "criteria": {"narrative": "n"}},
    )  # fmt: skip
    document = changed(badge, path, value)

    for problem in [*problems_of(document, now=MOMENT), *context_problems(document, pinned=PINNED)]:
        assert problem.path.startswith("/")
    warnings_of(document)
    controller_problems(document, verification_method="urn:i#1", controller="urn:i")
