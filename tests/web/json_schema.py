"""The part of JSON Schema 2020-12 that the API's description uses, enough to check an answer against it."""

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
KNOWN = {
    "type", "properties", "required", "items", "prefixItems", "minItems", "maxItems", "anyOf", "enum", "minimum", "maximum",
    "pattern", "additionalProperties", "$ref", "description", "default",
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], description: dict[str, Any], at: str = "") -> Iterator[str]:
    """What is wrong with ``value``, one sentence each; nothing when it is as described."""
    assert set(schema) <= KNOWN, f"unknown keywords: {set(schema) - KNOWN}"
    if "$ref" in schema:
        yield from faults(value, resolve(schema["$ref"], description), description, at)
        return
    if "anyOf" in schema:
        tried = [list(faults(value, each, description, at)) for each in schema["anyOf"]]
        if all(tried):
            yield min(tried, key=len)[0]
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if "type" in schema:
        wanted = TYPES[schema["type"]]
        if not isinstance(value, wanted) or (isinstance(value, bool) and schema["type"] != "boolean"):
            yield f"{at}: {value!r} is no {schema['type']}"
            return
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{at}: {value} is too small"
    if isinstance(value, dict):
        yield from (f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, each in value.items():
            inner = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
            if inner:
                yield from faults(each, inner, description, f"{at}.{name}")
    if isinstance(value, list):
        for index, each in enumerate(value):
            prefix = schema.get("prefixItems", ())
            inner = prefix[index] if index < len(prefix) else schema.get("items")
            if inner:
                yield from faults(each, inner, description, f"{at}[{index}]")
        if len(value) < schema.get("minItems", 0) or len(value) > schema.get("maxItems", len(value)):
            yield f"{at}: {len(value)} items"


def resolve(reference: str, description: dict[str, Any]) -> dict[str, Any]:
    found: Any = description
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found
