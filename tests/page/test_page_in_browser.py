"""The review page in a real browser: nothing leaves it, and it fits a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Browser

PHONE, DESK = 390, 1200
SECTIONS = [
    *("pace", "targets", "principles", "middle"),
    *("gauges", "grades", "regrades", "blocked", "maps"),
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
# Letters of pictures that lie outside their card, but for what may be scrolled.
CLIPPED_LETTERS = """
[...document.querySelectorAll('figure svg text')].filter(each => {
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

# Texts of maps that lie on each other, outside their picture, or outside their person's box.
COVERED_IN_MAPS = """
(() => {
  const found = [];
  const inside = (one, other) => one.left >= other.left - 1 && one.right <= other.right + 1
    && one.top >= other.top - 1 && one.bottom <= other.bottom + 1;
  const meet = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
  for (const picture of document.querySelectorAll('.map svg')) {
    const whole = picture.getBoundingClientRect();
    const texts = [...picture.querySelectorAll('text')];
    const boxes = texts.map(each => each.getBoundingClientRect());
    texts.forEach((text, i) => {
      if (!inside(boxes[i], whole)) found.push(`outside: ${text.textContent}`);
      for (let j = i + 1; j < texts.length; j++)
        if (meet(boxes[i], boxes[j]))
          found.push(`${text.textContent} on ${texts[j].textContent}`);
    });
    for (const person of picture.querySelectorAll('.person')) {
      const box = person.querySelector('rect');
      for (const text of person.querySelectorAll('text'))
        if (!inside(text.getBoundingClientRect(), box.getBoundingClientRect()))
          found.push(`beyond its box: ${text.textContent}`);
    }
  }
  return found;
})()
"""
# People of maps, each with the sign of its support; how many pictures there are.
SIGNS_IN_MAPS = """
[...document.querySelectorAll('.map .person')]
  .map(each => [...each.querySelectorAll('text')].map(text => text.textContent)
    .filter(text => ['++', '+', '0', '−', '−−', '?'].includes(text)).length)
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


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nothing_covers_anything_in_maps(browser: Browser, page: Path, width: int) -> None:
    browser.open(page, width)
    browser.value(OPEN_ALL)
    assert browser.value("document.querySelectorAll('.map svg').length") == 10
    assert browser.value(COVERED_IN_MAPS) == []


def test_support_is_told_by_a_sign(browser: Browser, page: Path) -> None:
    browser.open(page, DESK)
    browser.value(OPEN_ALL)
    signs = browser.value(SIGNS_IN_MAPS)
    assert len(signs) > 100
    assert min(signs) >= 1


def test_maps_are_wide_as_drawn_and_scrolled(browser: Browser, page: Path) -> None:
    browser.open(page, PHONE)
    browser.value(OPEN_ALL)
    sizes = browser.value(
        "[...document.querySelectorAll('.map svg')]"
        ".map(each => [each.getBoundingClientRect().width, Number(each.getAttribute('width'))])"
    )
    assert all(abs(shown - drawn) < 1 for shown, drawn in sizes)
