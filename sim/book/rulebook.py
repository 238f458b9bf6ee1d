"""The rule book: every rule of the model as it stands in the source, with who uses it and what holds it in place."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable
from functools import cache

import sim.rules
from sim._compile import RULES
from sim.assumptions import ASSUMPTIONS
from sim.book import answers, code, month
from sim.book.entries import Entry, about, entry, mechanisms
from sim.book.marks import table
from sim.units import shown
from sim.world import NAMES

HEAD = """# The rule book

Written by `sim book rules` from the source; change the rules, not this page. Every rule is a pure function of numbers:
it knows no world and draws no luck. [mechanisms.md](mechanisms.md) says which mechanism stands where,
[odd.md](odd.md) how the rules make a month, and [sim/month.py](../sim/month.py) in which order.

*from* names what an argument is made of where the rule is called: `p.` an assumption (a parameter of the model),
`world.` a fact, `f()` the result of a rule or phase. It is read off the source, through local names and arguments
handed on; conditions and places are left aside. *Acts in* names the steps of the month from which the rule is reached.
*Known answers* are the closed forms of the theory (C1 to C21) whose tests call the rule, by themselves or through their
helpers. All rules also pass a test generated from their units (tests/rules/test_contract.py).
"""


@cache
def entries() -> tuple[Entry, ...]:
    """All rules of the package, by file and place."""
    for found in pkgutil.walk_packages(sim.rules.__path__, "sim.rules."):
        importlib.import_module(found.name)
    found = [entry(name, rule) for name, rule in RULES.items() if name.startswith("sim.rules.")]
    return tuple(sorted(found, key=lambda one: one.name.rpartition(".")[0]))  # whatever was imported first


def text() -> str:
    """The whole book."""
    parts = [HEAD, _contents(), _unused()]
    for title, modules in chapters():
        parts.append(f"## {title}")
        for module in modules:
            parts += [f"### {about(module)}", f"[sim/rules/{module[10:]}.py](../sim/rules/{module[10:]}.py)"]
            parts += [page(one) for one in entries() if one.name.rpartition(".")[0] == module]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def chapters() -> list[tuple[str, list[str]]]:
    """The files of rules by mechanism; those that several share come last."""
    modules = sorted({one.name.rpartition(".")[0] for one in entries()})
    numbers = sorted({mechanisms(module)[0] for module in modules if mechanisms(module)})
    found = [(f"M{k}", [m for m in modules if mechanisms(m)[:1] == [k]]) for k in numbers]
    return [*found, ("Shared", [m for m in modules if not mechanisms(m)])]


def _contents() -> str:
    rows = [(f"[{t}](#{t.lower()})", "; ".join(_named(m) for m in modules)) for t, modules in chapters()]
    return table(["", "rules"], rows)


def _named(module: str) -> str:
    own = [one for one in entries() if one.name.rpartition(".")[0] == module and not one.helper]
    return f"{module[10:]}: " + ", ".join(f"[{one.title}](#{anchor(one)})" for one in own)


def anchor(one: Entry) -> str:
    """Where a rule stands on the page; two files may have rules of one name."""
    return one.name.removeprefix("sim.rules.").replace(".", "-")


def unused() -> list[Entry]:
    """Rules that no step of the month reaches."""
    return [one for one in entries() if not month.acts_in(one.name)]


def _unused() -> str:
    rows = [(f"[{one.title}](#{anchor(one)})", _prose(one.sentence), _elsewhere(one.name)) for one in unused()]
    return (
        "## Rules that no step of the month calls\n\nThey are references: closed forms that tests, diagnostics or "
        "explanations hold the month against, or the same thing written for one case. Where the last column is empty, "
        "only tests call the rule.\n\n" + table(["rule", "", "called by"], rows)
    )


@cache
def _importers() -> tuple[tuple[str, frozenset[str]], ...]:
    files = [f for f in sorted(code.SIM.rglob("*.py")) if f.relative_to(code.SIM).parts[0] not in code.MODEL]
    return tuple((f.relative_to(code.SIM).as_posix(), frozenset(code.imported(code.tree(f)).values())) for f in files)


def _elsewhere(name: str) -> str:
    inside = [one.short for one in code.callers(name)]
    return ", ".join([*inside, *(f"sim/{file}" for file, taken in _importers() if name in taken)])


def page(one: Entry) -> str:
    """What the book says of one rule."""
    head = f'<a id="{anchor(one)}"></a>\n#### {one.title}'
    used = [*_using(one), f"**Source:** {_prose(one.source)}" if one.source else ""]
    parts = [head, _prose(one.sentence), *map(_equation, one.equations), _prose(one.notes), _arguments(one)]
    parts += ["  \n".join(line for line in used if line), _example(one), _parameters(one)]
    return "\n\n".join(part for part in parts if part)


def _prose(text: str) -> str:
    """From the marks of docstrings to those of pages."""
    maths = re.sub(r":math:`([^`]*)`", lambda found: f"$\0{_tex(found[1])}\0$", text)
    return maths.replace("``", "`").replace("\0", "`")


def _tex(formula: str) -> str:
    """Pages know no operator names."""
    return formula.replace(r"\operatorname", r"\mathrm")


def _equation(formula: str) -> str:
    return f"```math\n{_tex(formula)}\n```"


def _example(one: Entry) -> str:
    return f"```python\n{one.example}\n```" if one.example else ""


def _arguments(one: Entry) -> str:
    made = code.feeds(one.name)
    rows = [(f"`{a.name}`", a.unit, a.range, a.meaning, _from(made[a.name])) for a in one.arguments]
    rows.append(("*gives*", one.result.unit, one.result.range, one.result.meaning, ""))
    return table(["argument", "unit", "range", "meaning", "from"], rows)


def _from(feeds: Iterable[code.Feed]) -> str:
    written = {"assumption": "`p.{}`", "fact": "`world.{}`", "result": "`{}()`"}
    kept = [(kind, name) for kind, name in feeds if kind != "fact" or name in NAMES]
    ordered = sorted(kept, key=lambda feed: (code.FEEDS.index(feed[0]), feed[1].rpartition(".")[2]))
    return ", ".join(dict.fromkeys(written[kind].format(name.rpartition(".")[2]) for kind, name in ordered))


def _using(one: Entry) -> list[str]:
    direct = ", ".join(caller.short for caller in code.callers(one.name))
    steps = ", ".join(f"`{step}`" for step in month.acts_in(one.name))
    if direct and steps:
        used = f"**Called by** {direct}. **Acts in** {steps}."
    else:
        used = f"**Not called in the month**{f'; called by {_elsewhere(one.name)}' if _elsewhere(one.name) else ''}."
    return [used, *_tests(one)]


def _tests(one: Entry) -> list[str]:
    found = answers.of_rule(one.name)
    known = sorted({number for test in found for number in test.cites})
    if known:
        names = ", ".join(_test(test) for test in found if test.cites)
        return [f"**Known answers:** {', '.join(f'C{number}' for number in known)} ({names})."]
    names = ", ".join(_test(test) for test in found)
    return [f"**Tests:** {names}."] if names else []


def _test(test: answers.Test) -> str:
    return f"[{test.name}](../{test.file})"


def _parameters(one: Entry) -> str:
    named = {name for feeds in code.feeds(one.name).values() for kind, name in feeds if kind == "assumption"}
    return parameters([name for name in ASSUMPTIONS if name in named]) if named else ""


def parameters(names: Iterable[str]) -> str:
    """Assumptions as a table."""
    rows = [
        (f"`{n}`", shown(a.default), f"{shown(a.low)} to {shown(a.high)}", a.unit, a.meaning, a.source)
        for n in names
        for a in [ASSUMPTIONS[n]]
    ]
    return table(["assumption", "default", "range", "unit", "meaning", "source"], rows)
