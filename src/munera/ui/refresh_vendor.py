"""Fetch the style sheets and fonts again and build our theme: ``python -m munera.ui.refresh_vendor``.

Needs Node; its result is committed, so that nobody else does. Raise a version below, run, look at /design, commit.
Colours are chosen in ``designsystemet.config.json``; nothing under ``static/ui/vendor`` is edited by hand.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from fontTools import subset

VERSIONS = {
    "@digdir/designsystemet-css": "1.22.0",
    "@digdir/designsystemet": "1.15.0",
    "@fontsource-variable/noto-sans": "5.3.0",
    "@fontsource-variable/noto-sans-arabic": "5.3.0",
    "@fontsource-variable/noto-sans-armenian": "5.3.0",
    "@fontsource-variable/noto-sans-kr": "5.3.1",
}
HERE = Path(__file__).resolve().parent
VENDOR = HERE / "static" / "ui" / "vendor"
# The browser takes the last face whose range holds a letter: Latin comes last, since others repeat its digits.
EVERYWHERE = [
    ("noto-sans-arabic", ["arabic"]),
    ("noto-sans-armenian", ["armenian"]),
    ("noto-sans", ["greek-ext", "greek", "cyrillic-ext", "cyrillic", "latin-ext", "latin"]),
]
# The letters of Europe's Latin alphabets, cut out of a part five times as large: Serbian or Polish needs no more.
EUROPEAN = "U+0100-017F,U+018F,U+0192,U+01C4-01CC,U+01E6-01E9,U+0218-021B,U+02C7-02DD,U+1E80-1E85,U+1E9E,U+1EF2-1EF3"
FACE = re.compile(
    r"/\* (?P<name>\S+) \*/\s*@font-face \{.*?url\(\./files/(?P<file>[^)]+)\).*?unicode-range: (?P<range>[^;]+);",
    re.DOTALL,
)
# How much wider Noto Sans runs than the reader's Arial, so that no line moves when the font arrives.
FALLBACK = """@font-face {
  font-family: "Noto Sans Stand-in";
  src: local("Arial"), local("Liberation Sans"), local("Helvetica");
  size-adjust: 107.1%;
  ascent-override: 99.8%;
  descent-override: 27.3%;
  line-gap-override: 0%;
}
"""
# Nobody knows how wide the reader's own Arabic letters run: those that come too late wait for the next page.
TOO_LATE_IS_NEVER = ("noto-sans-arabic",)


def face(file: str, letters: str) -> str:
    """One rule: every part of Noto Sans bears the same family name, so that a page need not know its scripts."""
    display = "optional" if file.startswith(TOO_LATE_IS_NEVER) else "swap"
    return (
        '@font-face {\n  font-family: "Noto Sans";\n  font-style: normal;\n  font-weight: 100 900;\n'
        f'  font-display: {display};\n  src: url("fonts/{file}") format("woff2");\n  unicode-range: {letters};\n}}\n'
    )


def faces(package: Path, wanted: list[str] | None) -> dict[str, str]:
    """File and letters of the parts of a package, copied; all numbered slices if none is named."""
    found: dict[str, str] = {}
    for match in FACE.finditer((package / "index.css").read_text()):
        part = match["file"].removeprefix(f"{package.name}-").removesuffix("-wght-normal.woff2")
        if part in wanted if wanted is not None else part.isdigit():
            found[part] = face(match["file"], match["range"])
            shutil.copy(package / "files" / match["file"], VENDOR / "fonts" / match["file"])
    return found


def european_face(package: Path) -> str:
    """A face of the European letters alone."""
    whole = package / "files" / "noto-sans-latin-ext-wght-normal.woff2"
    file = "noto-sans-latin-european-wght-normal.woff2"
    layout = ["--layout-features=*", "--flavor=woff2", f"--unicodes={EUROPEAN}"]
    subset.main([str(whole), *layout, f"--output-file={VENDOR / 'fonts' / file}"])
    return face(file, EUROPEAN)


def refresh(modules: Path, workshop: Path) -> None:
    """Fill the vendor folder from installed packages, building the theme in ``workshop``."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "fonts").mkdir(parents=True)
    designsystemet, fonts = modules / "@digdir" / "designsystemet-css", modules / "@fontsource-variable"
    shutil.copy(designsystemet / "dist" / "src" / "index.css", VENDOR / "designsystemet.css")
    shutil.copy(designsystemet / "LICENSE", VENDOR / "designsystemet.LICENSE.txt")
    shutil.copy(fonts / "noto-sans" / "LICENSE", VENDOR / "fonts" / "LICENSE.txt")
    shutil.copy(HERE / "designsystemet.config.json", workshop)
    for step in ("create", "build"):
        command = [str(modules / ".bin" / "designsystemet"), "tokens", step]
        subprocess.run(command, cwd=workshop, check=True)  # noqa: S603  # our own words, no shell
    shutil.copy(workshop / "design-tokens-build" / "munera.css", VENDOR / "theme.css")
    everywhere = [faces(fonts / package, parts) for package, parts in EVERYWHERE]
    ordered = [found[part] for found, (_, parts) in zip(everywhere, EVERYWHERE, strict=True) for part in parts]
    latin = ordered.pop()
    faces_in_order = [*ordered, european_face(fonts / "noto-sans"), latin]
    (VENDOR / "fonts.css").write_text(FALLBACK + "".join(faces_in_order))
    korean = faces(fonts / "noto-sans-kr", None)
    (VENDOR / "fonts-korean.css").write_text("".join(korean.values()))


def main() -> None:
    """Install the packages aside and refresh from them."""
    with tempfile.TemporaryDirectory() as place:
        packages = [f"{name}@{version}" for name, version in VERSIONS.items()]
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm is not here; only this script needs it.")
        subprocess.run([npm, "install", "--prefix", place, *packages], check=True)  # noqa: S603  # as above
        refresh(Path(place) / "node_modules", Path(place))


if __name__ == "__main__":
    main()
