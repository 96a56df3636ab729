"""Every pair of colours that carries words or marks can be told apart, in the light and in the dark (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

import munera

STATIC = Path(munera.__file__).parent / "ui" / "static" / "ui"
FAMILIES = ("primary", "accent", "neutral", "clay", "moss", "plum", "info", "success", "warning", "danger")
# Words, and the grounds they stand on.
WORDS = [
    ("text-default", "background-default"),
    ("text-default", "background-tinted"),
    ("text-default", "surface-tinted"),
    ("text-subtle", "background-default"),
    ("text-subtle", "background-tinted"),
    ("text-subtle", "surface-default"),
    ("text-subtle", "surface-tinted"),
    ("base-contrast-default", "base-default"),
    ("base-contrast-default", "base-hover"),
]
MARKS = [("border-default", "background-default"), ("border-strong", "surface-tinted")]


def colours(sheet: str, scheme: str) -> dict[str, str]:
    """The variables a style sheet sets for a scheme."""
    text = (STATIC / sheet).read_text()
    found: dict[str, str] = {}
    for selector, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        wanted = f'[data-color-scheme="{scheme}"]'
        if wanted in selector and "auto" not in selector:
            found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})", rules))
    return found


def luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_as_the_guideline_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("family", FAMILIES)
def test_words_can_be_read(scheme: str, family: str) -> None:
    theme = colours("vendor/theme.css", scheme)
    low = {
        f"{word} on {ground}": round(ratio, 2)
        for word, ground in WORDS
        if (ratio := contrast(theme[f"ds-color-{family}-{word}"], theme[f"ds-color-{family}-{ground}"])) < 4.5
    }
    assert low == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("family", FAMILIES)
def test_marks_and_edges_can_be_seen(scheme: str, family: str) -> None:
    theme = colours("vendor/theme.css", scheme)
    low = {
        f"{mark} on {ground}": round(ratio, 2)
        for mark, ground in MARKS
        if (ratio := contrast(theme[f"ds-color-{family}-{mark}"], theme[f"ds-color-{family}-{ground}"])) < 3
    }
    assert low == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_series_of_a_chart_can_be_seen(scheme: str) -> None:
    theme = colours("vendor/theme.css", scheme)
    series = re.findall(r"--series-\d: var\(--(ds-color-[\w-]+)\)", (STATIC / "charts.css").read_text())
    assert len(series) == 5
    ground = theme["ds-color-neutral-background-default"]
    assert {name: round(contrast(theme[name], ground), 2) for name in series if contrast(theme[name], ground) < 3} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_header_and_footer_can_be_read(scheme: str) -> None:
    band = colours("shell.css", "light") | colours("shell.css", scheme)
    assert contrast(band["munera-band-text"], band["munera-band"]) >= 7
    assert contrast("#dcebef", band["munera-band-deep"]) >= 7
    assert contrast(band["munera-keystone"], band["munera-band"]) >= 3
    assert contrast("#1d1400", band["munera-keystone"]) >= 7


def test_the_dark_of_the_device_is_the_dark_that_is_chosen() -> None:
    """The scheme "auto" repeats the dark colours inside a media query; they must not drift apart."""
    shell = (STATIC / "shell.css").read_text()
    chosen = re.search(r'\[data-color-scheme="dark"\] \{([^}]*)\}', shell)
    automatic = re.search(r'\[data-color-scheme="auto"\] \{([^}]*)\}', shell)
    assert chosen is not None
    assert automatic is not None
    assert chosen[1].split() == automatic[1].split()
