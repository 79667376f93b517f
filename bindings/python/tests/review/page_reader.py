"""Reads a page of the review and refuses what must not stand in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "input", "link", "path", "rect", "line"}


class Strict(HTMLParser):
    """Refuses tags that are not closed in order, scripts, and ways out of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert tag not in {"script", "img", "iframe", "object", "link", "base", "form"}, tag
        for name, value in attributes:
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src", "xlink:href", "action", "data", "srcset"):
                assert (value or "").startswith("#"), (tag, name, value)
            if not name.startswith(("xmlns", "aria-")):
                assert "://" not in (value or ""), (tag, name, value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another tag"


def checked(drawn: str) -> Strict:
    """The page, read from end to end."""
    reader = Strict()
    reader.feed(drawn)
    reader.close()
    assert reader.open == []
    assert "default-src 'none'" in drawn
    assert not re.search(r"url\((?!#)", drawn)
    assert "@import" not in drawn
    return reader
