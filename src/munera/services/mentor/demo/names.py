"""What the demo's examination is made of, by name: all of it made up, in Korean and in English.

The names of subjects and topics are those of the trade; the units of competence bear codes that nobody gave out.
"""

from dataclasses import dataclass
from typing import Final

from munera.services.mentor.choices import OfferKind

ESCO: Final = "http://data.europa.eu/esco/skill/"
MAPS: Final = f"{ESCO}440f64e5-e66c-45ee-bc29-53c14a2ad720"
DATA: Final = f"{ESCO}2b92a5b2-6758-4ee3-9fb4-b6387a55cc8f"


@dataclass(frozen=True, slots=True)
class Named:
    """In Korean, in English, and a short name."""

    code: str
    ko: str
    en: str

    @property
    def names(self) -> dict[str, str]:
        return {"ko": self.ko, "en": self.en}


@dataclass(frozen=True, slots=True)
class Part:
    """A subject with its topics."""

    subject: Named
    topics: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of competence, the topics that show it, and the skill of the classification that comes nearest."""

    code: str
    ko: str
    en: str
    topics: tuple[str, ...]
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """Something to go on with; days are counted from today."""

    body: str
    kind: OfferKind
    ko: str
    en: str
    about_ko: str
    about_en: str
    units: tuple[str, ...]
    place: str
    region: str
    hours: int | None
    begins_in: int | None
    asks_for_pass: bool = False
    is_withdrawn: bool = False


BODY: Final = "온마루 자격검정원"
CENTRE: Final = "솔내 공공직업훈련원"
CITY: Final = "한빛시청"

EXAMINATION: Final = Named("surveying-industrial-engineer", "측량산업기사", "Industrial Engineer, Surveying")
LEVEL: Final = {"ko": "산업기사", "en": "Industrial Engineer"}
NEXT: Final = Named("surveying-engineer", "측량기사", "Engineer, Surveying")
NEXT_LEVEL: Final = {"ko": "기사", "en": "Engineer"}

PARTS: Final = (
    Part(
        Named("applied", "응용측량", "Applied surveying"),
        (
            Named("route", "노선측량", "Route surveying"),
            Named("areas", "면적과 체적", "Areas and volumes"),
            Named("tunnels", "터널과 시설물", "Tunnels and structures"),
            Named("waters", "하천과 수심", "Rivers and depths"),
        ),
    ),
    Part(
        Named("images", "사진측량과 원격탐사", "Photogrammetry and remote sensing"),
        (
            Named("photos", "항공사진", "Aerial photographs"),
            Named("models", "입체 모형과 표정", "Stereo models and orientation"),
            Named("sensing", "원격탐사", "Remote sensing"),
            Named("drones", "무인기 측량", "Surveying with drones"),
        ),
    ),
    Part(
        Named("information", "공간정보", "Geospatial information"),
        (
            Named("data", "공간 자료의 구조", "Structure of spatial data"),
            Named("analysis", "공간 분석", "Spatial analysis"),
            Named("positioning", "위성측위", "Satellite positioning"),
            Named("maps", "지도 제작", "Making maps"),
        ),
    ),
    Part(
        Named("basics", "측량학", "Principles of surveying"),
        (
            Named("errors", "오차와 조정", "Errors and adjustment"),
            Named("angles", "각과 거리", "Angles and distances"),
            Named("traverse", "트래버스", "Traverses"),
            Named("levels", "수준측량", "Levelling"),
        ),
    ),
)

UNITS: Final = (
    Unit("9901010101", "노선 설계측량", "Survey for the design of routes", ("route", "areas")),
    Unit("9901010102", "시설물 측량", "Survey of structures", ("tunnels", "waters")),
    Unit("9901010201", "항공사진 측량", "Survey from aerial photographs", ("photos", "models")),
    Unit("9901010202", "원격탐사 자료 처리", "Working with images from afar", ("sensing", "drones")),
    Unit("9901010301", "공간정보 구축", "Building spatial data", ("data", "maps"), MAPS),
    Unit("9901010302", "공간정보 분석", "Analysing spatial data", ("analysis",), DATA),
    Unit("9901010401", "기준점 측량", "Survey of control points", ("positioning", "traverse", "levels")),
    Unit("9901010402", "관측값 조정", "Adjusting observations", ("errors", "angles")),
)

OFFERS: Final = (
    Offered(
        CENTRE,
        OfferKind.COURSE,
        "오차와 조정 집중반",
        "Errors and adjustment, step by step",
        "관측값을 직접 계산하며 배웁니다. 저녁 수업입니다.",
        "You work through observations yourself. In the evening.",
        ("9901010402",),
        "솔내",
        "KR-43",
        24,
        12,
    ),
    Offered(
        CENTRE,
        OfferKind.COURSE,
        "공간정보 분석 입문",
        "A first course in spatial analysis",
        "집에서 자기 속도로 들을 수 있습니다.",
        "At home, at your own pace.",
        ("9901010301", "9901010302"),
        "",
        "",
        30,
        5,
    ),
    Offered(
        CENTRE,
        OfferKind.TRAINING,
        "기준점 측량 현장실습",
        "Control points in the field",
        "장비를 다루며 일주일 동안 측량합니다.",
        "A week outdoors with the instruments.",
        ("9901010401", "9901010402"),
        "솔내",
        "KR-43",
        40,
        33,
    ),
    Offered(
        CENTRE,
        OfferKind.TRAINING,
        "무인기 사진측량 실습",
        "Photographs from drones",
        "비행 계획부터 지도까지 모두 해 봅니다.",
        "From the plan of the flight to the map.",
        ("9901010201", "9901010202"),
        "한빛",
        "KR-44",
        32,
        47,
    ),
    Offered(
        CENTRE,
        OfferKind.COURSE,
        "노선과 시설물 측량",
        "Routes and structures",
        "문제 풀이와 풀이 설명으로 이루어집니다.",
        "Problems, and how they are solved.",
        ("9901010101", "9901010102"),
        "솔내",
        "KR-43",
        20,
        26,
    ),
    Offered(
        CITY,
        OfferKind.JOB,
        "시설물 측량 담당",
        "Surveyor of public structures",
        "도로와 하천 시설을 측량합니다. 산업기사 이상을 찾습니다.",
        "Surveys roads and rivers. Asks for the level of industrial engineer.",
        ("9901010101", "9901010102", "9901010401"),
        "한빛",
        "KR-44",
        None,
        60,
        asks_for_pass=True,
    ),
    Offered(
        CITY,
        OfferKind.JOB,
        "공간정보 담당 보조",
        "Assistant for spatial data",
        "도시의 지도를 고치고 자료를 정리합니다.",
        "Keeps the maps of the city and their data in order.",
        ("9901010301", "9901010302"),
        "한빛",
        "KR-44",
        None,
        40,
    ),
    # Of the examining body itself: one to come, one that runs, one that is over, one that was withdrawn.
    Offered(
        BODY,
        OfferKind.TRAINING,
        "측량 장비 공개 실습일",
        "Open day with surveying instruments",
        "시험에서 쓰는 장비를 하루 동안 직접 다루어 봅니다. 무료입니다.",
        "A day with the instruments of the examination. It costs nothing.",
        ("9901010401",),
        "온마루",
        "KR-41",
        7,
        19,
    ),
    Offered(
        BODY,
        OfferKind.COURSE,
        "문제 풀이 공개 강좌",
        "Past questions, explained",
        "공개된 문제를 주요항목별로 풀어 봅니다. 언제든지 시작할 수 있습니다.",
        "Questions that were made public, topic by topic. Begin whenever you like.",
        ("9901010101", "9901010301"),
        "",
        "",
        10,
        None,
    ),
    Offered(
        BODY,
        OfferKind.COURSE,
        "여름 특강",
        "Summer lectures",
        "7월 시험 전에 열린 특강입니다.",
        "Lectures held before the examination of July.",
        ("9901010402",),
        "온마루",
        "KR-41",
        6,
        -150,
    ),
    Offered(
        BODY,
        OfferKind.JOB,
        "필기시험 운영 지원",
        "Support for written tests",
        "시험장을 준비하고 응시자를 안내합니다.",
        "Prepares the rooms and shows candidates the way.",
        ("9901010302",),
        "온마루",
        "KR-41",
        None,
        45,
        is_withdrawn=True,
    ),
)
