"""A report as one HTML page: nothing is fetched, all text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Any

from sandan.review.blocks import Block, Chapter, Chart, Drawing, Drilldown, Grid, Report
from sandan.review.charts import to_svg


def page(report: Report) -> str:
    """The page as text. Needs the packages jinja2 and vl-convert-python."""
    try:
        import jinja2
        import markupsafe
        import vl_convert  # noqa: F401
    except ImportError as missing:
        raise ModuleNotFoundError(
            f"the review page needs the package {missing.name}: "
            "pip install './bindings/python[plot]'",
            name=missing.name,
        ) from None
    folder = resources.files("sandan.review")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((folder / "page.html.j2").read_text(encoding="utf-8"))
    sections = [
        {
            "anchor": section.anchor,
            "title": section.title,
            "note": section.note,
            "blocks": _blocks(section.blocks, section.anchor),
        }
        for section in report.sections
    ]
    return template.render(
        report=report,
        sections=sections,
        style=markupsafe.Markup((folder / "page.css").read_text(encoding="utf-8")),
    )


def _blocks(blocks: Sequence[Block], prefix: str) -> list[dict[str, Any]]:
    """Blocks for the template; charts that follow each other stand side by side.

    prefix: of ids in the page.
    """
    import markupsafe

    drawn: list[dict[str, Any]] = []
    above = ""
    for position, block in enumerate(blocks):
        if isinstance(block, Chart):
            picture = to_svg(block.spec, f"{prefix}-{position}", block.alternative)
            # Not escaped here: the chart library has escaped it.
            chart = {"title": block.title, "svg": markupsafe.Markup(picture)}
            if not drawn or drawn[-1]["kind"] != "charts":
                drawn.append({"kind": "charts", "charts": []})
            drawn[-1]["charts"].append(chart)
            above = block.title
            continue
        if isinstance(block, Grid):
            # The title of the chart right above is not said twice.
            title = "" if block.title == above else block.title
            drawn.append({"kind": "grid", "grid": block, "title": title})
        elif isinstance(block, Drilldown):
            drawn.append({"kind": "drill", "drill": block})
        elif isinstance(block, Drawing):
            # Not escaped here: the picture was made of escaped texts.
            drawn.append({"kind": "drawing", "svg": markupsafe.Markup(block.svg)})
        elif isinstance(block, Chapter):
            inside = _blocks(block.blocks, f"{prefix}-{position}")
            chapter = {"title": block.title, "opened": block.opened, "blocks": inside}
            drawn.append({"kind": "chapter", **chapter})
        else:
            drawn.append({"kind": "remark", "text": block.text})
        above = ""
    return drawn
