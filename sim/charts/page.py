"""The page: a figure measured in millimetres, with the finding at its head and what it rests on at its foot."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts import style
from sim.charts.style import HEAD, MM, POINT, SMALL, TEXT

MARGIN = 3.0  # mm
LEADING = 1.3  # line height, in sizes of the letter


class Page(Figure):
    """A chart ready to look at and to save.

    ``title`` says the finding, ``subtitle`` how to read the picture, ``caption`` what it rests on, ``alt`` all of it in
    words for those who cannot see it. Places are in mm from the top left corner of the body, which lies between.
    """

    def __init__(
        self, title: str, subtitle: str, caption: str, alt: str, body: float, width: float = style.DOUBLE
    ) -> None:
        room = width - 2 * MARGIN
        head = style.lines(title, room, HEAD, bold=True)
        under = style.lines(subtitle, room, TEXT) if subtitle else []
        foot = style.lines(caption, room, SMALL)
        self.top = MARGIN + _height(head, HEAD) + _height(under, TEXT) + 2
        self.wide, self.high = width, self.top + body + _height(foot, SMALL) + 2 + MARGIN
        super().__init__(figsize=(self.wide * MM, self.high * MM), facecolor="white")
        self.title, self.alt, self.caption = title, alt, caption
        self.write(
            MARGIN, MARGIN - self.top, "\n".join(head), size=HEAD, weight="bold", va="top", linespacing=LEADING - 0.1
        )
        self.write(MARGIN, MARGIN + _height(head, HEAD) + 0.8 - self.top, "\n".join(under), color=style.FAINT, va="top")
        self.write(
            MARGIN, body + 2, "\n".join(foot), size=SMALL, color=style.FAINT, va="top", linespacing=LEADING - 0.1
        )

    def panel(self, left: float, top: float, width: float, height: float, **settings: Any) -> Axes:
        """Axes at this place of the body (mm)."""
        bottom = self.high - self.top - top - height
        place = (left / self.wide, bottom / self.high, width / self.wide, height / self.high)
        return self.add_axes(place, **settings)

    def write(self, left: float, top: float, text: str, **settings: Any) -> None:
        """Text at this place of the body (mm)."""
        self.text(left / self.wide, 1 - (self.top + top) / self.high, text, **settings)

    def save(self, folder: str | Path, name: str) -> list[Path]:
        """Write ``name.png`` (300 dots per inch) and ``name.svg`` to a folder: the same picture, the same bytes."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        said = {"Title": self.title, "Description": self.alt}
        png, svg = folder / f"{name}.png", folder / f"{name}.svg"
        png.write_bytes(self._bytes("png", {**said, "Software": None}))
        svg.write_bytes(_spoken(self._bytes("svg", {**said, "Date": None}), self.alt))
        return [png, svg]

    @style.inked()
    def _bytes(self, kind: str, metadata: dict[str, Any], dots: float = 300) -> bytes:
        out = io.BytesIO()
        self.savefig(out, format=kind, metadata=metadata, dpi=dots)
        return out.getvalue()

    def _repr_png_(self) -> bytes:
        return self._bytes("png", {"Software": None}, 160)


def _height(lines: list[str], size: float) -> float:
    return len(lines) * size * LEADING * POINT


def _spoken(svg: bytes, alt: str) -> bytes:
    """Give the picture its words where screen readers look for them."""
    described = svg.replace(b"</title>", b"</title>\n <desc>" + escape(alt).encode() + b"</desc>", 1)
    return described.replace(b"<svg ", b'<svg role="img" ', 1)
