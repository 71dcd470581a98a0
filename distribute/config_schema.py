"""The JSON Schema of channels.yaml."""

from __future__ import annotations

import functools
import gc
from typing import Any

import msgspec

from distribute.channel.interface import NOT_SETTINGS
from distribute.channel.registry import adapter, adapters
from distribute.channel.settings import Duration, schema
from distribute.config import FILE, People, SettingsFile, SiteSettings


@functools.cache
def _described(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """Return a struct like `kind` whose default durations are text, so that msgspec can put them in a schema."""
    fields: list[Any] = []
    for field in msgspec.structs.fields(kind):
        default = str(field.default) if isinstance(field.default, Duration) else field.default
        shape: dict[str, Any] = {
            "name": field.encode_name,
            "default": default,
            "default_factory": field.default_factory,
        }
        fields.append((field.name, field.type, msgspec.field(**shape)))
    doc = {"__doc__": kind.__doc__}
    return msgspec.defstruct(kind.__name__, fields, namespace=doc, kw_only=True, forbid_unknown_fields=True)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of channels.yaml, including the settings of every installed adapter."""
    kinds = {use: _described(adapter(use)) for use in adapters()}
    (site, people, *refs), parts = msgspec.json.schema_components(
        [_described(SiteSettings), People, *kinds.values()], schema_hook=schema, ref_template="#/$defs/{name}"
    )
    # As at exit in `__main__`: msgspec 0.22 may crash when the garbage collector takes apart types made at run time.
    gc.freeze()
    options = []
    for use, ref in zip(kinds, refs, strict=True):
        own = parts[ref["$ref"].removeprefix("#/$defs/")]
        for name in NOT_SETTINGS:
            own["properties"].pop(name, None)
        own["required"] = [name for name in own.get("required", []) if name not in {*NOT_SETTINGS, "use"}]
        named = {"properties": {"use": {"const": use}}, "required": ["use"]}
        options.append({"if": named, "then": ref})
    by_name = {
        use: {"if": {"not": {"required": ["use"]}}, "then": ref} for use, ref in zip(kinds, refs, strict=True)
    }
    channel = {"$ref": "#/$defs/channel"}
    parts["channel"] = {"type": "object", "properties": {"use": {"enum": list(kinds)}}, "allOf": options}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FILE,
        "type": "object",
        "required": ["channels"],
        "additionalProperties": False,
        "properties": {
            "site": site,
            "people": people,
            "ledger": {"type": "string", "default": SettingsFile.__struct_defaults__[-1]},
            "channels": {
                "type": "object",
                "propertyNames": {"pattern": "^[a-z0-9][a-z0-9_-]*$"},
                "properties": {use: {"allOf": [channel, rule]} for use, rule in by_name.items()},
                "additionalProperties": {"allOf": [channel, {"required": ["use"]}]},
            },
        },
        "$defs": parts,
    }
