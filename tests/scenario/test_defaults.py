"""What a scenario format has by default is checked here once, and not by every start of the program."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from sim.scenario import case, schema, schema_actors, schema_deals
from sim.scenario.values import Flag, Number

MODELS = {
    name: model
    for module in (schema, schema_actors, schema_deals, case)
    for name, model in vars(module).items()
    if isinstance(model, type) and issubclass(model, BaseModel)
}
DEFAULTS = [
    pytest.param(field.annotation, field.default, id=f"{name}.{word}")
    for name, model in MODELS.items()
    for word, field in model.model_fields.items()
    if isinstance(field.default, BaseModel)
]


@pytest.mark.parametrize(("kind", "default"), DEFAULTS)
def test_a_default_is_what_its_block_takes(kind: Any, default: BaseModel):
    assert type(default) is kind
    made = kind(value=default.value) if isinstance(default, Number | Flag) else kind()
    assert made == default and made.model_fields_set == default.model_fields_set
    assert kind.model_validate(dict(default)) == default


def test_there_are_defaults():
    assert len(DEFAULTS) > 40
