"""What an examination office sees: from an empty examination to a report that waits for a second person."""

import html
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from munera.kernel.people.models import Person
from munera.kernel.people.queries import person_by_email
from munera.services.mentor import actions, demo, queries
from munera.services.mentor.choices import ReleaseState, RunState
from munera.services.mentor.models import Blueprint, Calibration, Examination, Release, ResultFile, Sitting
from tests.factories.mentor import RULE, clerk, form_of, head, sitting, table, take_in

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]


@pytest.fixture
def browse(client: Client, sign_in: Callable[[Client, Person], None]) -> Browse:
    def browse_as(who: Person) -> Client:
        sign_in(client, who)
        return client

    return browse_as


def words(content: bytes) -> str:
    """What the page says, without its markup."""
    inside = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inside)).split())


def page_of(client: Client, name: str, *parts: object) -> str:
    response = client.get(reverse(f"mentor:{name}", args=parts))
    assert response.status_code == 200
    return words(response.content)


def sent(client: Client, page: str, /, *parts: object, **fields: object) -> str:
    """Where a form leads to, or what its page says instead."""
    response = client.post(reverse(f"mentor:{page}", args=parts), fields)
    return response["Location"] if response.status_code == 302 else words(response.content)


def test_an_examination_is_set_up_and_its_first_results_are_taken_in(browse: Browse) -> None:
    by = clerk()
    client, office = browse(by), queries.offices_of(by).get()
    assert "No examination yet" in page_of(client, "show_office", office.pk)
    text = {"code": "welding", "language": "en", "name": "Welding", "pass_rule": RULE}
    sent(client, "add_examination", office.pk, **text)
    examination = Examination.objects.get(code="welding")
    assert "Your body has an examination with this short name already" in sent(
        client, "add_examination", office.pk, **text
    )
    told = page_of(client, "show_examination", examination.pk)
    assert "Nobody has compared this rule with the law yet" in told
    edition = Blueprint.objects.get(examination=examination)
    assert "This edition is empty" in page_of(client, "show_blueprint", edition.pk)

    bad = SimpleUploadedFile("q.csv", b"subject,topic,question,right\nSafety,Gas,W1,1\nSafety,Gas,W1,7\n")
    said = sent(client, "fill_blueprint", edition.pk, file=bad)
    assert "Nothing was taken in" in said
    assert "Row 3: The right answer is not one of the options 1 to 4" in said
    assert not edition.questions.exists()
    good = SimpleUploadedFile("q.csv", b"subject,topic,question,right\nSafety,Gas,W1,1\nSafety,Fire,W2,2\n")
    sent(client, "fill_blueprint", edition.pk, file=good)
    assert "2 questions" in page_of(client, "show_blueprint", edition.pk)
    sent(client, "publish_blueprint", edition.pk)
    assert client.get(reverse("mentor:add_subject", args=[edition.pk])).status_code == 404

    sent(client, "add_sitting", examination.pk, held_on="2026-03-07", round="1", blueprint=edition.pk)
    sitting = Sitting.objects.get()
    form = sitting.forms.get()
    template = client.get(reverse("mentor:download_results_template", args=[form.pk, "csv"])).content.decode(
        "utf-8-sig"
    )
    assert template.split("\r\n")[0].endswith("Region,W1,W2")
    results = SimpleUploadedFile("r.csv", b"number,W1,W2\nK1,1,2\nK2,5,1\n")
    sent(client, "upload_results", form.pk, file=results)
    file = ResultFile.objects.get()
    assert "Reading the rows of the file" in page_of(client, "show_results", file.pk)
    assert "This sitting" not in page_of(client, "show_sitting", sitting.pk)


def test_of_a_few_an_office_is_told_in_rounded_numbers(browse: Browse) -> None:
    by = clerk()
    client, form = browse(by), form_of(sitting(by))
    for people, passed in ((9, "Passed Too few to show"), (27, "Passed about 40 %"), (48, "Passed 18")):
        rows = [(f"{at}", [1] * 8 if at % 8 < 3 else [2] * 8) for at in range(people)]
        take_in(form, table(form, *rows), by)
        assert passed in page_of(client, "show_sitting", form.sitting_id)
        told = page_of(client, "show_numbers", form.sitting_id)
        assert ("Fewer than 10 candidates are counted" in told) == (people == 9)
        assert ("Mark on average 4 of 8 Passed about 40 % Fewer than 30 candidates" in told) == (people == 27)
        assert ("Mark on average 3.0 of 8 Passed 18 How marks are spread" in told) == (people == 48)


def test_an_office_sees_its_questions_and_a_head_reads_reports(browse: Browse) -> None:
    call_command("build_demo", verbosity=0)
    hana, doyun = person_by_email("hana@demo.example"), person_by_email("doyun@demo.example")
    assert hana is not None
    assert doyun is not None
    for person in (hana, doyun):
        person.language = "en"
        person.save(update_fields=["language"])
    client = browse(hana)
    sittings = {each.round: each for each in Sitting.objects.all()}
    july = sittings[3]
    assert "Held on 11 July 2026, by edition 1" in page_of(client, "show_sitting", july.pk)
    ahead = Sitting.objects.latest("held_on")
    assert "To be held on 6 March 2027, by edition 1" in page_of(client, "show_sitting", ahead.pk)
    numbers = page_of(client, "show_numbers", july.pk)
    assert re.search(r"Mark on average \d+\.\d of 80 ", numbers)
    assert str(demo.sat.PEOPLE[demo.sat.JULY]) in numbers
    assert "Neighbouring columns with fewer than 10 candidates are joined, so that none tells about a few." in numbers
    calibration = queries.standing_calibration(july)
    assert calibration is not None
    desk = page_of(client, "show_calibration", calibration.pk)
    # What wants a look comes first, the gravest before all; the whole list is folded, and goes by pages.
    assert f"Question Wants a look Topic Right {demo.sat.MIXED_UP} Key suspected wrong" in desk
    assert "All 80 questions with their numbers" in desk
    assert "1 to 20 of 80" in desk
    address = reverse("mentor:show_calibration", args=[calibration.pk])
    folded = b'<details class="mentor-all" >'
    assert folded in client.get(address).content
    assert folded not in client.get(address, {"page": 2}).content
    assert "That of the sitting 2026, round 2" in desk
    mixed_up = queries.statistics_of(calibration).get(question__key=demo.sat.MIXED_UP)
    response = client.get(reverse("mentor:show_question", args=[mixed_up.pk]))
    told = words(response.content)
    assert "Those who know more choose another option than the one that counts as right" in told
    assert "The same question at other sittings" in told
    assert response.content.count(b"mentor-curve__dot") == 10
    fair = page_of(client, "show_fairness", july.pk)
    assert demo.sat.HARDER_IN_BUSAN in fair
    assert "Large" in fair
    # The file has codes; a sex is called by its name.
    assert "Female" in fair
    assert "female" not in fair
    assert client.get(reverse("mentor:list_releases")).status_code == 403

    client = browse(doyun)
    release = Release.objects.get(sitting=july)
    told = page_of(client, "show_release", release.pk)
    assert "people who failed this examination and sat it again" in told
    assert "chance alone makes about" in told
    assert "are kept in this demo town: those that somebody here reads" in told
    assert len(re.findall("points? from the mark", told)) == len(release.numbers["sample"]) == 7
    assert "points from the mark" in told
    assert "Choi" not in told
    assert "2607" not in told
    assert client.get(reverse("mentor:show_office", args=[release.sitting.examination.body_id])).status_code == 403


def test_a_head_reads_what_those_who_sat_twice_teach(browse: Browse) -> None:
    by = clerk()
    sat = sitting(by)
    done = Calibration.objects.create(
        sitting=sat, started_by=by, state=RunState.DONE, digest="c" * 64, ended_at=timezone.now()
    )
    release = Release.objects.create(sitting=sat, calibration=done, asked_by=by, state=ReleaseState.ASKED)
    client = browse(head(queries.offices_of(by).get()))

    def told(**learned: object) -> str:
        Release.objects.filter(pk=release.pk).update(learned=learned)
        return page_of(client, "show_release", release.pk)

    assert "What those who sat twice teach" not in told()
    evaluation = {"people": 120, "on": "2026-07-11", "auc": 0.814, "auc_low": 0.739, "auc_high": 0.876}
    evaluation |= {"calibration_error": 0.1307, "error_by_chance": 0.0979, "slope": 1.038}
    evaluation |= {"brier": 0.1918, "skill": 0.2}
    model = {"fault": "", "people": 330, "digest": "f" * 64, "years": 0.345}
    page = told(**model, evaluation=evaluation, next_on="")
    assert "learned from 330 people who failed this examination and sat it again." in page
    assert "for a try after 4 months" in page
    assert "It was checked on 120 people who sat again on" in page
    assert "Order (AUC) 0.81, likely 0.74 to 0.88 Squared error (Brier) 0.192 (the same chance for all" in page
    assert "for all makes 0.240) Distance (ECE) 0.131 (chance alone makes about 0.098)" in page
    assert "Boldness (slope) 1.04" in page
    assert "f" * 64 in page
    page = told(**model, evaluation=None, next_on="2027-03-06")
    assert "It could not be checked yet" in page
    assert "It is told for the next sitting, on" in page
    assert "AUC" not in page
    page = told(fault="too-few", people=None, least=300)
    assert "It takes 300 people who failed and sat again" in page
    assert "None" not in page
    assert "no clear chance" in told(fault="unclear", people=412, least=300)


def test_lists_of_an_office_ask_as_much_for_three_rows_as_for_one(browse: Browse) -> None:
    by = clerk()
    body = queries.offices_of(by).get()
    sat = sitting(by)
    examination = sat.examination

    def one_more(number: int) -> None:
        """Of everything that the lists show."""
        actions.add_unit(code=f"99{number}", names={"en": f"Unit {number}"}, skill=None, by=by)
        actions.add_form(sat, code=f"form-{number}", keys=["N001"], by=by)
        done = Calibration.objects.create(
            sitting=sat, started_by=by, state=RunState.DONE, digest="c" * 64, ended_at=timezone.now()
        )
        Release.objects.create(sitting=sat, calibration=done, asked_by=by, state=ReleaseState.FAILED)
        if number:
            actions.add_examination(
                body, actions.ExaminationText(language="en", names={"en": "More"}), code=f"more-{number}", by=by
            )
            sitting(by, of=sat.blueprint, in_round=number + 1)

    def asked() -> list[int]:
        found = []
        for who, pages in (
            (by, [("show_office", body.pk), ("list_units",), ("show_examination", examination.pk)]),
            (by, [("show_sitting", sat.pk)]),
            (chief, [("list_releases",)]),
        ):
            client = browse(who)
            for name, *parts in pages:
                with CaptureQueriesContext(connection) as captured:
                    page_of(client, str(name), *parts)
                found.append(len(captured.captured_queries))
        return found

    chief = head(body)
    one_more(0)
    few = asked()
    one_more(1)
    one_more(2)
    assert asked() == few
