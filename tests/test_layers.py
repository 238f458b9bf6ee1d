"""What may import what: only upward in the list below. A new module finds its place here first."""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

SIM = Path(__file__).resolve().parent.parent / "sim"

LAYERS = (
    "units",  # quantities with ranges
    "assumptions",  # the parameters
    "_compile",  # rule, phase, decision
    "counted",  # numbers of things in words
    "intervals",  # estimates and their intervals
    "chance",  # luck at an address
    "world",  # every fact
    "_world_type",  # how the compiler sees a world
    "rules",  # one mechanism per file
    "phases",  # what happens in a month
    "month",  # one month on one page
    "names",  # between words and places
    "ask",  # the questions
    "answers",  # in plain Python
    "actors",  # kinds of actor
    "scenario",  # a case file
    "examples",  # the case at hand
    "scenario.build",  # from a case to a world
    "kernel",  # whole runs, compiled
    "model",  # the Mesa model
    "history",  # one run, month by month
    "outcomes",  # one outcome per file
    "recording",  # from whole runs to what outcomes need
    "frames",  # results as tidy tables
    "folders",  # whether one is there
    "store",  # results on disk
    "results",  # what many runs found
    "batch",  # many runs
    "recodings",  # the same runs, coded otherwise
    "counting",  # what is done, what is left
    "progress",  # told how far
    "batches",  # many cells: designs, plan, store, engines
    "analysis",  # when does it emerge
    "explaining",  # why an actor did it
    "hindcast",  # history as judge
    "theory",  # closed forms beside simulated maps
    "diagnostics",  # what theories solved on paper expect of a case
    "book",  # what the program says of itself
    "charts",  # one chart per file
    "report",  # a batch on one page
    "cli",  # the command
    "",  # the package itself hands out names from everywhere
)

# In compiled code: the same source interpreted and compiled is not the same arithmetic for these.
COMPILED_CODE = ("rules", "phases", "actors", "month.py", "chance.py")
TRAPS = {"exp", "log", "power", "float_power", "dot", "vdot", "matmul", "tanh", "sum", "mean", "prod"}


def module_of(file: Path) -> str:
    parts = [*file.relative_to(SIM).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(file): file for file in sorted(SIM.rglob("*.py"))}
TREES = {module: ast.parse(file.read_text()) for module, file in FILES.items()}


def layer_of(module: str) -> str | None:
    """The layer of a module: the longest one that it lies in; None when nobody gave it a place."""
    inside = [layer for layer in LAYERS if layer and (module == layer or module.startswith(f"{layer}."))]
    return max(inside, key=len, default="" if module == "" else None)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def statements(node: ast.AST, inside_functions: bool = True) -> Iterator[ast.AST]:
    """All parts of a module, but for what only type checkers see."""
    for child in ast.iter_child_nodes(node):
        if is_type_checking(child):
            continue
        yield child
        if inside_functions or not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield from statements(child, inside_functions)


def imports(module: str, inside_functions: bool = True) -> set[str]:
    """The modules of this package that a module imports."""
    found = set()
    package = module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in statements(TREES[module], inside_functions):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = ".".join(("sim." + package).rstrip(".").split(".")[: 1 - node.level or None])
                base = f"{above}.{base}".rstrip(".")
            names = [f"{base}.{alias.name}" for alias in node.names]
            # In `from sim import chance` the name is a module, in `from sim.scenario import load` it is not.
            names = [name if name.removeprefix("sim.") in FILES else base for name in names]
        else:
            continue
        found |= {name.removeprefix("sim").removeprefix(".") for name in names if name.split(".")[0] == "sim"}
    return found


@pytest.mark.parametrize("module", FILES, ids=lambda m: m or "sim")
def test_imports_point_upward(module):
    own = layer_of(module)
    assert own is not None, f"sim/{module} has no place yet: add it to LAYERS, above all that import it"
    for other in imports(module):
        above = layer_of(other)
        assert above is not None, f"{other} is not a module of sim with a place in LAYERS"
        assert LAYERS.index(above) <= LAYERS.index(own), f"sim.{module} imports sim.{other} from below"


def test_no_module_waits_for_itself():
    """Within a layer, too, imports run one way (those inside functions wait until they are needed)."""
    order = graphlib.TopologicalSorter({m: imports(m, inside_functions=False) - {m} for m in FILES})
    assert set(order.static_order()) == set(FILES)


def test_only_two_files_know_numba():
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                text = ast.unparse(node)
                assert "numba" not in text or module in ("_compile", "_world_type"), f"sim/{module}: {text}"


def compiles(module: str) -> bool:
    """Whether functions of a module are compiled."""
    return bool(imports(module) & {"_compile"}) and any(
        alias.name in ("rule", "phase", "decision", "compiled")
        for node in statements(TREES[module])
        if isinstance(node, ast.ImportFrom) and node.module == "sim._compile"
        for alias in node.names
    )


@pytest.mark.parametrize("module", [m for m in FILES if compiles(m)])
def test_all_that_is_compiled_names_the_cache(module):
    """Machine code of an older source would live on if a compiled file, or what it takes in, were not in the hash."""
    from sim._compile import MACHINE_CODE

    only_python = {"kernel": {"scenario.build"}, "outcomes.spells": {"outcomes.outcome", "outcomes.enemy_fallen"}}
    for needed in {module, *imports(module)} - only_python.get(module, set()):
        named = {needed.split(".")[0], needed.replace(".", "/")} & set(MACHINE_CODE)
        assert named, f"sim.{needed} is part of machine code: add it to MACHINE_CODE"


COMPILED_MODULES = [m for m, file in FILES.items() if file.relative_to(SIM).parts[0] in COMPILED_CODE]


@pytest.mark.parametrize("module", COMPILED_MODULES)
def test_arithmetic_is_the_same_compiled_and_not(module):
    """No powers, no NumPy functions of floats, no sum(): write x * x, math.exp, and loops."""
    for node in ast.walk(TREES[module]):
        where = f"sim/{module}:{getattr(node, 'lineno', '?')}"
        if isinstance(node, ast.BinOp | ast.AugAssign):
            assert not isinstance(node.op, ast.Pow), f"{where}: a power"
            assert not isinstance(node.op, ast.MatMult), f"{where}: a matrix product"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            trap = TRAPS if node.value.id in ("np", "numpy") else {"pow", "fsum"}
            assert not (node.value.id in ("np", "numpy", "math") and node.attr in trap), f"{where}: {node.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("sum", "pow"), f"{where}: {node.func.id}()"


def test_rules_are_pure():
    """A rule knows no world and no chance; only the mode speaks the world's codes."""
    for module in FILES:
        if layer_of(module) != "rules":
            continue
        known = {layer_of(other) for other in imports(module)}
        if module == "rules.mode":
            known.remove("world")
        assert known <= {"units", "_compile", "rules"}, f"sim/{module} imports {known}"


def test_the_mode_takes_only_codes_from_the_world():
    import sim.world

    taken = [
        alias.name
        for node in ast.walk(TREES["rules.mode"])
        if isinstance(node, ast.ImportFrom) and node.module == "sim.world"
        for alias in node.names
    ]
    assert taken
    assert all(isinstance(getattr(sim.world, name), int) for name in taken)
