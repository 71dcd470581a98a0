"""Read a generator's own settings and data files, within the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from distribute.inputs import toml, yaml
from distribute.inputs.files import read_text
from distribute.inputs.nesting import TOO_DEEP, require_shallow
from distribute.sites.site import SiteError


def text_of(path: Path, within: Path) -> str:
    """Return what a file holds; SiteError, naming it, for one that can't be read or leads out of `within`."""
    try:
        return read_text(path, within)
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: can't be read: {error}"
        raise SiteError(msg) from None


def data_of(path: Path, within: Path) -> dict[str, Any]:
    """Return what a file of TOML, JSON or YAML, by its ending, assigns; SiteError as `text_of` raises it, also for what is malformed.

    The last value of a repeated key counts in YAML, as it does for the generators that accept one, such as Jekyll. A value
    that MkDocs takes from an environment variable (`!ENV`) is its default.
    """
    text = text_of(path, within)
    try:
        if path.suffix == ".toml":
            data: Any = toml.load(text)
        elif path.suffix == ".json":
            data = msgspec.json.decode(text)
            require_shallow(data)
        else:
            data = yaml.load(text, repeated=True, env=True)
    except yaml.YamlError as error:
        msg = f"{path}:{error.line or 1}: can't be read: {error}"
        raise SiteError(msg) from None
    except RecursionError:
        msg = f"{path}: can't be read: {TOO_DEEP}"
        raise SiteError(msg) from None
    except ValueError as error:
        msg = f"{path}: can't be read: {error}"
        raise SiteError(msg) from None
    return data if isinstance(data, dict) else {}
