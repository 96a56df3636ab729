"""A page in a window held against WCAG 2.2 AA, by axe."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
# Of all that axe could tell, only what is wrong: the rest is long to gather and to send, and nobody reads it.
OPTIONS: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "reporter": "no-passes",
    "preload": False,
}
RUN = """async options => (await axe.run(options)).violations.flatMap(
    fault => fault.nodes.map(node => `${fault.id}: ${node.html.slice(0, 200)}`))"""


def faults_against_the_standard(window: Page) -> list[str]:
    """What axe finds, a line each."""
    if not window.evaluate("'axe' in window"):
        window.evaluate(AXE)
    found: list[str] = window.evaluate(RUN, OPTIONS)
    return found
