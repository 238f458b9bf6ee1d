"""Unquoted values by the core rules of YAML 1.2; `true`, `false` and `null` in lower case only."""

from __future__ import annotations

import re
from typing import Any

MAX_DIGITS = 19  # as many as the largest seed has

_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


def too_long(text: str) -> bool:
    """Whether this is a whole number with more digits than anyone counts."""
    return bool(_INT.fullmatch(text)) and len(text.lstrip("+-")) > MAX_DIGITS


def plain(text: str) -> Any:
    """Read an unquoted value by the YAML 1.2 core rules.

    >>> [plain(text) for text in ("NO", "1e3", "010", "0x1F", "12:30", "2013-01", "true", "~", "-.5")]
    ['NO', 1000.0, 10, 31, '12:30', '2013-01', True, None, -0.5]
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text) and len(text) <= MAX_DIGITS:
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    return float(text.lower().replace(".", "")) if _SPECIAL.fullmatch(text) else text
