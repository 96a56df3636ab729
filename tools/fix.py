"""Let the tools mend what they can: style and format."""

import subprocess
import sys
from pathlib import Path

HERE = Path(sys.executable).parent
REPAIRS = (
    ["ruff", "check", "--fix", "--quiet"],
    ["ruff", "format", "--quiet"],
)


def main() -> None:
    for name, *arguments in REPAIRS:
        subprocess.run([str(HERE / name), *arguments], check=False)  # what is left to do by hand, ./run check tells


if __name__ == "__main__":
    main()
