"""Whether ``publiccode.yml`` says what the standard asks (version 0.5) and what is true of this repository."""

import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = {"type": "string", "pattern": "^https?://"}
WORD = {"type": "string", "minLength": 1}
WORDS = {"type": "array", "items": WORD, "minItems": 1}
STAGES = ["concept", "development", "beta", "stable", "obsolete"]
KINDS = ["standalone/web", "standalone/backend", "standalone/desktop", "standalone/mobile", "library", "addon"]

# The part of the standard that speaks of projects like ours.
STANDARD = {
    "type": "object",
    "required": [
        "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    ],
    "properties": {
        "publiccodeYmlVersion": {"const": "0.5"},
        "name": WORD,
        "url": ADDRESS,
        "landingURL": ADDRESS,
        "softwareVersion": WORD,
        "releaseDate": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "logo": WORD,
        "platforms": WORDS,
        "categories": WORDS,
        "developmentStatus": {"enum": STAGES},
        "softwareType": {"enum": KINDS},
        "intendedAudience": {
            "type": "object",
            "properties": {"scope": WORDS, "countries": {"type": "array", "items": {"pattern": "^[a-z]{2}$"}}},
            "additionalProperties": False,
        },
        "description": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {
                "type": "object",
                "required": ["shortDescription", "longDescription", "features"],
                "properties": {
                    "shortDescription": {"type": "string", "maxLength": 150},
                    "longDescription": {"type": "string", "minLength": 150, "maxLength": 10_000},
                    "features": WORDS,
                    "documentation": ADDRESS,
                },
                "additionalProperties": False,
            },
        },
        "legal": {"type": "object", "required": ["license"]},
        "maintenance": {
            "type": "object",
            "required": ["type", "contacts"],
            "properties": {
                "type": {"enum": ["internal", "community"]},
                "contacts": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name"]}},
            },
        },
        "localisation": {
            "type": "object",
            "required": ["localisationReady", "availableLanguages"],
            "properties": {"localisationReady": {"type": "boolean"}, "availableLanguages": WORDS},
        },
        "dependsOn": {"type": "object"},
    },
    "additionalProperties": False,
}  # fmt: skip


def faults(told: dict[str, Any], project: dict[str, Any]) -> list[str]:
    """What the standard would refuse, and what does not fit ``pyproject.toml`` or the tree."""
    found = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(STANDARD).iter_errors(told)]
    if found:
        return found
    if told["softwareVersion"] != project["version"]:
        found.append(f"softwareVersion is {told['softwareVersion']}, the project's {project['version']}")
    if told["legal"]["license"] != project["license"]:
        found.append(f"license is {told['legal']['license']}, the project's {project['license']}")
    if not (ROOT / told["logo"]).is_file():
        found.append(f"logo: there is no {told['logo']}")
    date.fromisoformat(told["releaseDate"])
    return found


def main() -> int:
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found = faults(told, project)
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
