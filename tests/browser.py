"""The browser of the journeys: the one this machine has, driven by Playwright without downloading another."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

# First the one that is nothing but headless: the same engine, without the windows that nobody sees.
ON_PATH = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
CHANNELS = ("chrome", "msedge")
NONE_FOUND = (
    "NO BROWSER: journeys in a browser are skipped. Install Chromium, Chrome or Edge"
    " (Debian and Ubuntu: apt-get install chromium) to run them."
)
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-gpu"]


class NoBrowser(Exception):
    """None of the known browsers is on this machine."""


def browser_on_path() -> str | None:
    """The first known browser that a shell would find."""
    return next(filter(None, map(shutil.which, ON_PATH)), None)


@contextmanager
def launched_browser() -> Iterator[Browser]:
    """A headless browser for as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright) -> Browser:
    # The sandbox of Chromium refuses to work for root, who is all there is in many containers.
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    chromium = playwright.chromium
    if found := browser_on_path():
        return chromium.launch(executable_path=found, args=arguments)
    if Path(chromium.executable_path).exists():
        return chromium.launch(args=arguments)
    for channel in CHANNELS:  # installed where no shell looks, as on macOS
        try:
            return chromium.launch(channel=channel, args=arguments)
        except Error:
            continue
    raise NoBrowser(NONE_FOUND)
