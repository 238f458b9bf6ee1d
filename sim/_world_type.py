"""One machine code for worlds of all sizes: how the compiler sees a world.

To Numba, NumPy's record of a world is another type for every number of actors, fronts, channels...; everything would be
compiled anew for each. Compiled code therefore sees a world as two addresses: its *row* of 8-byte numbers, and a
*layout* that says how long each dimension is and where in the row each fact begins. ``world.trust[i, j]``,
``world.kind.shape[0]`` and ``world.month += 1`` mean the same as with the record, whose memory this is.

Beside ``_compile`` this is the only file that knows Numba.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Any

import numpy as np
from llvmlite.ir import Constant
from numba.core import cgutils, errors, types
from numba.core.typing.templates import AttributeTemplate
from numba.core.typing.typeof import _typeof_numpy_scalar, typeof_impl
from numba.extending import (
    NativeValue,
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
    unbox,
)
from numba.np.arrayobj import make_array

from sim._compile import COMPILED
from sim.world import DIMENSIONS, FACTS, FIXED, NAMES, dtype

_NAMES = tuple(NAMES)
_KINDS = {"f8": types.float64, "i8": types.int64, "u8": types.uint64}
_LENGTH = len(DIMENSIONS) + len(FACTS)
_LAYOUT = types.UniTuple(types.int64, _LENGTH)  # how a layout lies in memory


# ---- the layout


@cache
def layout(record: np.dtype) -> np.ndarray | None:
    """The sizes of all dimensions, then where each fact begins in the row; None if it is no record of a world.

    >>> from sim.world import blank
    >>> of = layout(blank({**dict.fromkeys(DIMENSIONS, 3), **FIXED}).dtype)
    >>> dict(zip(DIMENSIONS, of.tolist()))["actor"], of[len(DIMENSIONS) :][:4].tolist()
    (3, [0, 1, 2, 3])
    """
    if record.names != _NAMES:
        return None
    fields: Any = record.fields
    parts = [(fields[fact.name][0].shape, fields[fact.name][1] // 8, fact) for fact in FACTS]
    sizes = {d: size for shape, _, fact in parts for d, size in zip(fact.per.split(), shape, strict=True)}
    if any(sizes[d] != size for d, size in FIXED.items()):
        return None
    return np.array([*sizes.values(), *(at for _, at, _ in parts)], np.int64)


@cache
def _address(record: np.dtype) -> int:
    """Where the layout of a world stands in memory (the cache above keeps it there)."""
    found = layout(record)
    if found is None:
        raise TypeError("this is no record of a world")
    return found.ctypes.data


def _layout_address(world: np.void) -> int:
    return _address(world.dtype)


# ---- the type


class WorldType(types.Type):
    """A world of any size."""

    def __init__(self) -> None:
        super().__init__(name="world")


WORLD = WorldType()


@register_model(WorldType)
class _TwoAddresses(models.StructModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        members = [("row", types.CPointer(types.float64)), ("layout", types.CPointer(_LAYOUT))]
        super().__init__(manager, kind, members)


@typeof_impl.register(np.void)
def _type_of_record(record: Any, context: Any) -> Any:
    return _typeof_numpy_scalar(record, context) if layout(record.dtype) is None else WORLD


@unbox(WorldType)
def _from_record(kind: Any, record: Any, c: Any) -> NativeValue:
    """The two addresses of a record that Python holds, and goes on holding while the compiled function runs."""
    buffer = c.pyapi.alloca_buffer()
    world = cgutils.create_struct_proxy(kind)(c.context, c.builder)
    row = c.pyapi.extract_record_data(record, buffer)
    world.row = c.builder.bitcast(row, world.row.type)
    number = c.pyapi.call_function_objargs(c.pyapi.unserialize(c.pyapi.serialize_object(_layout_address)), (record,))
    with c.builder.if_then(cgutils.is_not_null(c.builder, number)):
        world.layout = c.builder.bitcast(c.pyapi.long_as_voidptr(number), world.layout.type)
        c.pyapi.decref(number)
    failed = c.builder.or_(cgutils.is_null(c.builder, row), cgutils.is_null(c.builder, number))
    return NativeValue(world._getvalue(), failed, lambda: c.pyapi.release_buffer(buffer))


# ---- reading and writing facts


@infer_getattr
class _Facts(AttributeTemplate):
    key = WorldType

    def generic_resolve(self, _world: Any, name: str) -> Any:
        """The type of a fact: a number, or an array of numbers."""
        if name not in NAMES:
            near = get_close_matches(name, _NAMES, 1)
            hint = f"did you mean {near[0]!r}?" if near else "sim.world.FACTS lists them"
            raise errors.TypingError(f"the world has no fact {name!r}; {hint}")
        fact = NAMES[name]
        number, per = _KINDS[fact.kind], fact.per.split()
        return types.Array(number, len(per), "C") if per else number


def _constant(builder: Any, layout: Any, at: int) -> Any:
    """A number of the layout. It never changes and can always be read, so the compiler may take it out of loops."""
    builder.function.attributes.add("inlinehint")  # where it is inlined, what its caller read need not be read again
    for argument in builder.function.args:
        if argument.type == layout.type:
            argument.add_attribute("nonnull")
            argument.attributes.dereferenceable = 8 * _LENGTH
    number = builder.load(builder.gep(layout, [cgutils.int32_t(0), cgutils.int32_t(at)], inbounds=True))
    number.set_metadata("invariant.load", builder.module.add_metadata([]))
    return number


def _size(builder: Any, layout: Any, dimension: str) -> Any:
    if dimension in FIXED:
        return cgutils.intp_t(FIXED[dimension])
    return _constant(builder, layout, DIMENSIONS.index(dimension))


def _pointer(context: Any, builder: Any, world: Any, name: str) -> Any:
    begins = _constant(builder, builder.extract_value(world, 1), len(DIMENSIONS) + _NAMES.index(name))
    number = context.get_data_type(_KINDS[NAMES[name].kind])
    return builder.bitcast(builder.gep(builder.extract_value(world, 0), [begins], inbounds=True), number.as_pointer())


@lower_getattr_generic(WorldType)
def _read(context: Any, builder: Any, _kind: Any, world: Any, name: str) -> Any:
    data = _pointer(context, builder, world, name)
    per = NAMES[name].per.split()
    return _view(context, builder, world, name, data, per) if per else builder.load(data)


def _view(context: Any, builder: Any, world: Any, name: str, data: Any, per: list[str]) -> Any:
    """An array that looks at the world's memory and owns nothing."""
    shape = [_size(builder, builder.extract_value(world, 1), d) for d in per]
    strides = [cgutils.intp_t(8)]
    for size in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], size))
    items = builder.sdiv(builder.mul(strides[0], shape[0]), cgutils.intp_t(8))
    array = types.Array(_KINDS[NAMES[name].kind], len(per), "C")
    view = Constant(context.get_value_type(array), None)  # all zero: no owner
    for place, part in enumerate((items, cgutils.intp_t(8), data), 2):
        view = builder.insert_value(view, part, place)
    for axis, (size, stride) in enumerate(zip(shape, strides, strict=True)):
        view = builder.insert_value(view, size, [5, axis])
        view = builder.insert_value(view, stride, [6, axis])
    return view


@lower_setattr_generic(WorldType)
def _write(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    if NAMES[name].per:
        raise errors.TypingError(f"world.{name} is an array and cannot be replaced; write into it: world.{name}[...] =")
    builder.store(args[1], _pointer(context, builder, args[0], name))


# ---- a world from its row


def _compiled_as_world(_context: Any, row: Any, of: Any) -> Any:
    if row != types.Array(types.float64, 1, "C") or of != types.Array(types.int64, 1, "C"):
        return None

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        world = cgutils.create_struct_proxy(WORLD)(context, builder)
        world.row = make_array(sig.args[0])(context, builder, args[0]).data
        numbers = make_array(sig.args[1])(context, builder, args[1]).data
        world.layout = builder.bitcast(numbers, world.layout.type)
        return world._getvalue()

    return WORLD(row, of), generate


@cache
def _record(layout_bytes: bytes) -> np.dtype:
    sizes = np.frombuffer(layout_bytes, np.int64)[: len(DIMENSIONS)]
    return np.dtype((np.record, dtype(dict(zip(DIMENSIONS, sizes.tolist(), strict=True)))))


def _plain_as_world(row: np.ndarray, of: np.ndarray) -> Any:
    return row.view(_record(of.tobytes()))[0]


as_world: Any = intrinsic(_compiled_as_world) if COMPILED else _plain_as_world
"""``as_world(row, layout)``: the world in a row of 8-byte numbers (which the caller keeps alive)."""
