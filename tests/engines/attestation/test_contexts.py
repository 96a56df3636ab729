"""The pinned contexts are the published ones, byte for byte, and mean what is written in them."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from munera.engines.attestation import contexts
from tests.engines.attestation.linked import vectors

FOLDER = Path(contexts.__file__).parent / "contexts"
PUBLISHED = {
    "credentials-v2.jsonld": contexts.CREDENTIALS_V2,
    "2018-credentials-v1.jsonld": contexts.CREDENTIALS_V1,
    "ob-3.0.1.json": "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    "ob-3.0.2.json": "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
    "ob-3.0.3.json": contexts.OPEN_BADGES_V3,
    "data-integrity-v1.jsonld": "https://w3id.org/security/data-integrity/v1",
    "suites-ed25519-2020.jsonld": "https://w3id.org/security/suites/ed25519-2020/v1",
}


def test_the_two_contexts_of_our_own_credentials_have_the_digests_of_their_standards() -> None:
    digests = {address: digest for address, (_, digest) in contexts.DIGESTS.items()}
    assert digests[contexts.CREDENTIALS_V2] == "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    assert digests[contexts.OPEN_BADGES_V3] == "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761"


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_pinned_context_says_what_its_publisher_says(name: str) -> None:
    assert json.loads(contexts.PINNED[PUBLISHED[name]]) == json.loads((vectors("contexts") / name).read_bytes())


@pytest.mark.parametrize("name", [name for name, _ in contexts.DIGESTS.values()])
def test_a_context_with_one_other_byte_is_not_loaded(name: str, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    contexts.read_pinned(tmp_path)
    (tmp_path / name).write_bytes((FOLDER / name).read_bytes() + b"\n")
    with pytest.raises(RuntimeError, match=re.escape(name)):
        contexts.read_pinned(tmp_path)


def test_every_file_is_pinned_and_has_its_source() -> None:
    pinned = {name for name, _ in contexts.DIGESTS.values()}
    told = set(re.findall(r"^\| `([^`]+)`", (FOLDER / "SOURCES.md").read_text(), re.MULTILINE))
    assert {path.name for path in FOLDER.iterdir()} - {"SOURCES.md"} == pinned == told


def test_no_pinned_context_gives_unknown_words_a_meaning_or_leads_elsewhere() -> None:
    def keys(value: Any) -> set[str]:
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
        return set(value if isinstance(value, dict) else []).union(*map(keys, below))

    def named(value: Any) -> set[str]:
        if isinstance(value, dict):
            here = {value["@context"]} if isinstance(value.get("@context"), str) else set()
            return here.union(*map(named, value.values()))
        return set().union(*map(named, value)) if isinstance(value, list) else set()

    every = [json.loads(data) for data in contexts.PINNED.values()]
    assert set().union(*map(keys, every)) & {"@vocab", "@base", "@import", "@language", "@reverse"} == set()
    assert set().union(*map(named, every)) == set()
