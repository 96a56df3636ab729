"""The desk of an issuer: one credential, many from a file, and taking one back."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from munera.kernel.credentials import actions
from munera.kernel.credentials.actions import uploading
from munera.kernel.credentials.choices import RowOutcome, UploadState
from munera.kernel.credentials.models import Credential, Upload
from munera.kernel.credentials.rules import ISSUER
from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.actions.progress import AttemptOvertaken
from munera.kernel.jobs.actions.queue import run_next
from tests.factories.access import member
from tests.factories.credentials import achievement, credential, issuer, upload_of
from tests.factories.people import jmbg, person
from tests.factories.skills import ENGLISH, HARVEST, PRUNING, classification

pytestmark = pytest.mark.django_db


@pytest.fixture
def certifying() -> Any:
    return issuer()


@pytest.fixture
def desk(client: Client, certifying: Any, sign_in: Any) -> Client:
    sign_in(client, member(certifying.organisation, role=ISSUER))
    return client


def said(of: Any, **facts: str) -> dict[str, str]:
    return {"achievement": of.code, "kind": "rs-jmbg", "number": jmbg(), "full_name": "Ana Marković"} | facts


def test_somebody_new_is_certified_by_their_number(desk: Client, certifying: Any) -> None:
    offered = achievement(certifying)
    answer = desk.post(reverse("credentials:issue_credential", args=[certifying.slug]), said(offered, result="9 of 10"))
    issued = Credential.objects.get()
    assert answer["Location"] == reverse("credentials:show_issued", args=[issued.number])
    assert issued.holder.full_name == "Ana Marković"
    assert "9 of 10" in issued.text


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"number": "1703001665231"}, RowOutcome.BAD_NUMBER),
        ({"kind": "email", "number": "nobody@example.org"}, RowOutcome.UNKNOWN),
    ],
)
def test_whom_nobody_knows_is_not_certified(desk: Client, certifying: Any, facts: Any, sentence: RowOutcome) -> None:
    offered = achievement(certifying)
    answer = desk.post(reverse("credentials:issue_credential", args=[certifying.slug]), said(offered, **facts))
    assert answer.context["form"].errors["number"] == [sentence.label]
    assert not Credential.objects.exists()


def test_a_number_of_somebody_else_is_refused_and_their_name_not_told(desk: Client, certifying: Any) -> None:
    offered, number = achievement(certifying), jmbg()
    address = reverse("credentials:issue_credential", args=[certifying.slug])
    desk.post(address, said(offered, number=number, full_name="Zora Nikolić"))
    answer = desk.post(address, said(offered, number=number))
    assert answer.context["form"].errors["number"] == [RowOutcome.NAME_DIFFERS.label]
    assert "Zora" not in answer.content.decode()


def test_a_name_without_its_accents_is_the_same_name(desk: Client, certifying: Any) -> None:
    offered, holder = achievement(certifying), person("Đurđa Šarić")
    desk.post(
        reverse("credentials:issue_credential", args=[certifying.slug]),
        said(offered, kind="email", number=str(holder.email), full_name="SARIC DJURDJA"),
    )
    assert Credential.objects.get().holder == holder


def test_the_list_shows_those_of_one_standing(desk: Client, certifying: Any) -> None:
    offered = achievement(certifying)
    stands, fell = credential(of=offered), credential(of=offered)
    credential()  # of another issuer
    actions.withdraw_credential(fell, because="A mistake", by=None)
    address = reverse("credentials:list_issued", args=[certifying.slug])

    def listed(standing: str) -> set[str]:
        shown = desk.get(address, {"standing": standing}).content.decode()
        return {str(one.number) for one in Credential.objects.all() if str(one.number) in shown}

    assert listed("valid") == {str(stands.number)}
    assert listed("withdrawn") == {str(fell.number)}
    assert listed("") == {str(stands.number), str(fell.number)}


def upload(desk: Client, of: Any, content: bytes, *, reference: str = "spring") -> Upload:
    data = {"achievement": of.code, "reference": reference, "kind": "rs-jmbg"}
    answer = desk.post(
        reverse("credentials:upload_awards", args=[of.issuer.slug]),
        data | {"file": SimpleUploadedFile("people.csv", content)},
    )
    assert answer.status_code == 302
    run_next("test")
    return Upload.objects.latest("pk")


def answers(upload: Upload) -> list[tuple[int, str]]:
    return list(upload.rows.values_list("number", "outcome"))


@pytest.mark.django_db(transaction=True)
def test_a_file_is_worked_off_row_by_row_and_issues_nothing_twice(desk: Client, certifying: Any) -> None:
    offered, first, second = achievement(certifying), jmbg(), jmbg()
    content = (
        "Number;Name;Valid until\r\n"
        f"{first};Ana Marković;2031-12-31\r\n"
        "123;Wrong;\r\n"
        f"{first};Ana Marković;\r\n"
        f"{second};;\r\n"
        f"{second};Ivo Ivić;31/12/2031\r\n"
        ";;\r\n"
    ).encode()
    done = upload(desk, offered, content)
    assert done.state == UploadState.DONE
    assert bytes(done.sealed) == b""
    assert answers(done) == [
        (2, "issued"),
        (3, "bad-number"),
        (4, "known"),
        (5, "name-missing"),
        (6, "bad-day"),
    ]
    again = upload(desk, offered, content, reference="another word")
    assert again.batch == done.batch
    assert answers(again)[0] == (2, "known")
    assert Credential.objects.count() == 1
    mended = upload(desk, offered, content.replace(b"31/12/2031", b"31.12.2031"))
    assert answers(mended)[4] == (6, "issued")
    assert Credential.objects.count() == 2
    shown = desk.get(reverse("credentials:show_upload", args=[done.pk]))
    assert [row[0].content for row in shown.context["problems"].rows] == [3, 5, 6]
    report = desk.get(reverse("credentials:download_upload_report", args=[done.pk])).content.decode("utf-8-sig")
    assert first not in report
    assert len(report.splitlines()) == 6


@dataclass(frozen=True, slots=True)
class Stopped(Progress):
    """An attempt that is overtaken after two reports, as one is whose worker fell silent."""

    reports: list[int] = field(default_factory=list)

    def report(self, done: int, *, of: int | None = None) -> None:
        assert of == 3
        self.reports.append(done)
        if len(self.reports) > 2:
            raise AttemptOvertaken


@pytest.mark.django_db(transaction=True)
def test_work_that_stops_goes_on_where_it_stopped(certifying: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "AT_ONCE", 1)
    rows = "".join(f"{jmbg()};Ana Marković\r\n" for _ in range(3))
    clerk = member(certifying.organisation, role=ISSUER)
    received = upload_of(achievement(certifying), by=clerk, content=f"Number;Name\r\n{rows}".encode())
    with pytest.raises(AttemptOvertaken):
        actions.work_off_upload(received, kind="rs-jmbg", by=clerk, progress=Stopped(0, 0))
    assert answers(received) == [(2, "issued")]
    assert Credential.objects.count() == 1
    run_next("test")
    received.refresh_from_db()
    assert received.state == UploadState.DONE
    assert answers(received) == [(2, "issued"), (3, "issued"), (4, "issued")]
    assert Credential.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"PK\x03\x04 no workbook", "broken"),
        (b"\x00\x01", "kind"),
        (b"A;B\r\n1;2\r\n", "columns"),
        (b"Number;Name\r\n", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    desk: Client, certifying: Any, content: bytes, fault: str
) -> None:
    refused = upload(desk, achievement(certifying), content)
    assert (refused.state, refused.fault) == (UploadState.REFUSED, fault)
    assert desk.get(reverse("credentials:show_upload", args=[refused.pk])).context["fault"]


@pytest.mark.django_db(transaction=True)
def test_our_own_template_is_understood_in_both_kinds(desk: Client, certifying: Any) -> None:
    offered = achievement(certifying)
    for kind in ("xlsx", "csv"):
        template = desk.get(reverse("credentials:download_award_template", args=[certifying.slug, kind])).content
        assert upload(desk, offered, template).fault == "empty"


def test_an_achievement_is_described_changed_and_retired(desk: Client, certifying: Any) -> None:
    words = {
        "code": "rescue",
        "kind": "Course",
        "name": "Rescue",
        "description": "Rescues people.",
        "criterion": "Eight hours.",
        "skills": "",
    }
    desk.post(reverse("credentials:describe_achievement", args=[certifying.slug]), words)
    described = certifying.achievements.get()
    desk.post(reverse("credentials:change_achievement", args=[described.pk]), words | {"name": "Rescue from ladders"})
    described.refresh_from_db()
    assert (described.code, described.name) == ("rescue", "Rescue from ladders")
    desk.post(reverse("credentials:retire_achievement", args=[described.pk]))
    described.refresh_from_db()
    assert not described.is_offered


def test_skills_are_written_by_name_and_shown_by_name_again(desk: Client, certifying: Any) -> None:
    classification()
    words = {"code": "x", "kind": "Course", "name": "X", "description": "X", "criterion": "X"}
    address = reverse("credentials:describe_achievement", args=[certifying.slug])
    unclear = desk.post(address, words | {"skills": "harvest"})
    assert "harvest crop" in unclear.context["form"].errors["skills"][0]
    too_high = desk.post(address, words | {"skills": "perform hand pruning, 6"})
    assert "has no level 6" in too_high.context["form"].errors["skills"][0]
    lines = ("perform hand pruning, 4", f"{HARVEST} 2", "PERFORM HAND PRUNING, 4", "English; 6")
    desk.post(address, words | {"skills": "\n".join(lines)})
    described = certifying.achievements.get()
    proven = [(skill.uri, skill.level) for skill in described.skills.all()]
    assert proven == [(PRUNING, 4), (HARVEST, 2), (ENGLISH, 6)]
    shown = desk.get(reverse("credentials:change_achievement", args=[described.pk]))
    assert shown.context["form"].initial["skills"].splitlines()[0] == "perform hand pruning, 4"


def test_a_skill_that_the_classification_lacks_is_an_error(desk: Client, certifying: Any) -> None:
    words = {
        "code": "x",
        "kind": "Course",
        "name": "X",
        "description": "X",
        "criterion": "X",
        "skills": "urn:nothing 9",
    }
    answer = desk.post(reverse("credentials:describe_achievement", args=[certifying.slug]), words)
    assert list(answer.context["form"].errors) == ["skills"]
