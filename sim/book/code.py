"""The program's own source, read as text: who calls which rule with what, and which tests hold it in place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

SIM = Path(__file__).parents[1]
MODEL = ("rules", "phases", "actors", "month.py")  # what plays a month
FEEDS = ("assumption", "fact", "result")

Feed = tuple[str, str]
"""What an argument is made of: a kind of ``FEEDS`` and a name."""


@dataclass
class Function:
    """A function of the model: whom it calls with what, and the streams of chance it draws from."""

    name: str  # sim.phases.fight.muster, sim.actors.state.State.effort
    about: str
    arguments: list[str]
    calls: list[tuple[str, list[set[Feed]]]] = field(default_factory=list)
    streams: set[str] = field(default_factory=set)

    @property
    def short(self) -> str:
        """As ``phases/fight: muster``."""
        parts = self.name.split(".")
        return f"{parts[1]}/{parts[2]}: {'.'.join(parts[3:])}"


@cache
def tree(file: Path) -> ast.Module:
    """A file's source, taken apart."""
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def functions() -> dict[str, Function]:
    """Every function that can take part in a month, by its full name."""
    files = [f for part in MODEL for f in (sorted((SIM / part).rglob("*.py")) or [SIM / part])]
    found = {one.name: one for file in files for one in _of_file(file)}
    _hand_down(found)
    return found


def _of_file(file: Path) -> Iterator[Function]:
    module = "sim." + ".".join(file.relative_to(SIM).with_suffix("").parts)
    module = module.removesuffix(".__init__")
    known = imported(tree(file)) | {
        node.name: f"{module}.{node.name}" for node in tree(file).body if isinstance(node, ast.FunctionDef)
    }
    for node in tree(file).body:
        if isinstance(node, ast.FunctionDef):
            yield _read(node, f"{module}.{node.name}", known)
        elif isinstance(node, ast.ClassDef):
            inner = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            yield from (_read(one, f"{module}.{node.name}.{one.name}", known) for one in inner)


def imported(module: ast.Module) -> dict[str, str]:
    """What a module's names from elsewhere stand for."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _read(node: ast.FunctionDef, name: str, known: dict[str, str]) -> Function:
    made = Function(name, (ast.get_docstring(node) or "").split("\n")[0], [a.arg for a in node.args.args])
    local = _locals(node, made, known)
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in known:
            feeds = [_feeds(one, local, known) for one in part.args]
            made.calls.append((known[part.func.id], feeds))
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "chance":
            made.streams |= {part.attr} if part.attr.isupper() else set()
    return made


def _locals(node: ast.FunctionDef, made: Function, known: dict[str, str]) -> dict[str, set[Feed]]:
    """What each local name is made of; arguments stand for themselves until callers are known."""
    local: dict[str, set[Feed]] = {a: {("argument", a)} for a in made.arguments if a not in ("world", "p", "seed")}
    given = [one for one in ast.walk(node) if isinstance(one, ast.Assign | ast.AugAssign)]
    for _ in range(3):  # enough for names made of names made of names
        for one in given:
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            names = [n.id for t in targets for n in ([t] if isinstance(t, ast.Name) else _names(t))]
            for name in names:
                local[name] = local.get(name, set()) | _feeds(one.value, local, known)
    return local


def _names(target: ast.AST) -> list[ast.Name]:
    return [n for n in target.elts if isinstance(n, ast.Name)] if isinstance(target, ast.Tuple) else []


def _feeds(node: ast.AST, local: dict[str, set[Feed]], known: dict[str, str]) -> set[Feed]:
    """The assumptions, facts and results that a value is made of; places and conditions are left aside."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return {("assumption", node.attr)} if node.value.id == "p" else _fact(node)
    if isinstance(node, ast.Subscript):
        return _feeds(node.value, local, known)
    if isinstance(node, ast.Name):
        return local.get(node.id, set())
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
        return {("result", known[node.func.id])}
    if isinstance(node, ast.IfExp):
        return _feeds(node.body, local, known) | _feeds(node.orelse, local, known)
    return {feed for child in ast.iter_child_nodes(node) for feed in _feeds(child, local, known)}


def _fact(node: ast.Attribute) -> set[Feed]:
    return {("fact", node.attr)} if isinstance(node.value, ast.Name) and node.value.id == "world" else set()


def _hand_down(found: dict[str, Function]) -> None:
    """Put in place of each argument what callers give for it, until nothing changes."""
    taken: dict[tuple[str, str], set[Feed]] = {}
    changed = True
    while changed:
        changed = False
        for one in found.values():
            for callee, feeds in one.calls:
                words = found[callee].arguments if callee in found else []
                for word, feed in zip(words, feeds, strict=False):
                    now = taken.setdefault((callee, word), set())
                    more = {f for each in feed for f in _resolved(one, each, taken)}
                    changed = changed or not more <= now
                    now |= more
    for one in found.values():
        one.calls = [(c, [{g for f in fs for g in _resolved(one, f, taken)} for fs in args]) for c, args in one.calls]


def _resolved(one: Function, feed: Feed, taken: dict[tuple[str, str], set[Feed]]) -> set[Feed]:
    return taken.get((one.name, feed[1]), set()) if feed[0] == "argument" else {feed}


def callers(name: str) -> list[Function]:
    """Who calls a function of the model directly."""
    return [one for one in functions().values() if any(callee == name for callee, _ in one.calls)]


def feeds(name: str) -> dict[str, set[Feed]]:
    """What each argument of a rule is made of, wherever it is called."""
    words = functions()[name].arguments
    found: dict[str, set[Feed]] = {word: set() for word in words}
    for one in functions().values():
        for callee, given in one.calls:
            if callee == name:
                for word, feed in zip(words, given, strict=False):
                    found[word] |= feed
    return found


@cache
def reached(name: str) -> frozenset[str]:
    """All that a function of the model calls, and they, and so on; itself included."""
    seen, pending = {name}, [name]
    while pending:
        for callee, _ in functions()[pending.pop()].calls:
            if callee in functions() and callee not in seen:
                seen.add(callee)
                pending.append(callee)
    return frozenset(seen)
