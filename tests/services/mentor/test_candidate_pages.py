"""What a candidate's pages show, what they keep to themselves, and that nothing leaks on the way."""

import html
import io
import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from pypdf import PdfReader

from munera.engines.psychometrics.explanation import Basis, Chance, Frequency
from munera.kernel.audit.models import Event
from munera.kernel.people.models import Person
from munera.services.mentor import queries
from munera.services.mentor.actions.claiming import MOST_OF_A_PERSON
from munera.services.mentor.choices import OfferKind, ReleaseState
from munera.services.mentor.models import Attempt, Calibration, Claim, Question, QuestionStatistic
from tests.factories import credentials, people
from tests.factories import mentor_candidates as scene

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]
NUMBER = "KR-778899"


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


def page_of(client: Client, name: str, *parts: object, **query: object) -> str:
    response = client.get(reverse(f"mentor:{name}", args=parts), query)
    assert response.status_code == 200
    return words(response.content)


def claim(client: Client, at: scene.Sat, **entries: str) -> bytes:
    said = {"sitting": str(at.sitting.pk), "number": NUMBER, "born_on": scene.BORN_ON.isoformat()} | entries
    return client.post(reverse("mentor:claim_attempt"), said).content


# --- coming in ----------------------------------------------------------------------------------------------------


def test_first_it_is_told_what_happens_then_agreed_then_claimed(browse: Browse) -> None:
    at, min_park = scene.sat(), people.person("Min Park")
    told = scene.attempt(at, number=NUMBER)
    client = browse(min_park)
    assert "You have not agreed yet" in page_of(client, "list_attempts")
    assert client.get(reverse("mentor:claim_attempt"))["Location"] == reverse("mentor:opt_in")
    assert "my name, gender, age and region have no part in it" in page_of(client, "opt_in")
    assert b"Tick the box" in client.post(reverse("mentor:opt_in"), {"agree": ""}).content
    assert queries.opt_in_of(min_park) is None

    client.post(reverse("mentor:opt_in"), {"agree": "on"})
    claim(client, at)
    assert list(queries.attempts_of(min_park)) == [told]
    assert "Your report is not ready yet" in page_of(client, "show_report", told.pk)
    assert "Not released yet" in page_of(client, "list_attempts")


def test_whatever_is_wrong_the_answer_and_the_questions_are_the_same(browse: Browse) -> None:
    at = scene.sat()
    scene.attempt(at, number=NUMBER)
    taken = scene.attempt(at, number="KR-1")
    scene.claimed(taken, scene.candidate("So Lee"))
    client = browse(scene.candidate())
    said, asked = set(), set()
    for entries in (
        {"number": "KR-000000"},
        {"born_on": "1999-03-18"},
        {"number": "KR-1", "born_on": "1999-03-18"},
        {"born_on": "", "identifier": "9903171234567"},
    ):
        with CaptureQueriesContext(connection) as captured:
            page = words(claim(client, at, **entries))
        said.add(re.search(r"We find nothing.*?tell here\.", page))
        asked.add("\n".join(re.sub(r"'[^']*'|\"s\d+_x\d+\"", "?", query["sql"]) for query in captured.captured_queries))
    assert None not in said
    assert len({found.group() for found in said if found}) == 1
    # Date and national number are one question too: the digest tells neither from the other.
    assert len(asked) == 1
    assert "We find nothing" in words(claim(client, at, number="KR-1"))
    assert not Claim.objects.filter(attempt__sitting=at.sitting).exclude(attempt=taken).exists()


def test_somebody_who_guesses_is_stopped(browse: Browse) -> None:
    at = scene.sat()
    scene.attempt(at, number=NUMBER)
    client = browse(scene.candidate())
    for guess in range(MOST_OF_A_PERSON):
        claim(client, at, number=f"KR-{guess}")
    said = {"sitting": str(at.sitting.pk), "number": NUMBER, "born_on": scene.BORN_ON.isoformat()}
    response = client.post(reverse("mentor:claim_attempt"), said)
    assert response.status_code == 429
    assert NUMBER.encode() not in response.content
    assert not Claim.objects.exists()


def test_nothing_of_number_birth_or_mark_reaches_address_log_audit_or_session(
    browse: Browse, caplog: pytest.LogCaptureFixture
) -> None:
    at, min_park = scene.sat(), scene.candidate()
    told = scene.attempt(at, number=NUMBER)
    scene.reported(told, at=at)
    with caplog.at_level(logging.DEBUG):
        client = browse(min_park)
        claim(client, at, born_on="1990-01-01")
        claim(client, at)
        for name in ("show_report", "show_plan", "show_radar", "list_courses"):
            page_of(client, name, told.pk)
        for name in ("download_report", "export_report"):
            assert client.post(reverse(f"mentor:{name}", args=[told.pk])).status_code == 200
        missing = client.get(reverse("mentor:show_report", args=[told.pk + 1]))
    events = " ".join(f"{event.verb} {event.details}" for event in Event.objects.all())
    written = f"{caplog.text} {events} {dict(client.session.items())} {words(missing.content)}"
    assert missing.status_code == 404
    assert "mentor:show_report" in caplog.text
    for secret in (NUMBER, "778899", scene.BORN_ON.isoformat(), "1990-01-01", "20 of 40"):
        assert secret not in written


def test_taken_back_the_report_is_gone_from_every_page(browse: Browse) -> None:
    told = scene.told_candidate()
    client = browse(told.claim.person)
    assert "1 examination is tied to you" in page_of(client, "withdraw_opt_in")
    client.post(reverse("mentor:withdraw_opt_in"))
    assert "You have not agreed yet" in page_of(client, "list_attempts")
    for name in ("show_report", "show_plan", "show_radar", "list_courses"):
        assert client.get(reverse(f"mentor:{name}", args=[told.pk])).status_code == 404
    assert client.post(reverse("mentor:download_report", args=[told.pk])).status_code == 404


# --- the report ---------------------------------------------------------------------------------------------------


def test_why_it_was_not_enough_is_told_whole(browse: Browse) -> None:
    told = scene.told_candidate()
    page = page_of(browse(told.claim.person), "show_report", told.pk)
    for sentence in (
        "Why it was not enough this time",
        "To pass, 24 were needed: 4 were missing.",
        "In total 20 of 40 24 Not reached",
        "Cartography 13 of 20 8 Reached",
        "Two of three results lie within 2.6 points",
        "nobody has compared it with the text of the law here yet",
        "Levelling is most likely your weakest topic",
        "Levelling 3 of 10 28 % to 48 % 60 % to 80 % most likely below their middle",
        "the numbers add up to 4.",
        "raises your chance from about 12 to about 21 of 100.",
        "about 12 of them would pass.",
        "For a chance of 50 in 100 it takes about 4.2 points more than now",
        "Too few people have sat this examination twice",
        "A failed examination can weigh heavily.",
    ):
        assert sentence in page
    assert "Congratulations" not in page
    assert "Put it into my wallet" not in page


def test_the_chance_learned_from_retakers_says_what_it_rests_on(browse: Browse) -> None:
    learned = Chance(Basis.RETAKERS, 0.34, 0.28, 0.41, Frequency(1, 3), Frequency(2, 7), Frequency(2, 5), 0.4)
    told = scene.told_candidate(explanation=replace(scene.explained(), chance=learned, withheld=()))
    page = page_of(browse(told.claim.person), "show_report", told.pk)
    assert "Of 100 people with answers like yours, about 34 pass the next time they try." in page
    assert "it may be as low as 28 and as high as 41" in page
    assert "people who failed with answers like yours and came again, with whatever they studied until then" in page
    assert "had learned nothing more" not in page
    assert "Too few people have sat this examination twice" not in page


def test_a_number_about_too_few_people_is_not_on_the_page(browse: Browse) -> None:
    explanation = scene.without_passers()
    told = scene.told_candidate(explanation=explanation)
    response = browse(told.claim.person).get(reverse("mentor:show_report", args=[told.pk]))
    page = words(response.content)
    assert "Too few people passed: numbers about them would tell about persons." in page
    assert "the middle half of those who passed" not in page
    assert b"mentor-passers__band" not in response.content
    assert "Levelling 3 of 10 28 % to 48 % – not compared" in page


def test_earlier_attempts_stand_in_a_table(browse: Browse) -> None:
    at = scene.sat()
    first = scene.told_candidate(at=scene.sat(of=at, held_on=scene.HELD_ON - timedelta(days=180)))
    second = scene.attempt(at, passed=True)
    scene.reported(second, at=at)
    scene.claimed(second, first.claim.person)
    client = browse(first.claim.person)
    page = page_of(client, "show_report", second.pk)
    assert "Your attempts so far" in page
    assert "17 November 2025 20 of 40 24 Not passed 16 May 2026 30 of 40 24 Passed" in page
    # The same in percent, with the error of measurement and the mark, as a picture and as a table.
    assert "17 November 2025 50 43 to 56 60 16 May 2026 75 69 to 81 60" in page
    assert "Your attempts so far" not in page_of(client, "show_report", first.pk)


def test_questions_are_told_of_only_once_they_are_public(browse: Browse) -> None:
    at = scene.sat()
    told = scene.told_candidate(at=at)
    calibration = Calibration.objects.get()
    for place in at.sitting.forms.get().places.all():
        QuestionStatistic.objects.create(
            calibration=calibration, question=place.question, answers=400, easiness=0.9 - place.place / 100
        )
    client = browse(told.claim.person)
    assert "Questions worth a second look" not in page_of(client, "show_report", told.pk)
    # The candidate chose 1, 2, 1, 2; right is 1 each time.
    Question.objects.update(is_released=True, wording="What does a level measure?")
    page = page_of(client, "show_report", told.pk)
    assert page.count("What does a level measure?") == 2
    assert "Question traverse-1 · Traverse survey" in page
    assert "Of 100 people who were asked this, about 88 got it right." in page
    QuestionStatistic.objects.update(answers=29)
    assert "Questions worth a second look" not in page_of(client, "show_report", told.pk)


def test_the_plan_is_made_anew_with_own_hours_and_keeps_them_nowhere(browse: Browse) -> None:
    told = scene.told_candidate()
    client = browse(told.claim.person)
    report = queries.report_of(told)
    assert report is not None
    levelling = report.topics["survey/levelling"].pk
    before = page_of(client, "show_plan", told.pk)
    after = page_of(client, "show_plan", told.pk, **{f"hours-{levelling}": "90"})
    assert before.index("Levelling A step forward") < before.index("Traverse survey A step forward")
    assert after.index("Traverse survey A step forward") < after.index("Levelling A step forward")
    assert "in 90 hours" in after
    assert "It is reckoned with the hours you named." in after
    wrong = page_of(client, "show_plan", told.pk, **{f"hours-{levelling}": "-3"})
    assert "in 20 hours" in wrong
    assert page_of(client, "show_plan", told.pk) == before


def test_the_report_goes_along_on_paper_and_for_programs(browse: Browse) -> None:
    told = scene.told_candidate()
    client = browse(told.claim.person)
    paper = client.post(reverse("mentor:download_report", args=[told.pk]))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "Why it was not enough this time" in text
    assert "Levelling" in text
    assert "attachment" in paper["Content-Disposition"]
    taken = client.post(reverse("mentor:export_report", args=[told.pk]))
    assert json.loads(taken.content)["explanation"]["decision"]["margin"] == -4.0
    forms = [event.details["form"] for event in Event.objects.filter(verb="mentor.report.taken-along")]
    assert sorted(forms) == ["json", "pdf"]


def test_a_paper_for_readers_of_korean_is_written_in_korean_and_can_be_read_aloud(browse: Browse) -> None:
    told = scene.told_candidate()
    client = browse(told.claim.person)
    paper = client.post(reverse("mentor:download_report", args=[told.pk]), headers={"accept-language": "ko"})
    printed = PdfReader(io.BytesIO(paper.content))
    text = " ".join(page.extract_text() for page in printed.pages)
    with translation.override("ko"):
        assert gettext("Why it was not enough this time") in text
        assert gettext("What to study first") in text
        assert f"{gettext('Topic')[:-1]}\n" not in text  # no word is torn apart at the end of a line
    assert "Why it was not enough" not in text
    assert str(printed.root_object["/Lang"]) == "ko"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in paper.content


# --- a pass, courses and jobs -------------------------------------------------------------------------------------


def test_a_pass_is_put_into_the_wallet_and_into_the_skills(browse: Browse) -> None:
    certified = credentials.achievement()
    at = scene.sat(body=certified.issuer.organisation, achievement=certified)
    passed = scene.told_candidate(at=at, passed=True)
    client = browse(passed.claim.person)
    page = page_of(client, "show_report", passed.pk)
    assert "Congratulations." in page
    assert "In these topics you are most likely above the middle of those who passed: Levelling" in page
    assert "What to study first" not in page
    client.post(reverse("mentor:take_credential", args=[passed.pk]))
    page = page_of(client, "show_report", passed.pk)
    assert "Your pass is a credential in your wallet" in page
    assert "Put it into my wallet" not in page
    assert "Safe pruning" in words(client.get(reverse("credentials:list_credentials")).content)


def test_courses_and_jobs_say_why_they_stand_there(browse: Browse) -> None:
    at = scene.sat()
    levelling, traverse, drawing, _projection = at.units
    scene.offer(at, units=[levelling, traverse], hours=24, place="Busan")
    scene.offer(at, kind=OfferKind.JOB, units=[levelling, drawing], place="Daegu")
    failed, passed = scene.told_candidate(at=at), scene.told_candidate(at=at, passed=True)
    client = browse(failed.claim.person)
    courses = page_of(client, "list_courses", failed.pk)
    assert "What it teaches could let about 10 more of 100 people with a result like yours pass." in courses
    assert "Daegu" not in courses
    jobs = page_of(client, "list_jobs")
    assert "No job at the moment" in jobs
    client = browse(passed.claim.person)
    assert "You hold all 2 units of competence it asks for." in page_of(client, "list_jobs")


def test_lists_ask_as_much_for_three_as_for_one(browse: Browse) -> None:
    at = scene.sat()
    told = scene.told_candidate(at=at)
    client = browse(told.claim.person)

    def asked(name: str, *parts: object) -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(client, name, *parts)
        return len(captured.captured_queries)

    scene.offer(at, units=at.units[:1], starts_on=timezone.localdate())
    scene.offer(at, kind=OfferKind.JOB, units=at.units[:1])
    pages: list[tuple[str, tuple[object, ...]]] = [
        ("list_attempts", ()),
        ("list_courses", (told.pk,)),
        ("show_report", (told.pk,)),
        ("list_jobs", ()),
    ]
    one = [asked(name, *parts) for name, parts in pages]
    for _more in range(2):
        scene.offer(at, units=at.units[:2])
        scene.offer(at, kind=OfferKind.JOB, units=at.units[:2])
        again = scene.attempt(other := scene.sat(of=at))
        scene.reported(again, at=other)
        scene.claimed(again, told.claim.person)
    assert [asked(name, *parts) for name, parts in pages] == one
    assert Attempt.objects.filter(reports__release__state=ReleaseState.RELEASED).count() == 3
