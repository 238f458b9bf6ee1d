"""From contents to HTML: Jinja's templates, every text escaped, and a style sheet that the page itself holds."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.counted import counted

if TYPE_CHECKING:
    from sim.report.contents import Contents

_TEMPLATE, _STYLE = "report.html.j2", "report.css"
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # marks that turn what stands beside them


def html(contents: Contents) -> str:
    """The whole page."""
    style = (files("sim.report") / _STYLE).read_text(encoding="utf-8")
    page = _environment().get_template(_TEMPLATE)
    shown = {"style": Markup(style), "style_hash": _hash(style)}  # noqa: S704 - our own file
    text = page.render(report=contents, counted=counted, **shown)
    return text.lstrip()


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("sim", "report"), autoescape=True, undefined=StrictUndefined, finalize=_final,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def _hash(style: str) -> str:
    """What the page's policy allows as its only style sheet."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _final(value: Any) -> Any:
    """Every text that is set, before it is escaped."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def clean(text: str) -> str:
    r"""A text without what HTML cannot hold, or what would turn the text beside it.

    >>> clean("a\x00b\u202ec")
    'a\ufffdbc'
    """
    return "".join(_letter(one) for one in text if one not in _TURNING)


def _letter(one: str) -> str:
    """A letter as it is; control characters and halves of letters as the sign for what cannot be shown."""
    return "\ufffd" if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t" else one
