"""Style, types, floors, migrations, messages, licences: all of them, and at the end which ones complained."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(sys.executable).parent
MANAGE = [sys.executable, "-m", "munera.site"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the tree, and the command that answers it with its exit code."""

    question: str
    command: list[str]


def tool(name: str, *arguments: str) -> list[str]:
    """A program of the environment, wherever that lies."""
    return [str(HERE / name), *arguments]


CHECKS = (
    Check("Is the style ours?", tool("ruff", "check")),
    Check("Is it formatted?", tool("ruff", "format", "--check")),
    Check("Are the templates in order?", tool("djlint", "src", "--lint", "--quiet")),
    Check("Do the types hold?", tool("mypy")),
    Check("Does the house stand on its floors?", tool("lint-imports")),
    Check("Is Django content?", [*MANAGE, "check", "--fail-level", "WARNING"]),
    Check("Do the migrations match the models?", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    Check("Are the translations complete?", [*MANAGE, "check_messages"]),
    Check("Does every file name its licence?", tool("reuse", "lint", "--quiet")),
    Check("Is publiccode.yml valid?", [sys.executable, "-m", "tools.publiccode"]),
)


def answer(check: Check) -> tuple[Check, int, str]:
    """Run one check, in a home of its own so that no database of the demo is touched, and keep what it said."""
    with TemporaryDirectory() as home:
        settings = {"DJANGO_SETTINGS_MODULE": "munera.site.settings", "MUNERA_DEMO": "1", "MUNERA_HOME": home}
        environment = {**os.environ, **settings}
        done = subprocess.run(check.command, capture_output=True, text=True, env=environment, check=False)
    return check, done.returncode, done.stdout + done.stderr


def main() -> int:
    complaints = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for check, code, said in pool.map(answer, CHECKS):
            print(f"{'ok    ' if code == 0 else 'FAILED'}  {check.question}", flush=True)
            if code != 0:
                complaints.append(check.question)
                print(said, flush=True)
    print(f"{len(CHECKS) - len(complaints)} checks passed, {len(complaints)} failed")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
