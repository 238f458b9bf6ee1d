"""The parts of the model's description (docs/odd.md) and of docs/mechanisms.md that the source itself can give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sim import chance
from sim.actors import kinds
from sim.assumptions import ASSUMPTIONS
from sim.book import answers, code, month, rulebook
from sim.book.entries import about, mechanisms
from sim.book.marks import table
from sim.outcomes import OUTCOMES
from sim.world import FACTS, QUESTIONS

_DIMENSIONS = re.compile(r"Dimensions: (.*?)\n\n", re.S)


def parts() -> dict[str, str]:
    """What is written into docs/odd.md, by the name of its mark."""
    return {name: write() for name, write in _PARTS.items()}


def mechanism_parts() -> dict[str, str]:
    """What is written into docs/mechanisms.md from the source (the played table is written by ``sim book table``)."""
    return {"mechanisms": mechanism_table(), "answers": answer_table()}


def dimensions() -> str:
    """What facts are kept per, as the world itself says it."""
    import sim.world

    found = _DIMENSIONS.search(sim.world.__doc__ + "\n\n" if sim.world.__doc__ else "")
    return " ".join(found[1].split()) if found else ""


def state_variables() -> str:
    """Every fact of the world, by what it is kept per."""
    pers = list(dict.fromkeys(fact.per for fact in FACTS))
    return f"{len(FACTS)} facts. They are kept per {dimensions()}\n\n" + "\n\n".join(_facts(per) for per in pers)


def _facts(per: str) -> str:
    rows = [(f"`{f.name}`", f.unit, f.meaning) for f in FACTS if f.per == per]
    return f"**{'per ' + ' × '.join(per.split()) if per else 'of the world'}**\n\n" + table(
        ["fact", "unit", "meaning"], rows
    )


def parameters() -> str:
    """Every assumption, under the headings of its own file."""
    found: dict[str, list[str]] = {}
    for line in (code.SIM / "assumptions.py").read_text(encoding="utf-8").splitlines():
        heading, name = re.match(r"    # (M[0-9].*|.*)", line), re.match(r'    "(\w+)": Assumption', line)
        if heading:
            found[heading[1]] = []
        elif name and name[1] in ASSUMPTIONS:
            found.setdefault("", []).append(name[1]) if not found else found[list(found)[-1]].append(name[1])
    shown = [f"**{title}**\n\n{rulebook.parameters(names)}" for title, names in found.items() if names]
    return f"{len(ASSUMPTIONS)} assumptions.\n\n" + "\n\n".join(shown)


def process() -> str:
    """The month, step by step, as it stands on its page."""
    rows = [
        (k, "before" if s.when == "begin" else "monthly", f"`{s.name}`", s.about, _rules(s), _streams(s))
        for k, s in enumerate(month.steps(), 1)
    ]
    return table(["", "when", "step", "what", "rules that it reaches", "luck"], rows)


def _rules(step: month.Step) -> str:
    named = [one for one in rulebook.entries() if one.name in step.reached and not one.helper]
    return ", ".join(f"[{one.title}](rulebook.md#{rulebook.anchor(one)})" for one in named)


def _streams(step: month.Step) -> str:
    return ", ".join(_in_words(sorted(s for name in step.reached for s in code.functions()[name].streams)))


def _in_words(streams: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(stream.lower().replace("_", " ") for stream in streams))


def questions() -> str:
    """Each question, how it is answered by default, and who answers it otherwise."""
    rows = []
    asked = {step.name: step.about for step in month.steps()}
    for question in QUESTIONS:
        owners = {name.split(".")[3]: code.functions()[name].about for name in month.decisions(question)}
        other = "; ".join(f"{_words(owner)}: {said}" for owner, said in owners.items() if owner != "State")
        rows.append((f"`{question}`", asked[f"ask.{question}"], owners.get("State", ""), other))
    return table(["question", "in the month", "a state's answer", "others"], rows)


def _words(owner: str) -> str:
    """A class's name in words.

    >>> _words("ThirdParty")
    'third party'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", owner).lower()


def kinds_of_actor() -> str:
    """The kinds of actor, and from which kind each takes the answers that are not its own."""
    rows = []
    for word, kind in kinds().items():
        own = [q for q in QUESTIONS if q in vars(kind)]
        parent = _words(kind.__mro__[1].__name__)
        answers_ = ", ".join(f"`{q}`" for q in own) or "none"
        rows.append(
            (f"`{word}`", (kind.__doc__ or "").partition("\n")[0], answers_, "" if parent == "actor" else parent)
        )
    return table(["kind", "what", "answers of its own", "else as"], rows)


def streams() -> str:
    """Where luck enters: each stream and the functions that draw from it."""
    names = [name for name, value in vars(chance).items() if name.isupper() and not name.startswith("_")]
    rows = []
    for name in sorted((n for n in names if n != "COMPILED"), key=lambda n: int(vars(chance)[n])):
        drawn = [one.short for one in code.functions().values() if name in one.streams]
        rows.append((int(vars(chance)[name]), name.lower().replace("_", " "), ", ".join(drawn) or "no phase"))
    return table(["", "stream", "drawn in"], rows)


def observed() -> str:
    """The outcomes."""
    per = {"dyad": "pair of rivals", "run": "run", "actor": "actor"}
    return table(
        ["outcome", "per", "unit", "meaning"],
        [(f"`{o.name}`", per[o.per], o.unit, o.meaning) for o in OUTCOMES.values()],
    )


def submodels() -> str:
    """The files of rules by mechanism."""
    rows = [(f"[{t}](rulebook.md#{t.lower()})", "<br>".join(about(m) for m in ms)) for t, ms in rulebook.chapters()]
    return table(["", "submodel"], rows)


def mechanism_table() -> str:
    """Which mechanism stands where, and which known answer holds it in place."""
    rows = [_mechanism(title, module) for title, modules in rulebook.chapters() for module in modules]
    return table(["", "mechanism", "rules", "acts in", "known answers"], rows)


def _mechanism(title: str, module: str) -> tuple[str, ...]:
    own = [one.name for one in rulebook.entries() if one.name.startswith(f"{module}.")]
    files = {one.short.partition(":")[0] for name in own for one in code.callers(name)}
    cited = {number for name in own for test in answers.of_rule(name) for number in test.cites}
    return (
        ", ".join(f"M{k}" for k in mechanisms(module)) or title.lower(),
        re.sub(r"^M[0-9]+( and M[0-9]+)?,? ", "", about(module)).rstrip("."),
        f"[{module[10:]}](../sim/rules/{module[10:]}.py)",
        ", ".join(sorted(file for file in files if not file.startswith("rules/"))) or "other rules",
        ", ".join(f"C{k}" for k in sorted(cited)),
    )


def answer_table() -> str:
    """The files of tests that hold each known answer."""
    rows = [(f"C{k}", said, ", ".join(_linked(answers.citing(k)))) for k, said in answers.ANSWERS.items()]
    return table(["", "known answer", "tests"], rows)


def _linked(files: Iterable[str]) -> list[str]:
    return [f"[{file.removeprefix('tests/')}](../{file})" for file in files]


_PARTS: dict[str, Callable[[], str]] = {
    "kinds": kinds_of_actor,
    "state_variables": state_variables,
    "parameters": parameters,
    "process": process,
    "questions": questions,
    "streams": streams,
    "outcomes": observed,
    "submodels": submodels,
}
