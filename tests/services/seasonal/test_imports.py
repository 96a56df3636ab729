"""A file of crews from its upload to its report: what is registered, what is told, and what is never doubled."""

import csv
import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import TypeAlias
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pytest_django import Settings

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.jobs.actions.running import run_attempt
from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job as Work
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.actions import add_identifier
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Identifier, Person
from munera.services.seasonal import actions, queries
from munera.services.seasonal.actions import planning, reading
from munera.services.seasonal.case import CASE
from munera.services.seasonal.choices import EngagementState, Job, Outcome, UploadState
from munera.services.seasonal.models import Engagement, Receipt, Upload, UploadRow, Worker
from tests.factories.access import person
from tests.factories.crew_files import HEADINGS, ep_sr
from tests.factories.seasonal import TODAY, TOMORROW, employer, employer_with_crew, jmbg, member_of, worker
from tests.factories.table_files import csv_file, xlsx_file

pytestmark = pytest.mark.django_db
Browse: TypeAlias = Callable[[Person], Client]
ANA, BOJAN = jmbg(700), jmbg(720)
EBS = "1203990069991"
KIM = f"<EBS>{EBS}</EBS><Ime>Kim Minjun</Ime><VrstaPosla>fruit</VrstaPosla><Dan>2026-07-15</Dan>"


@pytest.fixture
def browse(client: Client, sign_in: Callable[[Client, Person], None]) -> Browse:
    """``browse(milica)`` is a client in which Milica has signed in."""

    def browse_as(who: Person) -> Client:
        sign_in(client, who)
        return client

    return browse_as


def upload(of: Organisation, by: Person, content: bytes, name: str = "posada.csv") -> Upload:
    """Received and worked off, as a worker does it."""
    received = actions.receive_upload(of, content=content, name=name, by=by)
    assert received.work is not None
    run_attempt(received.work.pk, worker="test", enqueue=lambda _job: None)
    assert Work.objects.get(pk=received.work.pk).state == JobState.DONE
    return Upload.objects.get(pk=received.pk)


def answers(of: Upload) -> list[tuple[int, date | None, str, str]]:
    rows = queries.rows_of_upload(of)
    return [(row.number, row.on, row.outcome, row.rule) for row in rows]


def registered(of: Organisation) -> set[tuple[str, date]]:
    standing = Engagement.objects.filter(employer=of, state=EngagementState.REGISTERED)
    return set(standing.values_list("worker__name", "on"))


# --- what is registered -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        csv_file(HEADINGS, (ANA, "Ana Ilić", "15.7.2026", "fruit"), (BOJAN, "Bojan Tot", "2026-07-16", "fruit")),
        xlsx_file(HEADINGS, (ANA, "Ana Ilić", TOMORROW, "fruit"), (BOJAN, "Bojan Tot", date(2026, 7, 16), "fruit")),
    ],
    ids=["csv", "xlsx"],
)
def test_workers_of_a_file_are_enrolled_and_registered(content: bytes) -> None:
    of = employer()
    done = upload(of, member_of(of), content)
    assert answers(done) == [(2, TOMORROW, Outcome.OK, ""), (3, date(2026, 7, 16), Outcome.OK, "")]
    assert registered(of) == {("Ana Ilić", TOMORROW), ("Bojan Tot", date(2026, 7, 16))}
    ana = Worker.objects.get(employer=of, name="Ana Ilić")
    assert (ana.job, ana.born_on, ana.is_foreigner) == (Job.FRUIT, date(1989, 4, 15), False)
    assert (done.state, done.counts) == (UploadState.DONE, {"ok": 2})


def test_an_ep_sr_form_is_registered_day_by_day() -> None:
    of = employer()
    entry = f"<EBS>{EBS}</EBS><Ime>Kim</Ime><Prezime>Minjun</Prezime><VrstaPosla>fruit</VrstaPosla>"
    done = upload(of, member_of(of), ep_sr(f"{entry}<Dan>2026-07-15</Dan><Dan>2026-07-17</Dan>"))
    assert answers(done) == [(1, TOMORROW, Outcome.OK, ""), (1, date(2026, 7, 17), Outcome.OK, "")]
    assert Worker.objects.get(employer=of).is_foreigner


def test_a_span_of_days_says_when_the_work_began() -> None:
    of = employer()
    upload(of, member_of(of), csv_file((*HEADINGS, "Do"), (ANA, "Ana Ilić", "15.7.2026", "fruit", "17.7.2026")))
    began = set(Engagement.objects.filter(employer=of).values_list("on", "began_on"))
    assert began == {(TOMORROW + timedelta(days=ahead), TOMORROW) for ahead in range(3)}


def test_days_on_the_same_terms_are_one_operation_with_one_receipt() -> None:
    of, by, crew = employer_with_crew(3)
    numbers = [Identifier.objects.get(person=one.person).number for one in crew]
    rows = [(number, "15.7.2026", pay) for number, pay in zip(numbers, ("400", "400,00", "450"), strict=True)]
    done = upload(of, by, csv_file(("EBS", "Datum", "Satnica"), *rows))
    sizes = sorted(len(receipt.asked) for receipt in Receipt.objects.filter(employer=of))
    assert (sizes, done.counts) == ([1, 2], {"ok": 3})


def test_what_one_row_leaves_out_another_may_say() -> None:
    of = employer()
    content = csv_file(HEADINGS, (ANA, "", "15.7.2026", ""), (ANA, "Ana Ilić", "16.7.2026", "fruit"))
    assert upload(of, member_of(of), content).counts == {"ok": 2}


# The second would pass as a JMBG: who is on the list is meant all the same.
@pytest.mark.parametrize("number", [EBS, "0101990710008"])
def test_a_worker_on_the_list_needs_no_name_and_keeps_the_one_they_have(number: str) -> None:
    of = employer()
    by = member_of(of)
    known = worker(of, by=by, number=number)
    # Not called an EBS: the number is known all the same.
    upload(of, by, csv_file(("JMBG/EBS", "Ime i prezime", "Datum"), (number, "Somebody Else", "15.7.2026")))
    assert registered(of) == {(known.name, TOMORROW)}


@pytest.mark.parametrize(
    ("name", "doubtful"),
    [("Somebody Else", True), ("Ана Илић-Марковић", False), ("ILIC ANA", False), ("", False)],
    ids=["another", "in Cyrillic, with a further surname", "in capitals", "none"],
)
def test_a_name_unlike_that_of_the_list_is_registered_and_pointed_out(name: str, *, doubtful: bool) -> None:
    of = employer()
    by = member_of(of)
    worker(of, by=by, name="Ana Ilić", number=EBS)
    done = upload(of, by, csv_file(("EBS", "Ime i prezime", "Datum"), (EBS, name, "15.7.2026")))
    assert answers(done) == [(2, TOMORROW, Outcome.OK, "name-differs" if doubtful else "")]
    [row] = queries.rows_of_upload(done)
    assert ("Ana Ilić" in queries.sentence_of_row(row)) is doubtful


def test_a_form_of_another_employer_is_refused_and_changes_nothing() -> None:
    of, next_door = employer(), employer()
    by, other = member_of(of), member_of(next_door)
    add_identifier(other, IdentifierKind.RS_JMBG, jmbg(800), by=other)
    form = ep_sr(KIM).replace(b"0101990710008", jmbg(800).encode())
    done = upload(of, by, form)
    assert (done.state, done.fault) == (UploadState.REFUSED, "other-employer")
    assert registered(of) == set()
    assert upload(next_door, other, form).counts == {"ok": 1}


def test_a_form_whose_employer_nobody_knows_by_number_is_taken_at_its_word() -> None:
    of = employer()
    stranger = person()
    add_identifier(stranger, IdentifierKind.RS_JMBG, jmbg(800), by=stranger)
    assert upload(of, member_of(of), ep_sr(KIM).replace(b"0101990710008", jmbg(800).encode())).counts == {"ok": 1}


def test_somebody_known_to_another_employer_is_the_same_person() -> None:
    _other, _by, [known] = employer_with_crew(1)
    number = Identifier.objects.get(person=known.person).number
    of = employer()
    upload(of, member_of(of), csv_file(("EBS", *HEADINGS[1:]), (number, "Kim Minjun", "15.7.2026", "fruit")))
    assert Worker.objects.get(employer=of).person == known.person
    assert Identifier.objects.filter(person=known.person).count() == 1


# --- what is refused, and that others go on -----------------------------------------------------------------------


def test_a_row_that_is_wrong_keeps_no_other_off_the_register() -> None:
    of = employer()
    content = csv_file(
        HEADINGS,
        ("0101990710009", "Wrong Digit", "15.7.2026", "fruit"),
        (ANA, "Ana Ilić", "15.7.2026", "fruit"),
        (BOJAN, "Bojan Tot", "31.2.2026", "fruit"),
        (jmbg(740), "", "15.7.2026", "fruit"),
        (jmbg(760), "Vesna Pap", "15.7.2026", ""),
        (jmbg(780), "=CMD()", "15.7.2026", "fruit"),
    )
    done = upload(of, member_of(of), content)
    assert answers(done) == [
        (2, TOMORROW, Outcome.INVALID, "number"),
        (3, TOMORROW, Outcome.OK, ""),
        (4, None, Outcome.INVALID, "day"),
        (5, TOMORROW, Outcome.INVALID, "name-missing"),
        (6, TOMORROW, Outcome.INVALID, "job-missing"),
        (7, None, Outcome.INVALID, "formula"),
    ]
    assert registered(of) == {("Ana Ilić", TOMORROW)}
    assert all(queries.sentence_of_row(row) for row in queries.problems_of(done))


def test_every_sentence_of_a_fault_can_be_filled_in() -> None:
    upload_row = UploadRow(outcome=Outcome.INVALID, said={"column": "pay", "most": 100, "row": 7})
    for rule in queries.faults.OF_ROW:
        upload_row.rule = rule
        assert "%" not in queries.sentence_of_row(upload_row)
    for fault in queries.faults.OF_FILE:
        assert "%" not in queries.sentence_of_fault(Upload(fault=fault, said={"most": 3, "missing": ["day"]}))


def test_the_same_day_twice_in_a_file_is_registered_once() -> None:
    of = employer()
    line = (ANA, "Ana Ilić", "15.7.2026", "fruit")
    done = upload(of, member_of(of), csv_file(HEADINGS, line, line, line))
    assert answers(done) == [
        (2, TOMORROW, Outcome.OK, ""),
        (3, TOMORROW, Outcome.DUPLICATE, "twice"),
        (4, TOMORROW, Outcome.DUPLICATE, "twice"),
    ]
    assert Engagement.objects.filter(employer=of).count() == 1


def test_the_same_day_twice_is_never_told_as_registered_when_it_is_not() -> None:
    of = employer()
    line = (ANA, "Ana Ilić", "13.7.2026", "fruit")
    done = upload(of, member_of(of), csv_file(HEADINGS, line, line))
    assert [outcome for _row, _on, outcome, _rule in answers(done)] == [Outcome.LATE, Outcome.LATE]


def test_somebody_named_by_two_numbers_is_registered_once() -> None:
    of, by, [known] = employer_with_crew(1)
    ebs = Identifier.objects.get(person=known.person).number
    add_identifier(known.person, IdentifierKind.RS_JMBG, ANA, by=by)
    done = upload(of, by, csv_file(("JMBG", "Datum"), (ebs, "15.7.2026"), (ANA, "15.7.2026")))
    assert done.counts == {"ok": 1, "duplicate": 1}
    assert Engagement.objects.filter(employer=of).count() == 1


def test_late_days_are_kept_as_evidence_with_the_hour_at_which_the_file_came() -> None:
    of = employer()
    done = upload(of, member_of(of), csv_file(HEADINGS, (ANA, "Ana Ilić", "13.7.2026", "fruit")))
    assert answers(done) == [(2, date(2026, 7, 13), Outcome.LATE, "register")]
    late = Engagement.objects.get(employer=of)
    assert (late.state, late.receipt.received_at) == (EngagementState.LATE, done.received_at)
    [row] = queries.problems_of(done)
    assert "It is not." in queries.sentence_of_row(row)


def test_a_file_that_came_in_time_is_in_time_however_long_it_waited(
    july_morning: time_machine.Traveller,
) -> None:
    of = employer()
    received = actions.receive_upload(
        of, content=csv_file(HEADINGS, (ANA, "Ana Ilić", TODAY, "fruit")), name="", by=member_of(of)
    )
    july_morning.move_to(datetime(2026, 7, 14, 11, 30, tzinfo=ZoneInfo("Europe/Belgrade")))
    assert received.work is not None
    run_attempt(received.work.pk, worker="test", enqueue=lambda _job: None)
    assert answers(received) == [(2, TODAY, Outcome.OK, "")]
    assert Engagement.objects.get(employer=of).receipt.received_at == received.received_at


def test_limits_hold_and_let_the_earlier_days_stand() -> None:
    of, by, [known] = employer_with_crew(1)
    number = Identifier.objects.get(person=known.person).number
    with time_machine.travel(datetime(2026, 1, 1, 6, tzinfo=ZoneInfo("Europe/Belgrade"))):
        for ahead in range(59):
            actions.register_crew(of, [known], on=date(2026, 1, 1) + timedelta(days=ahead), by=by, op_id=uuid4())
    with time_machine.travel(datetime(2026, 3, 1, 6, tzinfo=ZoneInfo("Europe/Belgrade"))):
        spans = [("2026-03-01", "2026-04-30"), ("2026-05-01", "2026-05-03")]
        done = upload(of, by, csv_file(("EBS", "Od", "Do"), *((number, *span) for span in spans)))
    assert done.counts == {"ok": 61, "limit": 3}
    refused = [(on, rule) for _row, on, outcome, rule in answers(done) if outcome == Outcome.LIMIT]
    assert refused == [(date(2026, 5, day), "limit:same_employer") for day in (1, 2, 3)]
    assert "120" in queries.sentence_of_row(queries.problems_of(done)[0])


def test_a_closed_month_takes_no_more() -> None:
    of, by, [known] = employer_with_crew(1)
    number = Identifier.objects.get(person=known.person).number
    actions.register_crew(of, [known], on=TOMORROW, by=by, op_id=uuid4())
    actions.close_month(of, date(2026, 7, 1), by=by)
    done = upload(of, by, csv_file(("EBS", "Datum"), (number, "16.7.2026"), (number, "3.8.2026")))
    assert [outcome for _row, _on, outcome, _rule in answers(done)] == [Outcome.CLOSED, Outcome.OK]
    assert "closed" in queries.sentence_of_row(queries.problems_of(done)[0])


def test_days_too_far_ahead_and_before_the_law_are_refused() -> None:
    of = employer()
    content = csv_file(HEADINGS, (ANA, "Ana Ilić", "1.12.2026", "fruit"), (ANA, "Ana Ilić", "1.7.2015", "fruit"))
    done = upload(of, member_of(of), content)
    assert {(outcome, rule) for _row, _on, outcome, rule in answers(done)} == {
        (Outcome.INVALID, "ahead"),
        (Outcome.INVALID, "rules"),
    }


def test_whom_the_law_does_not_let_work_is_refused_in_its_words() -> None:
    of = employer()
    head = ("EBS", *HEADINGS[1:], "Datum rođenja")
    done = upload(of, member_of(of), csv_file(head, (EBS, "Mali Radnik", "15.7.2026", "fruit", "1.1.2013")))
    assert answers(done) == [(2, TOMORROW, Outcome.INVALID, "finding:too_young")]
    assert "13" in queries.sentence_of_row(queries.problems_of(done)[0])


def test_what_the_rules_warn_of_is_registered_and_told() -> None:
    of = employer()
    head = (*HEADINGS, "Satnica")
    done = upload(of, member_of(of), csv_file(head, (ANA, "Ana Ilić", "15.7.2026", "fruit", "100")))
    assert answers(done) == [(2, TOMORROW, Outcome.OK, "finding:pay_below_floor")]
    assert [row.number for row in queries.problems_of(done)] == [2]
    assert registered(of) == {("Ana Ilić", TOMORROW)}


def test_a_file_asks_for_no_more_days_than_it_may_have_rows(settings: Settings) -> None:
    settings.MUNERA_UPLOAD_MOST_ROWS = 3
    of = employer()
    content = csv_file((*HEADINGS, "Do"), (ANA, "Ana Ilić", "15.7.2026", "fruit", "19.7.2026"))
    done = upload(of, member_of(of), content)
    assert done.counts == {"ok": 3, "invalid": 2}
    assert {rule for _row, _on, outcome, rule in answers(done) if outcome == Outcome.INVALID} == {"too-many-days"}


def test_a_file_that_cannot_be_read_changes_nothing() -> None:
    of = employer()
    done = upload(of, member_of(of), csv_file(("Ime",), ("Ana",)))
    assert (done.state, done.fault, bytes(done.sealed)) == (UploadState.REFUSED, "columns", b"")
    assert "National number" in queries.sentence_of_fault(done)
    assert not UploadRow.objects.filter(upload=done).exists()
    [event] = Event.objects.filter(verb="seasonal.upload.refused")
    assert event.details["fault"] == "columns"


# --- once and no more ---------------------------------------------------------------------------------------------


def test_the_same_file_again_finds_everything_done() -> None:
    of = employer()
    by = member_of(of)
    content = csv_file(HEADINGS, (ANA, "Ana Ilić", "15.7.2026", "fruit"), (BOJAN, "Bojan Tot", "16.7.2026", "fruit"))
    first = upload(of, by, content)
    before = list(Engagement.objects.order_by("pk").values())
    again = upload(of, by, content)
    assert again.counts == {"duplicate": 2}
    assert list(Engagement.objects.order_by("pk").values()) == before
    assert queries.earlier_upload(again) == first
    assert Worker.objects.filter(employer=of).count() == Identifier.objects.filter(kind="rs-jmbg").count() == 2


def test_a_day_that_was_cancelled_in_between_is_registered_anew() -> None:
    of = employer()
    by = member_of(of)
    content = csv_file(HEADINGS, (ANA, "Ana Ilić", "15.7.2026", "fruit"))
    upload(of, by, content)
    actions.cancel_engagement(Engagement.objects.get(employer=of), reason="rain", by=by)
    assert upload(of, by, content).counts == {"ok": 1}
    assert registered(of) == {("Ana Ilić", TOMORROW)}


def test_an_upload_that_has_ended_is_not_worked_off_again() -> None:
    of = employer()
    done = upload(of, member_of(of), csv_file(HEADINGS, (ANA, "Ana Ilić", "15.7.2026", "fruit")))
    assert done.work is not None
    Work.objects.filter(pk=done.work.pk).update(state=JobState.WAITING, ended_at=None)
    run_attempt(done.work.pk, worker="test", enqueue=lambda _job: None)
    assert answers(done) == [(2, TOMORROW, Outcome.OK, "")]


# --- what is kept -------------------------------------------------------------------------------------------------


def test_the_file_is_sealed_while_it_waits_and_gone_afterwards() -> None:
    of = employer()
    content = csv_file(HEADINGS, (ANA, "Ana Ilić", "15.7.2026", "fruit"))
    waiting = actions.receive_upload(of, content=content, name="jul.csv", by=member_of(of))
    assert ANA.encode() not in bytes(waiting.sealed)
    assert queries.content_of(waiting) == content
    done = upload(of, waiting.by, content)
    assert (bytes(done.sealed), done.sha256) == (b"", hashlib.sha256(content).hexdigest())
    masked = list(UploadRow.objects.filter(upload=done).values_list("masked", flat=True))
    assert masked == ["•" * 9 + ANA[-4:]]
    assert ANA not in str(list(UploadRow.objects.values()))


def test_files_that_nobody_worked_off_are_let_go_of(july_morning: time_machine.Traveller) -> None:
    of = employer()
    stale = actions.receive_upload(of, content=b"JMBG;Dan\n", name="", by=member_of(of))
    july_morning.shift(timedelta(days=6))
    assert actions.discard_stale_uploads() == 0
    july_morning.shift(timedelta(days=2))
    assert list(queries.stale_uploads()) == [stale]
    assert [actions.discard_stale_uploads(), actions.discard_stale_uploads()] == [1, 0]
    stale.refresh_from_db()
    assert (stale.state, bytes(stale.sealed)) == (UploadState.STOPPED, b"")


def test_the_audit_tells_who_brought_which_file_and_what_became_of_it() -> None:
    of = employer()
    by = member_of(of)
    done = upload(of, by, csv_file(HEADINGS, (ANA, "Ana Ilić", "15.7.2026", "fruit")))
    told = Event.objects.filter(object=reference(done)).order_by("pk").values_list("verb", "actor", "on_behalf_of")
    assert list(told) == [
        ("seasonal.upload.received", reference(by), reference(of)),
        ("seasonal.upload.done", reference(by), reference(of)),
    ]
    [enrolled] = Event.objects.filter(verb="seasonal.worker.enrolled")
    [crew] = Event.objects.filter(verb="seasonal.crew.registered")
    assert (enrolled.actor, crew.details["through"]) == (reference(by), reference(done))
    assert Event.objects.filter(verb="people.person.recorded").count() == 1


def test_the_questions_asked_do_not_grow_with_the_rows() -> None:
    def asked(rows: int, first: int) -> int:
        of = employer()
        numbers = [f"{1203990500000 + first + place}" for place in range(rows)]
        content = csv_file(("EBS", *HEADINGS[1:]), *((number, "Kim", "15.7.2026", "fruit") for number in numbers))
        received = actions.receive_upload(of, content=content, name="", by=member_of(of))
        assert received.work is not None
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run_attempt(received.work.pk, worker="test", enqueue=lambda _job: None)
        assert Upload.objects.get(pk=received.pk).counts == {"ok": rows}
        return len(captured)

    asked(1, 0)
    assert asked(1, 10) == asked(30, 20)


# --- pages --------------------------------------------------------------------------------------------------------


def test_a_file_is_uploaded_and_its_report_read(browse: Browse) -> None:
    of = employer()
    by = member_of(of)
    client = browse(by)
    content = csv_file(HEADINGS, (ANA, "Ana Ilić", "15.7.2026", "fruit"), ("123", "+Bojan", "15.7.2026", "fruit"))
    response = client.post(
        reverse("seasonal:upload_file", args=[of.pk]), {"file": SimpleUploadedFile("posada jul.csv", content)}
    )
    received = Upload.objects.get(employer=of)
    assert response["Location"] == reverse("seasonal:show_upload", args=[received.pk])
    waiting = client.get(response["Location"]).content.decode()
    assert "Nothing counts as registered until it is told here" in waiting
    assert "Registered now" not in waiting

    assert received.work is not None
    run_attempt(received.work.pk, worker="test", enqueue=lambda _job: None)
    page = client.get(response["Location"]).content.decode()
    assert "1 of 2 days in the file are on the register" in page
    assert "Registered now" in page
    assert "compare it with the document, digit by digit" in page
    listed = client.get(reverse("seasonal:upload_file", args=[of.pk])).content.decode()
    assert "posada jul.csv" in listed

    report = client.get(reverse("seasonal:download_report", args=[received.pk]))
    lines = list(csv.reader(StringIO(report.content.decode("utf-8-sig")), delimiter=";"))
    receipt = Receipt.objects.get(employer=of)
    assert lines[1] == ["2", "2026-07-15", "Ana Ilić", "•" * 9 + ANA[-4:], "Done", "", receipt.number]
    assert lines[2][:2] + lines[2][4:5] == ["3", "", "Not possible"]


def test_a_name_in_the_report_is_never_a_formula(browse: Browse) -> None:
    of = employer()
    by = member_of(of)
    worker(of, by=by, name="@SUM(A1)", number=EBS)
    done = upload(of, by, csv_file(("EBS", "Datum"), (EBS, "15.7.2026")))
    report = browse(by).get(reverse("seasonal:download_report", args=[done.pk])).content.decode("utf-8-sig")
    assert ";'@SUM(A1);" in report


@pytest.mark.parametrize("language", CASE.languages)
def test_our_templates_are_understood_in_every_language(browse: Browse, language: str) -> None:
    of = employer()
    by = member_of(of)
    client = browse(by)
    client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = language
    headings = []
    with translation.override(language):
        columns = [queries.column_name(column) for column in queries.COLUMN_NAMES]
    for kind in ("xlsx", "csv"):
        address = reverse("seasonal:download_template", args=[of.pk, kind])
        content = client.get(address).content
        if kind == "csv":
            headings.append(next(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")))
        else:
            sheet = load_workbook(BytesIO(content)).active
            assert sheet is not None
            headings.append([str(cell.value) for cell in sheet[1]])
    assert headings == [columns, columns]
    known = planning.known_headings()
    assert [known.get(reading.plain(heading)) for heading in columns] == list(queries.COLUMN_NAMES)


def test_there_is_no_template_of_another_kind(browse: Browse) -> None:
    of = employer()
    assert browse(member_of(of)).get(reverse("seasonal:download_template", args=[of.pk, "exe"])).status_code == 404


@pytest.mark.parametrize(
    ("files", "sentence"),
    [({}, "Choose a file."), ({"file": SimpleUploadedFile("a.csv", b"")}, "The file is empty.")],
)
def test_a_form_without_a_file_says_so(browse: Browse, files: dict[str, object], sentence: str) -> None:
    of = employer()
    page = browse(member_of(of)).post(reverse("seasonal:upload_file", args=[of.pk]), files)
    assert sentence in page.content.decode()
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused(browse: Browse, settings: Settings) -> None:
    settings.MUNERA_UPLOAD_MOST_BYTES = 10
    of = employer()
    file = SimpleUploadedFile("a.csv", b"x" * 11)
    page = browse(member_of(of)).post(reverse("seasonal:upload_file", args=[of.pk]), {"file": file})
    assert "The file is larger than" in page.content.decode()
    assert not Upload.objects.exists()


def test_somebody_elses_upload_is_not_found(browse: Browse) -> None:
    of = employer()
    done = upload(of, member_of(of), csv_file(HEADINGS, (ANA, "Ana Ilić", "15.7.2026", "fruit")))
    near_miss = browse(member_of(employer()))
    for name in ("show_upload", "download_report"):
        assert near_miss.get(reverse(f"seasonal:{name}", args=[done.pk])).status_code == 404
    assert near_miss.get(reverse("seasonal:upload_file", args=[of.pk])).status_code == 404


def test_the_page_of_a_file_that_could_not_be_read_says_what_to_do(browse: Browse) -> None:
    of = employer()
    by = member_of(of)
    done = upload(of, by, b"%PDF-1.7")
    page = browse(by).get(reverse("seasonal:show_upload", args=[done.pk])).content.decode()
    assert "neither an Excel workbook" in page


def test_the_report_asks_as_often_for_three_rows_as_for_one(browse: Browse) -> None:
    of = employer()
    by = member_of(of)
    client = browse(by)

    def asked(rows: int) -> int:
        lines = [(jmbg(800 + place * 10), "Ana Ilić", "13.7.2026", "fruit") for place in range(rows)]
        done = upload(of, by, csv_file(HEADINGS, *lines))
        address = reverse("seasonal:show_upload", args=[done.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    assert asked(1) == asked(3)
