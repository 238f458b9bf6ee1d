"""Reads YAML 1.2 without trusting it: plain blocks, lists and values, each with its line and column.

Events are read, not objects, so that anchors, aliases and tags are refused before anything is built, and
size, depth and count are bounded. Values follow the 1.2 core rules (`NO` is text, `1e3` a number, `010` is
ten), with `true`, `false` and `null` in lower case only. Keys are always text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from sim.scenario.errors import Path, Problem, ScenarioError, stop
from sim.scenario.files import refuse_size
from sim.scenario.marks import SCENARIO, Kind, Mark, Reading
from sim.scenario.scalars import plain, too_long
from sim.scenario.text import UNSEEN, brief

MAX_DEPTH = 40
MAX_EVENTS = 150_000

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times faster


def read_bytes(content: bytes, name: str, kind: Kind = SCENARIO) -> Reading:
    """Read the content of a file; a ScenarioError when it is none of its kind, else its problems are collected."""
    refuse_size(len(content), name, kind.name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = "is not UTF-8 text; save the file as UTF-8"
        stop(name, what, content.count(b"\n", 0, error.start) + 1)
    _refuse_unseen(text, name)
    builder = _Builder(name, kind)
    try:
        return builder.document(yaml.parse(text, Loader=_PARSER))
    except ScenarioError as error:
        raise ScenarioError([*builder.problems, *error.problems]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise ScenarioError([*builder.problems, Problem(name, place[0], (), _syntax(error), place[1])]) from None
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        what = "holds a character that YAML does not allow; delete it, or save the file as UTF-8 text"
        stop(name, what, text.count("\n", 0, max(0, getattr(error, "position", 0))) + 1)


def _refuse_unseen(text: str, name: str) -> None:
    """Refuse what a reader of the file would not see as it is."""
    match = UNSEEN.search(text)
    if match is not None:
        what = f"holds the hidden character U+{ord(match[0]):04X}; delete it, or save the file as UTF-8 text"
        stop(name, what, text.count("\n", 0, match.start()) + 1)


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = (error.problem or error.context or "").replace("\n", " ")
    if "'\\t'" in problem or "tab character" in problem:
        return "a tab stands where YAML wants spaces; indent with spaces only"
    if "mapping values are not allowed" in problem:
        return "a second `:` on this line, or a wrong indentation; put text with a colon in quotes"
    return f"this is not YAML ({problem[:100]}); check indentation, colons, quotes and brackets here"


class _Builder:
    """Builds plain data from events, and notes where each part stands."""

    def __init__(self, name: str, kind: Kind) -> None:
        self.name = name
        self.kind = kind
        self.marks: dict[Path, Mark] = {}
        self.problems: list[Problem] = []
        self.refused = False  # something was left out, so that later checks would mislead
        self.events: Iterator[Any] = iter(())

    def document(self, events: Iterator[Any]) -> Reading:
        """Read the only document of a file."""
        self.events = _bounded(events, self.name)
        event = next(self.events)
        while not isinstance(event, (yaml.DocumentStartEvent, yaml.StreamEndEvent)):
            event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            stop(self.name, self.kind.least, 1)
        first = next(self.events)
        data = self.node(first, ())
        next(self.events)  # the end of the document
        extra = next(self.events)
        if isinstance(extra, yaml.DocumentStartEvent):
            self.problem(extra, (), f"a second document begins here (`---`); keep one {self.kind.name} per file")
            self.refused = True
        if not isinstance(data, dict) and not self.refused:
            holds = "nothing" if data is None else "a list" if isinstance(data, list) else "a single value"
            self.problem(first, (), f"the file holds {holds}; write blocks such as {self.kind.blocks}")
        if self.refused or not isinstance(data, dict):
            raise ScenarioError(self.problems)
        return Reading(data, self.marks, self.problems)

    def problem(self, event: Any, path: Path, what: str) -> None:
        at = event.start_mark
        self.problems.append(Problem(self.name, at.line + 1, path, what, at.column + 1))

    def refuse(self, event: Any, path: Path, what: str) -> None:
        self.refused = True
        self.problem(event, path, what)

    def node(self, event: Any, path: Path) -> Any:
        """Read one value: a block, a list or a scalar."""
        at = event.start_mark
        self.marks.setdefault(path, Mark(self.name, at.line + 1, at.column + 1))
        if isinstance(event, yaml.AliasEvent):
            return self.refuse(event, path, f"aliases (*{event.anchor}) are not allowed; write the values out")
        if event.anchor is not None:
            self.refuse(event, path, f"anchors (&{event.anchor}) are not allowed; write the values out")
        if event.tag is not None:
            self.refuse(event, path, f"tags ({brief(event.tag)[1:-1]}) are not allowed; write plain values")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        return self.sequence(path) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(path)

    def scalar(self, event: Any, path: Path) -> Any:
        text = event.value
        if event.style:  # quoted or block text
            return text
        if too_long(text):
            self.problem(event, path, f"this number has {len(text)} digits; write it as 1e{len(text) - 1} or in quotes")
            return 0
        return plain(text)

    def sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        block: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, path)
            here = (*path, key)
            if key in block:
                first = self.marks[here].line
                self.problem(event, here, f"{brief(key)} appears twice (first at line {first}); keep one of them")
                self.aside(next(self.events))
                continue
            self.marks[here] = Mark(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
            block[key] = self.node(next(self.events), here)
        return block

    def key(self, event: Any, path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(event, path, "a key must be a word; put names with [ ] or { } in quotes")
            self.aside(event)
            return ""
        if event.anchor is not None or event.tag is not None:
            self.refuse(event, path, "anchors and tags are not allowed on keys; write the word alone")
        if event.value == "<<" and not event.style:
            self.refuse(event, path, "merge keys (<<) are not allowed; write the values out, or use `extends`")
        if not event.value:
            self.refuse(event, path, "a key is empty; write a word before the `:`")
        return event.value

    def aside(self, event: Any) -> None:
        """Pass over a value that is not kept."""
        depth = 0
        while True:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth == 0:
                return
            event = next(self.events)


def _bounded(events: Iterator[Any], name: str) -> Iterator[Any]:
    """Stop at more, or deeper, than any scenario needs, before it costs time or memory."""
    depth = 0
    for count, event in enumerate(events):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            what = f"blocks are nested more than {MAX_DEPTH} deep; write them flatter"
            stop(name, what, event.start_mark.line + 1)
        if count > MAX_EVENTS:
            what = f"holds more than {MAX_EVENTS} values and brackets; split it"
            stop(name, what, event.start_mark.line + 1)
        yield event
