"""The schema command."""

from __future__ import annotations

from distribute.cli.group import common_options, distribute
from distribute.errors import ExitCode


@distribute.command()
@common_options
def schema() -> int:
    """Print the JSON Schema of channels.yaml."""
    from distribute.config_schema import json_schema
    from distribute.render.json import write_json

    write_json(json_schema())
    return ExitCode.OK
