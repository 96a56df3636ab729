"""Linking a free text to skills: by stems, by letters, in two languages, and on the real ESCO labels."""

import csv
import doctest
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from munera.engines.matching import text
from munera.engines.matching.errors import Malformed
from munera.engines.matching.text import linking, words
from tests.engines.measured import folder_of

LABELS = [
    text.Label("skill/impact", "en", "evaluate social programmes"),
    text.Label("skill/impact", "en", "impact evaluation"),
    text.Label("skill/impact", "pt", "avaliar programas sociais"),
    text.Label("skill/impact", "pt", "avaliação de impacto"),
    text.Label("skill/statistics", "en", "apply statistical analysis techniques"),
    text.Label("skill/statistics", "pt", "aplicar técnicas de análise estatística"),
    text.Label("skill/interviews", "en", "conduct research interview"),
    text.Label("skill/interviews", "pt", "conduzir entrevistas de pesquisa"),
    text.Label("skill/budgets", "en", "manage budgets"),
    text.Label("skill/budgets", "pt", "gerir orçamentos"),
    text.Label("skill/gis", "en", "use geographic information systems"),
    text.Label("skill/gis", "pt", "utilizar sistemas de informação geográfica"),
    text.Label("skill/vaccines", "en", "vaccination procedures"),
    text.Label("skill/vaccines", "pt", "procedimentos de vacinação"),
    text.Label("skill/gis", "sr", "географски информациони системи"),
]

# What an office wrote, and one skill that a reader would choose for it; written down before anything was measured,
# but for one that was replaced because ESCO has no skill for it.
PHRASES = {
    "We need statistical analyses of administrative records": "apply statistical analysis techniques",
    "interviewing families in their homes": "interview people",
    "a cost and benefit analysis of the new lines": "provide cost benefit analysis reports",
    "the questionnaire has to be designed": "design questionnaires",
    "discussions in focus groups with teachers": "interview focus groups",
    "maps of flooded areas in a geographical information system": "use geographic information systems",
    "qualitative research in fishing villages": "conduct qualitative research",
    "macroeconomic forecasts for the next ten years": "macroeconomics",
    "how can environmental impacts be assessed": "assess environmental impact",
    "the social impact is to be monitored each month": "monitor social impact",
    "evaluation of educational programmes in secondary schools": "evaluate education programmes",
    "management of research data": "manage research data",
    "data mining in large registers": "data mining",
    "policy analysis for the ministry of finance": "policy analysis",
    "advice on tax policy": "advise on tax policy",
    "the energy policy of the state": "develop energy policy",
    "a survey of public opinion": "conduct public surveys",
    "processing the answers of the survey": "process collected survey data",
    "microeconomics of households": "microeconomics",
    "development economics, with experience in the field": "development economics",
    "biostatistics": "biostatistics",
    "epidemology of tropical diseases": "epidemiology",
    "health problems of the public are addressed": "address public health issues",
    "mathematical modelling": "create model",
    "forecasting with statistics": "carry out statistical forecasts",
    "how do policies on employment work": "promote employment policy",
    "adults who return to education": "adult education",
    "climate change and what it does": "climate change impact",
    "reports about grants": "report on grants",
    "programmes paid for by the government": "manage government-funded programmes",
    "an analysis of the system of education": "analyse education system",
    "what learners need is identified": "identify education needs",
    "computing and controlling the costs of each measure": "cost management",
    "randomised experiments in clinics": "assist in clinical trials",
    "writing scientific publications": "write scientific publications",
    "open data of public bodies": "manage open publications",
    "road safety": "educate public on road safety",
    "protection of personal data": "protect personal data and privacy",
    "food policy for schools": "food policy",
    "urban planning": "urban planning",
}
RECALL = 33
"""Of these forty, so many have the skill among the first ten; the others ask for a word that no label has."""


def test_the_example_of_the_package_runs() -> None:
    result = doctest.testmod(text)
    assert (result.attempted, result.failed) == (5, 0)


def test_the_example_of_the_page_runs() -> None:
    page = Path(__file__).parents[3] / "docs" / "engines" / "linking.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert (result.attempted, result.failed) == (8, 0)


@pytest.fixture(scope="module")
def linker() -> text.Linker:
    return text.Linker.build(LABELS)


@pytest.mark.parametrize(
    ("language", "said", "skill", "told"),
    [
        ("en", "What was the impact? The programme is to be evaluated.", "skill/impact", {"programme", "evaluated"}),
        ("en", "Interviews were conducted with 40 mothers", "skill/interviews", {"Interviews", "conducted"}),
        ("en", "statistically analysed", "skill/statistics", {"statistically", "analysed"}),
        ("en", "vaccinnation of children", "skill/vaccines", {"vaccinnation"}),
        ("pt", "Queremos avaliar o impacto do programa", "skill/impact", {"avaliar", "impacto"}),
        ("pt", "ANÁLISES ESTATÍSTICAS dos microdados", "skill/statistics", {"ANÁLISES", "ESTATÍSTICAS"}),
        ("pt", "entrevistas com famílias", "skill/interviews", {"entrevistas"}),
        ("pt", "o orçamento do município", "skill/budgets", {"orçamento"}),
        ("sr", "рад у географском систему", "skill/gis", {"географском"}),
    ],
)
def test_a_text_leads_to_the_skill_by_words_that_it_has(
    linker: text.Linker, language: str, said: str, skill: str, told: set[str]
) -> None:
    nearest = linker.link(said, language=language, k=1)[0]
    assert nearest.skill == skill
    assert told <= set(nearest.words) <= set(said.replace("?", "").replace(".", "").split())


def test_each_skill_is_suggested_once_the_nearest_first(linker: text.Linker) -> None:
    found = linker.link("impact evaluation of social programmes, and vaccination", language="en")
    skills = [candidate.skill for candidate in found]
    assert skills[:2] == ["skill/impact", "skill/vaccines"]
    assert len(skills) == len(set(skills))
    similarities = [candidate.similarity for candidate in found]
    assert similarities == sorted(similarities, reverse=True)
    assert all(0 < similarity <= 1000 for similarity in similarities)


def test_the_same_labels_in_another_order_suggest_the_same(linker: text.Linker) -> None:
    other = text.Linker.build([*reversed(LABELS), LABELS[0]])
    said = "Análise estatística e avaliação de impacto de programas de vacinação"
    assert other.link(said, language="pt", k=20) == linker.link(said, language="pt", k=20)


def test_equals_stand_in_the_order_of_their_addresses() -> None:
    linker = text.Linker.build([text.Label(skill, "en", "manage budgets") for skill in ("b", "c", "a")])
    assert [candidate.skill for candidate in linker.link("budgets", language="en")] == ["a", "b", "c"]


def test_a_linker_that_was_kept_suggests_the_same(linker: text.Linker, meanings: text.Meanings) -> None:
    again = text.Linker.from_bytes(linker.to_bytes())
    for language, said in (("en", "What was its impact on 40 mothers?"), ("pt", "entrevistas"), ("sr", "географском")):
        for beside in (None, meanings):
            found = again.link(said, language=language, beside=beside)
            assert found == linker.link(said, language=language, beside=beside) != ()


def test_a_spoilt_linker_is_refused(linker: text.Linker) -> None:
    written = linker.to_bytes()
    middle = written.index(b"evaluate social")
    changed = written[:middle] + b"E" + written[middle + 1 :]
    for spoilt in (b"", b"x", written[: len(written) // 2], written[:-1], changed):
        with pytest.raises(Malformed):
            text.Linker.from_bytes(spoilt)


def test_what_was_kept_in_another_form_is_refused(linker: text.Linker, monkeypatch: pytest.MonkeyPatch) -> None:
    written = linker.to_bytes()
    monkeypatch.setattr(linking, "FORM", linking.FORM + 1)
    with pytest.raises(Malformed, match="form"):
        text.Linker.from_bytes(written)


def test_words_are_weighed_as_the_form_says(linker: text.Linker) -> None:
    """Where this fails, words are weighed otherwise than in what sites have kept: give ``FORM`` another number."""
    weighed = hashlib.sha256(repr(sorted(linker._vocabulary.weights.items())).encode())
    for numbers in (linker._columns.indptr, linker._columns.indices, linker._columns.data, linker._lengths):
        weighed.update(numbers.astype("<i8").tobytes())
    assert (linking.FORM, weighed.hexdigest()[:16]) == (1, "fac8773a8679245c")


def test_what_is_not_near_enough_is_not_suggested(linker: text.Linker) -> None:
    everything = linker.link("impact evaluation with interviews", language="en", k=20)
    bound = everything[1].similarity
    assert linker.link("impact evaluation with interviews", language="en", k=20, at_least=bound + 1) == everything[:1]


@pytest.mark.parametrize("nothing", ["", "   ", "...", "of the and which", "\x00\u202e\n"])
def test_a_text_without_a_telling_word_leads_nowhere(linker: text.Linker, nothing: str) -> None:
    assert linker.link(nothing, language="en") == ()


def test_what_cannot_be_asked_is_refused(linker: text.Linker) -> None:
    with pytest.raises(Malformed, match="20001 letters"):
        linker.link("a" * (linking.LONGEST + 1), language="en")
    with pytest.raises(Malformed, match="k is 0"):
        linker.link("impact", language="en", k=0)
    with pytest.raises(Malformed, match="no label"):
        text.Linker.build([text.Label("skill/empty", "en", "of the")])


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["evaluate", "evaluating", "evaluation", "evaluations", "evaluated"]),
        ("en", ["statistics", "statistical", "statistic", "statistically"]),
        ("en", ["analyse", "analysis", "analyses", "analysing", "analyst"]),
        ("en-gb", ["policy", "policies"]),
        ("pt", ["avaliacao", "avaliacoes", "avaliar", "avaliando", "avaliador"]),
        ("pt-br", ["estatistica", "estatisticas", "estatistico"]),
        ("hu", ["ertekeles", "ertekelese"]),
    ],
)
def test_the_forms_of_a_word_share_their_stem(language: str, forms: list[str]) -> None:
    assert len({words.stem(form, language=language) for form in forms}) == 1


def test_four_in_five_skills_are_among_the_first_ten_suggestions_of_esco() -> None:
    rows = _esco_skills(folder_of("esco"))
    linker = text.Linker.build(
        text.Label(row["conceptUri"], "en", label)
        for row in rows
        for label in (row["preferredLabel"], *row["altLabels"].split("\n"))
    )
    skill_of = {row["preferredLabel"].strip(): row["conceptUri"] for row in rows}
    missed = [
        said
        for said, wanted in PHRASES.items()
        if skill_of[wanted] not in {candidate.skill for candidate in linker.link(said, language="en", k=10)}
    ]
    assert len(PHRASES) - len(missed) >= RECALL, missed


def _esco_skills(folder: Path) -> list[dict[str, str]]:
    with (
        zipfile.ZipFile(folder / "esco-1.1.1-en.zip") as archive,
        archive.open("skills_en.csv") as table,
    ):
        return list(csv.DictReader(io.TextIOWrapper(table, encoding="utf-8")))


GLOSSES = [
    text.Gloss("skill/sewers", "en", "inspect sewers. Look into pipes that carry sewage from houses to a plant."),
    text.Gloss("skill/plant", "en", "operate a plant for waste water. Sewage from houses is cleaned in the plant."),
    text.Gloss("skill/pipes", "en", "lay pipes. Pipes carry waste water from houses to a plant."),
    text.Gloss("skill/choirs", "en", "conduct choirs. Lead singers through songs in a concert."),
    text.Gloss("skill/voices", "en", "train voices. Singers learn songs for a concert."),
    text.Gloss("skill/stages", "en", "set up stages. A stage for singers and a concert."),
    text.Gloss("skill/choirs", "pt", "dirigir coros"),
]
SHORT = [text.Label(gloss.skill, "en", gloss.text.partition(".")[0]) for gloss in GLOSSES[:6]]


@pytest.fixture(scope="module")
def meanings() -> text.Meanings:
    return text.Meanings.learn(GLOSSES, language="en", dimensions=2)


def test_words_that_keep_the_same_company_mean_alike(meanings: text.Meanings) -> None:
    near = meanings.near("What becomes of sewage?", language="en-gb")
    assert min(near[skill] for skill in ("skill/sewers", "skill/plant", "skill/pipes")) > 800
    assert max(near.get(skill, 0) for skill in ("skill/choirs", "skill/voices", "skill/stages")) < 200
    # Two sentences mean two things, and each of them counts.
    both = meanings.near("Sewage. Songs.", language="en")
    assert min(both["skill/pipes"], both["skill/voices"]) > 800
    assert meanings.near("Sewage", language="pt") == meanings.near("unheard of", language="en") == {}


def test_a_model_beside_the_words_brings_in_what_shares_no_word(meanings: text.Meanings) -> None:
    linker = text.Linker.build(SHORT)
    assert linker.link("Sewage", language="en", at_least=50) == ()
    found = linker.link("Sewage", language="en", k=3, beside=meanings)
    assert {one.skill for one in found} == {"skill/sewers", "skill/plant", "skill/pipes"}
    assert max(one.similarity for one in found) < linking.SAY + 50
    plain = linker.link("Singers on a stage", language="en")
    assert linker.link("Singers on a stage", language="en", beside=meanings)[0].skill == plain[0].skill

    class Another:
        def near(self, _text: str, *, language: str) -> dict[str, int]:
            return {"skill/choirs": 1000, "skill/of another classification": 1000} if language == "en" else {}

    [found_too] = linker.link("Sewage", language="en", at_least=50, beside=Another())
    assert (found_too.skill, found_too.words) == ("skill/choirs", ())


def test_meanings_are_kept_and_what_is_none_is_refused(meanings: text.Meanings) -> None:
    kept = text.Meanings.from_bytes(meanings.to_bytes())
    assert kept.near("Sewage", language="en") == meanings.near("Sewage", language="en")
    assert text.Meanings.learn(reversed(GLOSSES), language="en", dimensions=2).near("songs", language="en") == (
        meanings.near("songs", language="en")
    )
    with pytest.raises(Malformed, match="no meanings"):
        text.Meanings.from_bytes(b"PK")
    with pytest.raises(Malformed, match="do not fit"):
        text.Meanings.from_bytes(replace(meanings, skills=meanings.skills[:-1]).to_bytes())
    with pytest.raises(Malformed, match="from 1 skills in 'pt'"):
        text.Meanings.learn(GLOSSES, language="pt")
