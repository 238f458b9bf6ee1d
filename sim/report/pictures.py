"""Pictures for a page: the drawing of a chart without its words, which stand beside it as text."""

from __future__ import annotations

import base64
import io
from typing import NamedTuple

from sim.charts import style
from sim.charts.page import Page

MOST = 300_000  # bytes: drawings that take more (thousands of dots) are sent as dots themselves
DOTS = 220  # per inch
PIXELS = 96 * 1.2  # on a screen per inch of paper: letters of 7 points are read there, too
_WORDS = 3  # texts that a page writes first: its title, subtitle and caption


class Picture(NamedTuple):
    """A picture that holds all its data, and its size on the screen."""

    uri: str
    width: int
    height: int


class Words(NamedTuple):
    """What a page says beside its drawing; ``alt`` is the drawing alone, in words."""

    title: str
    subtitle: str
    caption: str
    alt: str


@style.inked()
def picture(page: Page) -> Picture:
    """Draw a page without its words, cut to what is there; as lines, or as dots where lines take too much room."""
    for text in page.texts[:_WORDS]:
        text.set_visible(False)
    box = page.get_tightbbox().padded(0.04)
    kind, data = "svg+xml", _drawn(page, "svg", box)
    if len(data) > MOST:
        kind, data = "png", _drawn(page, "png", box)
    for text in page.texts[:_WORDS]:
        text.set_visible(True)
    uri = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return Picture(uri, round(box.width * PIXELS), round(box.height * PIXELS))


def _drawn(page: Page, kind: str, box) -> bytes:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    undated = {"Date": None} if kind == "svg" else {"Software": None}
    page.savefig(out, format=kind, dpi=DOTS, bbox_inches=box, metadata=undated)
    return out.getvalue()


def words(page: Page) -> Words:
    """The words of a page, as text that flows."""
    subtitle = " ".join(page.texts[1].get_text().split())
    alt = page.alt.removeprefix(f"{page.title}.").strip().removeprefix(subtitle).removesuffix(page.caption).strip()
    return Words(page.title, subtitle, page.caption, f"Chart. {alt or page.title}")
