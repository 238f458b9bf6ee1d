"""Words in a scenario file: text, names, months, dates, and places in documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any, ClassVar, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator, StrictStr, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

NAME_LENGTH = 80
# Control characters, and those that make a line look like another one: no text needs them.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def refuse(what: str) -> NoReturn:
    """Reject a value; `what` says what is wrong and what to write instead."""
    raise PydanticCustomError("refused", "{fault}", {"fault": what})


def brief(value: object, most: int = 60) -> str:
    r"""Quote a value for a message: short, on one line, nothing that a terminal would obey.

    >>> brief("two\nlines"), brief("x" * 9, most=4), brief(None), brief(True), brief([1])
    ("'two\\nlines'", "'xxxx...'", 'nothing', 'true', 'a list')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, Mapping):
        return "a block"
    if isinstance(value, str):
        cut = value if len(value) <= most else value[:most] + "..."
        return repr(cut)
    return str(value)


def _text(value: str) -> str:
    hidden = UNSEEN.search(value)
    if hidden:
        refuse(f"holds the hidden character U+{ord(hidden[0]):04X}; delete it")
    return value.strip() or refuse("is empty; write a few words, or leave the key out")


def name_fault(name: str) -> str | None:
    """Say what is wrong with a name (of an actor, an issue, a channel ...), or None.

    >>> name_fault("all")
    "'all' means every name in policies; choose another name"
    """
    if name == "all":
        return "'all' means every name in policies; choose another name"
    if len(name) > NAME_LENGTH:
        return f"this name has {len(name)} characters; use at most {NAME_LENGTH}, and put the rest in `about`"
    if not name.strip() or name != name.strip():
        return f"{brief(name)} is empty or begins or ends with a space; write the name alone"
    if not name.isprintable():
        return f"{brief(name)} holds characters that cannot be seen; write letters, digits and spaces"
    return None


def _url(value: str) -> str:
    if re.fullmatch(r"https?://[^\s<>\"']+", value):
        return value
    refuse(f"{brief(value)} is not a web address; begin it with https:// or leave `url` out")


class Month(str):
    """A calendar month written YYYY-MM; months compare and subtract.

    >>> Month("2014-06") - Month("2013-12"), Month("2014-06") > Month("2013-12"), Month("2014-12").plus(2)
    (6, True, '2015-02')
    >>> Month("2014-13")
    Traceback (most recent call last):
    ValueError: '2014-13' is not a month; write it as YYYY-MM, such as 2014-06
    """

    __slots__ = ()
    _FORM: ClassVar[re.Pattern[str]] = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")

    def __new__(cls, text: str) -> Month:
        """Check the form; a ValueError says how to write a month."""
        if not cls._FORM.fullmatch(text) or text.startswith("0000"):
            raise ValueError(f"{brief(text)} is not a month; write it as YYYY-MM, such as 2014-06")
        return super().__new__(cls, text)

    @property
    def count_from_zero(self) -> int:
        """Months since the year 0; only differences mean something."""
        return int(self[:4]) * 12 + int(self[5:7]) - 1

    def __sub__(self, other: Month) -> int:
        if isinstance(other, Week):
            return Week(f"{self}-01") - other
        return self.count_from_zero - other.count_from_zero

    def plus(self, months: int) -> Month:
        """The month so many months later."""
        year, month = divmod(self.count_from_zero + months, 12)
        return Month(f"{year:04d}-{month + 1:02d}")

    @classmethod
    def read(cls, value: object) -> Month:
        """Check a value from a file."""
        text = value if isinstance(value, str) else str(value)
        try:
            return Week(text) if len(text) == len("YYYY-MM-DD") and cls is Month else cls(text)
        except ValueError as error:
            refuse(str(error))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        pattern = r"^[0-9]{4}-(0[1-9]|1[0-2])(-[0-3][0-9])?$"
        return {
            "type": "string",
            "pattern": pattern,
            "description": "a month, YYYY-MM; a day where the case goes by weeks",
        }


class Week(Month):
    """A week, named by one of its days, YYYY-MM-DD, in a case that goes by weeks; a month is four of them.

    >>> Week("2015-03-16") - Week("2015-03-02"), Week("2015-03-02").plus(5)
    (2, '2015-04-06')
    """

    __slots__ = ()
    _FORM: ClassVar[re.Pattern[str]] = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

    def __new__(cls, text: str) -> Week:
        """Check the form; a ValueError says how to write a day."""
        try:
            if not cls._FORM.fullmatch(text):
                raise ValueError(text)
            date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{brief(text)} is not a day; write it as YYYY-MM-DD, such as 2015-03-02") from None
        return str.__new__(cls, text)

    def __sub__(self, other: Month) -> int:
        """Whole weeks since another day, or since the first day of a month."""
        start = date.fromisoformat(other if isinstance(other, Week) else f"{other}-01")
        return (date.fromisoformat(self) - start).days // 7

    def plus(self, months: int) -> Week:
        """The day so many weeks later."""
        return Week((date.fromisoformat(self) + timedelta(weeks=months)).isoformat())


def months_between(early: Month, late: Month) -> int:
    """Calendar months from one to the other, whatever steps the case goes by."""
    return Month(late[:7]) - Month(early[:7])


def _day(value: object) -> str:
    """A document's date: a day, a month or a year."""
    text = str(value)
    try:
        if re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
            date.fromisoformat((text + "-01-01")[:10])
            return text
    except ValueError:
        pass
    refuse(f"{brief(text)} is not a date; write it as YYYY-MM-DD, such as 2014-09-27, or YYYY-MM, or YYYY")


class Citation(BaseModel):
    """One place in one document: `DOCUMENT ¶N`, `DOCUMENT ¶N-M`, or a whole data table: `DOCUMENT`.

    >>> str(Citation.read("iran-us-isis-2014 ¶8-9"))
    'iran-us-isis-2014 ¶8-9'
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    FORM: ClassVar[re.Pattern[str]] = re.compile(r"([^\s¶]+)(?:\s+¶\s?([0-9]{1,6})(?:-([0-9]{1,6}))?)?")

    document: str
    first: int | None = None
    last: int | None = None

    @classmethod
    def read(cls, value: object) -> Citation:
        """Check one citation from a file."""
        if isinstance(value, cls):
            return value
        return _cited(value) if isinstance(value, str) else _no_citation(value)

    def __str__(self) -> str:
        if self.first is None:
            return self.document
        return f"{self.document} ¶{self.first}" + (f"-{self.last}" if self.last != self.first else "")


def _no_citation(value: object) -> NoReturn:
    refuse(f"{brief(value)} is not a citation; write DOCUMENT ¶N, such as `report-2014 ¶8`")


@lru_cache(maxsize=1 << 14)
def _cited(text: str) -> Citation:
    """A case cites the same places again and again."""
    match = Citation.FORM.fullmatch(text.strip())
    if match is None:
        _no_citation(text)
    first = int(match[2]) if match[2] else None
    last = int(match[3]) if match[3] else first
    if first is not None and last is not None and not 1 <= first <= last:
        refuse(f"{brief(text)} runs backwards or begins at 0; paragraphs count from 1: write ¶FIRST-LAST")
    return Citation.model_construct(document=match[1], first=first, last=last)


def _sources(value: object) -> tuple[Citation, ...]:
    if value is None:
        return ()
    return tuple(Citation.read(one) for one in (value if isinstance(value, (list, tuple)) else [value]))


_TEXT_OR_LIST = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Sources = Annotated[
    tuple[Citation, ...],
    PlainValidator(_sources),
    WithJsonSchema(_TEXT_OR_LIST | {"description": "DOCUMENT ¶N, DOCUMENT ¶N-M or DOCUMENT; or a list of them"}),
]
Text = Annotated[StrictStr, AfterValidator(_text)]
Name = StrictStr  # a reference to something named elsewhere; sim.scenario.checks looks it up
Url = Annotated[StrictStr, AfterValidator(_url)]
Day = Annotated[str, PlainValidator(_day), WithJsonSchema({"type": ["string", "integer"], "description": "YYYY-MM-DD"})]
