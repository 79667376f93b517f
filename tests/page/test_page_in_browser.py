"""The review page in a real browser: nothing leaves it, and it fits a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Browser

PHONE, DESK = 390, 1200
SECTIONS = [
    *("pace", "targets", "principles", "middle"),
    *("gauges", "grades", "regrades", "blocked"),
    *("people", "survival", "velocity", "dwell", "stalls", "skills", "receivables"),
]
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
# What sticks out to the right, but for what may be scrolled within its own frame.
STICKING_OUT = """
[...document.querySelectorAll('body *')]
  .filter(each => !each.closest('.scroll > *') && !each.closest('svg *'))
  .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(each => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 40)}`)
"""
# Letters of pictures that lie outside their card.
CLIPPED_LETTERS = """
[...document.querySelectorAll('svg text')].filter(each => {
  const box = each.getBoundingClientRect();
  const card = each.closest('section').getBoundingClientRect();
  return box.width && (box.left < card.left - 1 || box.right > card.right + 1);
}).map(each => each.textContent)
"""
# Contrast of text against the nearest ground that is painted (WCAG 2.1).
FAINT = """
(() => {
  const parts = text => text.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = each => {
    for (let at = each; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  for (const each of document.querySelectorAll('h1,h2,p,td,th,a,summary,caption,span,svg text')) {
    if (!each.textContent.trim()) continue;
    const style = getComputedStyle(each);
    const ink = each.closest('svg') ? style.fill : style.color;
    if (!ink.startsWith('rgb')) continue;
    const [a, b] = [light(parts(ink)), light(ground(each))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.add(`${each.tagName} ${ink} ${ratio.toFixed(2)}`);
  }
  return [...found];
})()
"""


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_request_leaves_the_page(browser: Browser, page: Path, width: int) -> None:
    browser.open(page, width)
    asked = [each["request"]["url"] for each in browser.told("Network.requestWillBeSent")]
    assert page.resolve().as_uri() in asked
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in asked if url.startswith("file:")]) == 1
    refused = [each["entry"]["text"] for each in browser.told("Log.entryAdded")]
    assert refused == [], "the page asks for something its own policy forbids"


@pytest.mark.parametrize("width", [PHONE, 768, DESK])
def test_nothing_overflows(browser: Browser, page: Path, width: int) -> None:
    browser.open(page, width)
    browser.value(OPEN_ALL)
    assert browser.value("document.documentElement.scrollWidth") <= width
    assert browser.value(STICKING_OUT) == []
    assert browser.value(CLIPPED_LETTERS) == []


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read(browser: Browser, page: Path, dark: bool) -> None:
    browser.open(page, DESK, dark=dark)
    browser.value(OPEN_ALL)
    assert browser.value(FAINT) == []


def test_every_section_is_drawn(browser: Browser, page: Path) -> None:
    browser.open(page, DESK)
    shown = browser.value("[...document.querySelectorAll('section')].map(each => each.id)")
    assert set(SECTIONS) <= set(shown)
    bare = browser.value(
        "[...document.querySelectorAll('section')]"
        ".filter(each => !each.querySelector('table, .drill')).map(each => each.id)"
    )
    assert bare == []


def test_lines_open_without_a_script(browser: Browser, page: Path) -> None:
    browser.open(page, DESK)
    assert browser.value("document.scripts.length") == 0
    inner = "document.querySelector('details details')"
    height = f"{inner}.getBoundingClientRect().height"
    closed = browser.value(height)
    browser.value(f"{inner}.querySelector('summary').click()")
    assert browser.value(height) > closed
