"""Writes docs/batch.schema.json, by which editors complete and check batch files as they are typed.

Run it with `python -m sim.batches.export` after a change of the format.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from sim.batches.schema import BatchFile

TARGET = Path(__file__).resolve().parents[2] / "docs" / "batch.schema.json"


class _Editors(GenerateJsonSchema):
    """Titles only repeat the words."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema() -> dict[str, Any]:
    """Describe the format of batch files as JSON Schema."""
    whole = BatchFile.model_json_schema(schema_generator=_Editors, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | whole | {"title": "Batch"}


def text() -> str:
    """The content of the schema file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    print(f"wrote {TARGET}")
