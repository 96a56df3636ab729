"""The wallet, links, and the page on which anybody checks a credential."""

import json
import time
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import segno
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageFilter

from munera.engines.attestation.baking import unbake
from munera.engines.attestation.jose import to_vc_jwt
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.open_badges import open_badge
from munera.engines.attestation.proofs import issue
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.choices import Verdict
from munera.kernel.credentials.models import AchievementSkill, Share
from tests.factories.credentials import achievement, credential, issuer
from tests.factories.people import person
from tests.factories.skills import PRUNING, classification

pytestmark = pytest.mark.django_db


def checked(client: Client, data: bytes, name: str = "file") -> Any:
    response = client.post(reverse("credentials:check_credential"), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 200
    return response


def as_token(document: dict[str, Any], key: Any) -> bytes:
    return to_vc_jwt(document, key, now=timezone.now()).encode()


@pytest.fixture
def ours(log_key: None) -> Any:
    issued = credential()
    actions.publish_checkpoint()
    return issued


@pytest.mark.parametrize("kind", ["json", "png", "svg", "pdf"])
def test_every_file_that_a_holder_takes_along_is_found_valid(client: Client, ours: Any, kind: str) -> None:
    client.force_login(ours.holder)
    file = client.get(reverse("credentials:download_credential", args=[ours.number, kind]))
    assert file.status_code == 200
    assert file["Content-Disposition"].endswith(f'.{kind}"')
    response = checked(client, file.content)
    assert response.context["checked"].verdict == Verdict.VALID
    assert response.context["checked"].issuer == ours.issuer
    outcomes = {str(check.name): check.outcome for check in response.context["checked"].checks}
    assert outcomes["It stands in the public log"] == "ok"
    assert outcomes["It was not withdrawn"] == "ok"


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_picture_holds_the_credential_itself(client: Client, ours: Any, kind: str) -> None:
    client.force_login(ours.holder)
    file = client.get(reverse("credentials:download_credential", args=[ours.number, kind]))
    [held] = unbake(file.content)
    assert json.loads(held)["id"] == ours.identifier


def test_europass_gets_its_words_and_no_signature(client: Client, ours: Any) -> None:
    client.force_login(ours.holder)
    file = client.get(reverse("credentials:download_credential", args=[ours.number, "jsonld"]))
    assert file["Content-Type"] == "application/ld+json"
    said = json.loads(file.content)
    claim = said["credentialSubject"]["hasClaim"]
    assert said["type"] == ["VerifiableCredential", "EuropeanDigitalCredential"]
    assert (said["id"], "proof" in said) == (ours.identifier, False)
    assert said["credentialSubject"]["fullName"] == {"en": ours.holder.full_name}
    assert claim["title"] == {"en": "Safe pruning"}


def test_a_credential_says_in_which_language_it_is_written(client: Client, log_key: None) -> None:
    certified = achievement(names={"pt": "Poda segura"}, descriptions={"pt": "Poda."}, criteria={"pt": "Prova."})
    held = credential(of=certified)
    assert json.loads(held.body)["credentialSubject"]["achievement"]["inLanguage"] == "pt"
    client.force_login(held.holder)
    file = client.get(reverse("credentials:download_credential", args=[held.number, "jsonld"]))
    assert json.loads(file.content)["credentialSubject"]["hasClaim"]["title"] == {"pt": "Poda segura"}


def test_a_changed_word_is_seen_and_nothing_it_says_is_shown(client: Client, ours: Any) -> None:
    forged = ours.body.replace("Ana Marković".encode(), "Ivo Marković".encode())
    response = checked(client, forged)
    assert response.context["checked"].verdict == Verdict.FORGED
    assert "Ivo Marković" not in response.content.decode()


def test_a_withdrawn_credential_is_said_to_be_withdrawn(client: Client, ours: Any) -> None:
    actions.withdraw_credential(ours, because="The examination was repeated", by=None)
    response = checked(client, ours.body)
    assert response.context["checked"].verdict == Verdict.WITHDRAWN
    assert b"repeated" not in response.content


def test_the_word_of_a_register_is_told_as_such_by_the_check_and_in_the_wallet(client: Client, ours: Any) -> None:
    def pages() -> list[str]:
        wallet = client.get(reverse("credentials:show_credential", args=[ours.number]))
        return [checked(client, ours.body).content.decode(), wallet.content.decode()]

    client.force_login(ours.holder)
    assert ["public register" in page for page in pages()] == [False, False]
    actions.note_register(ours.issuer, is_register=True, by=None)
    assert ["public register" in page for page in pages()] == [True, True]


def test_an_expired_credential_is_said_to_be_genuine_and_over(client: Client, log_key: None) -> None:
    over = credential(valid_until=timezone.now() + timedelta(seconds=2))
    while not over.has_expired:
        time.sleep(0.1)
    assert checked(client, over.body).context["checked"].verdict == Verdict.EXPIRED


def test_a_foreign_credential_is_checked_and_its_issuer_only_says_who_it_is(client: Client) -> None:
    body = _foreign()
    response = checked(client, body)
    assert response.context["checked"].verdict == Verdict.FOREIGN
    assert response.context["checked"].issuer is None
    assert "says to be “<bdi>Town of Nowhere</bdi>”" in response.content.decode()


def test_somebody_who_takes_the_name_of_our_issuer_is_refused(client: Client, ours: Any) -> None:
    stolen = issue(_badge(ours.issuer.did), MemoryKey.from_seed(bytes(32)), now=timezone.now())
    response = checked(client, stolen)
    assert response.context["checked"].verdict == Verdict.FORGED


@pytest.mark.parametrize("form", [lambda document, key: issue(document, key, now=timezone.now()), as_token])
def test_what_a_stolen_key_signs_is_refused_before_the_theft_is_known(client: Client, ours: Any, form: Any) -> None:
    """Whoever has the key can sign, and cannot write into the log."""
    forged = {name: value for name, value in json.loads(ours.body).items() if name != "proof"}
    forged["credentialSubject"]["identifier"][0]["identityHash"] = "Ivo Marković"
    response = checked(client, form(forged, queries.signing_key(ours.key)))
    assert response.context["checked"].verdict == Verdict.FORGED
    assert [check.name for check in response.context["checked"].checks if check.outcome == "failed"] == [
        "It stands in the public log"
    ]
    assert "Ivo Marković" not in response.content.decode()


def test_what_was_issued_a_moment_ago_is_valid_before_the_log_is_signed_again(client: Client, ours: Any) -> None:
    newest = credential(of=ours.achievement)
    assert checked(client, newest.body).context["checked"].verdict == Verdict.VALID


@pytest.mark.parametrize(
    "data",
    [
        b"{" * 5_000,
        b'{"a":' * 2_000,
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"%PDF-1.7 nothing",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"hello",
        b'{"credential": {}, "credential": {}}',
        "\u202e\u2066{".encode(),
    ],
    ids=["braces", "nested", "png", "pdf", "svg", "text", "twice", "turned"],
)
def test_a_hostile_or_empty_file_gets_a_plain_answer(client: Client, data: bytes) -> None:
    response = checked(client, data)
    assert response.context["checked"].verdict in {Verdict.UNREADABLE, Verdict.FORGED}
    assert response.context["checked"].checks[0].outcome in {"failed", "ok"}


def test_what_is_larger_than_any_credential_is_not_read(client: Client) -> None:
    response = checked(client, b"x" * (256 * 1024 + 1))
    assert response.context["checked"] is None
    assert response.context["form"].errors["file"]


def test_a_text_is_checked_as_a_file_is(client: Client, ours: Any) -> None:
    response = client.post(reverse("credentials:check_credential"), {"text": ours.text})
    assert response.context["checked"].verdict == Verdict.VALID


def photographed(text: str) -> bytes:
    """A JPEG as a phone makes it: the code small, askew and a little out of focus."""
    plain = BytesIO()
    segno.make(text, error="m", micro=False).save(plain, kind="png", scale=8)
    code = Image.open(plain).convert("L").rotate(17, expand=True, fillcolor=255)
    table = Image.new("L", (3_000, 4_000), 180)
    table.paste(code, (1_400, 900))
    taken = BytesIO()
    table.filter(ImageFilter.GaussianBlur(2)).save(taken, format="JPEG", quality=70)
    return taken.getvalue()


def show_photo(client: Client, photo: bytes) -> Any:
    file = SimpleUploadedFile("photo.jpg", photo, content_type="image/jpeg")
    return client.post(reverse("credentials:check_credential"), {"photo": file})


def test_a_photo_of_the_code_on_a_paper_leads_to_its_check(client: Client, ours: Any, settings: Any) -> None:
    page = reverse("credentials:check_paper", args=[ours.number])
    assert show_photo(client, photographed(settings.MUNERA_ADDRESS + page))["Location"] == page


def test_a_photo_of_a_code_that_is_a_credential_is_checked(client: Client) -> None:
    assert show_photo(client, photographed('{"type": []}')).context["checked"].verdict == Verdict.FORGED


@pytest.mark.parametrize(
    ("photo", "said"),
    [
        (photographed("https://elsewhere.example/check/7"), "https://elsewhere.example/check/7"),
        (photographed("https://localhost:8000.evil.example/check/7"), "evil.example"),
        (b"\xff\xd8\xff" + bytes(1_000), "no code in this picture"),
    ],
    ids=["elsewhere", "alike", "broken"],
)
def test_a_photo_that_leads_nowhere_here_is_answered_with_a_sentence(client: Client, photo: bytes, said: str) -> None:
    response = show_photo(client, photo)
    assert response.context["checked"] is None
    [error] = response.context["form"].non_field_errors()
    assert said in error


def test_a_photo_that_claims_more_points_than_any_camera_makes_is_not_unpacked(client: Client) -> None:
    """Neither such a one nor one a little too large, on which a code stands that could be read."""
    code = BytesIO()
    segno.make("hello", micro=False).save(code, kind="png", scale=80)
    readable = Image.new("1", (8_100, 8_000), 1)
    readable.paste(Image.open(code).convert("1"), (100, 100))
    for claiming in (Image.new("1", (14_000, 14_000)), readable):
        claimed = BytesIO()
        claiming.save(claimed, format="PNG")
        response = show_photo(client, claimed.getvalue())
        assert "no code in this picture" in response.context["form"].non_field_errors()[0]


def test_nothing_handed_in_is_an_error_with_its_field(client: Client) -> None:
    response = client.post(reverse("credentials:check_credential"), {})
    assert list(response.context["form"].errors) == ["file"]


def test_an_issuer_out_of_reach_leaves_it_unsure(client: Client, settings: Any) -> None:
    settings.MUNERA_ASK_OTHER_ISSUERS = False
    key = MemoryKey.from_seed(bytes(range(32)), "did:web:school.example#key-1")
    body = issue(_badge("did:web:school.example"), key, now=timezone.now())
    assert checked(client, body).context["checked"].verdict == Verdict.UNSURE


def test_whoever_checks_too_often_waits(client: Client) -> None:
    address = reverse("credentials:check_credential")
    with time_machine.travel("2026-07-14T10:00:05+02:00", tick=False) as clock:
        for _ in range(60):
            assert client.post(address, {}).status_code == 200
        assert client.post(address, {}).status_code == 429
        clock.shift(60)
        assert client.post(address, {}).status_code == 200


def test_a_link_shows_the_credential_until_it_is_ended(client: Client, ours: Any) -> None:
    client.force_login(ours.holder)
    client.post(reverse("credentials:share_credential", args=[ours.number]), {"days": "7"})
    share = Share.objects.get()
    visitor = Client()
    address = reverse("credentials:check_shared", args=[share.token])
    shown = visitor.get(address)
    assert shown.context["checked"].verdict == Verdict.VALID
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert shown["Referrer-Policy"] == "no-referrer"
    share.refresh_from_db()
    assert share.views == 1
    assert address in client.get(reverse("credentials:show_credential", args=[ours.number])).content.decode()
    client.post(reverse("credentials:end_share", args=[share.pk]))
    assert visitor.get(address).status_code == 404
    assert client.post(reverse("credentials:end_share", args=[share.pk])).status_code == 409


def test_a_link_ends_by_itself(client: Client, ours: Any) -> None:
    share = actions.share_credential(ours, days=1, by=ours.holder)
    Share.objects.update(made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1))
    assert client.get(reverse("credentials:check_shared", args=[share.token])).status_code == 404


def test_the_address_of_a_link_cannot_be_read_in_the_database(ours: Any) -> None:
    share = actions.share_credential(ours, days=1, by=ours.holder)
    assert share.token.encode() not in bytes(Share.objects.get().sealed)
    assert len(share.token) >= 22


def test_skills_are_named_in_the_language_of_the_reader(client: Client, log_key: None, settings: Any) -> None:
    classification()
    certified = achievement(skills=0)
    AchievementSkill.objects.create(achievement=certified, uri=PRUNING, label="prune by hand", level=4)
    shown = credential(of=certified)
    client.force_login(shown.holder)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "pt"
    page = client.get(reverse("credentials:show_credential", args=[shown.number])).content.decode()
    assert ">podar à mão</bdi> · Avançado" in page
    # Nobody has written these in Portuguese: they are marked as the English that they are.
    assert '<bdi lang="en">Prunes fruit trees without danger to anybody.</bdi>' in page
    assert '<bdi lang="en">Sixteen hours in the orchard and an examination.</bdi>' in page


def test_the_code_on_a_paper_leads_to_its_check(client: Client, ours: Any) -> None:
    response = client.get(reverse("credentials:check_paper", args=[ours.number]))
    assert response.context["checked"].verdict == Verdict.VALID


def test_what_counts_no_more_is_not_put_on_paper(client: Client, ours: Any) -> None:
    actions.withdraw_credential(ours, because="A mistake", by=None)
    client.force_login(ours.holder)
    answers = {
        kind: client.get(reverse("credentials:download_credential", args=[ours.number, kind])).status_code
        for kind in ("json", "pdf", "png", "svg", "jsonld", "exe")
    }
    assert answers == {"json": 200, "pdf": 404, "png": 404, "svg": 404, "jsonld": 404, "exe": 404}
    assert "A mistake" in client.get(reverse("credentials:list_credentials")).content.decode()


def test_a_wallet_tells_what_has_expired(client: Client, ours: Any) -> None:
    over = credential(ours.holder, of=ours.achievement, valid_until=timezone.now() + timedelta(days=1))
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        client.force_login(ours.holder)
        wallet = client.get(reverse("credentials:list_credentials")).content.decode()
        assert (wallet.count(">expired</span>"), wallet.count(">valid</span>")) == (1, 1)
        page = client.get(reverse("credentials:show_credential", args=[over.number])).content.decode()
        assert (page.count(">expired</span>"), page.count(">valid</span>")) == (1, 0)


def test_a_wallet_asks_as_often_for_three_credentials_as_for_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    holder = person()
    certified = achievement(issuer())
    client.force_login(holder)
    credential(holder, of=certified)
    client.get(reverse("credentials:list_credentials"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("credentials:list_credentials"))
    credential(holder, of=certified)
    credential(holder, of=certified)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("credentials:list_credentials"))
    assert len(three) == len(one)


def test_every_reason_of_the_engine_can_be_told_in_other_languages() -> None:
    from munera.engines.attestation.reasons import SENTENCES as ENGLISH
    from munera.kernel.credentials.queries.reasons import SENTENCES

    assert {code: str(sentence) for code, sentence in SENTENCES.items()} == dict(ENGLISH)


def _badge(did: str) -> dict[str, Any]:
    return open_badge(
        id="urn:example:badge",
        issuer={"id": did, "name": "Town of Nowhere"},
        name="Swimming",
        achievement={
            "id": "urn:example:1",
            "type": ["Achievement"],
            "name": "Swimming",
            "description": "Swims",
            "criteria": {"narrative": "Swim"},
        },
        subject_id="did:example:ivo",
        valid_from=timezone.now(),
    )


def _foreign() -> bytes:
    key = MemoryKey.from_seed(bytes(range(32)))
    return issue(_badge(key.public.did_key()), key, now=timezone.now())
