"""Writes docs/scenario.schema.json, by which editors complete and check scenario files as they are typed.

Run it with `python -m sim.scenario.export` after a change of the format.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from sim.scenario.schema import CaseFile
from sim.scenario.values import Given

TARGET = Path(__file__).resolve().parents[2] / "docs" / "scenario.schema.json"


class _Editors(GenerateJsonSchema):
    """A number may be written bare or as a block, and a default is shown bare."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, Given):
            return dft.value  # type: ignore[attr-defined]
        return super().encode_default(dft)

    def model_schema(self, schema: Any) -> dict[str, Any]:
        block: dict[str, Any] = super().model_schema(schema)
        if not issubclass(schema["cls"], Given):
            return block
        block["properties"].pop("rests_on")
        bare = block["properties"]["value"]
        about = bare.pop("description", "true or false, or a number")
        return {"anyOf": [bare, block], "description": about, "title": schema["cls"].__name__}


def _renamed(whole: dict[str, Any]) -> dict[str, Any]:
    """Call each kind of number by its unit instead of by its annotation."""
    text = json.dumps(whole)
    for name, part in whole["$defs"].items():
        title = part.get("title", name).replace(" ", "_")
        text = text.replace(f'"#/$defs/{name}"', f'"#/$defs/{title}"').replace(f'"{name}": {{', f'"{title}": {{')
    return json.loads(text)


def _untitled(part: Any) -> Any:
    """Leave out the titles, which only repeat the words."""
    if isinstance(part, list):
        return [_untitled(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _untitled(one) for key, one in part.items() if not (key == "title" and isinstance(one, str))}


def _changed(part: Any) -> Any:
    """What may stand in a file that extends another: any part of a block, and null for what is to go; lists are whole.

    It mirrors ``extend.lay_over``.
    """
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return part | {"$ref": part["$ref"].replace("/$defs/", "/$defs/Changed_")}
    made = {key: value for key, value in part.items() if key != "required"}
    if "properties" in made:
        made["properties"] = {key: _or_gone(value) for key, value in made["properties"].items()}
    if isinstance(made.get("additionalProperties"), dict):
        made["additionalProperties"] = _or_gone(made["additionalProperties"])
    if "anyOf" in made:
        made["anyOf"] = [_changed(one) for one in made["anyOf"]]
    return made


def _or_gone(part: Any) -> dict[str, Any]:
    return {"anyOf": [_changed(part), {"type": "null"}]}


def _reached(parts: Any, blocks: dict[str, Any]) -> dict[str, Any]:
    """The blocks that a case, or a change of one, leads to."""
    found: dict[str, Any] = {}
    open_ends = [parts, _changed(parts)]
    while open_ends:
        for name in re.findall(r'"#/\$defs/([^"]+)"', json.dumps(open_ends.pop())):
            if name not in found:
                found[name] = blocks[name]
                open_ends.append(blocks[name])
    return dict(sorted(found.items()))


def schema() -> dict[str, Any]:
    """Describe the format as JSON Schema; a file that extends another may leave parts out."""
    parts = _untitled(_renamed(CaseFile.model_json_schema(schema_generator=_Editors, mode="validation")))
    blocks = parts.pop("$defs")
    blocks |= {f"Changed_{name}": _changed(block) for name, block in blocks.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "if": {"required": ["extends"]},
        "then": _changed(parts),
        "else": parts,
        "$defs": _reached(parts, blocks),
    }


def text() -> str:
    """The content of the schema file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    print(f"wrote {TARGET}")
