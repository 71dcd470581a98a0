"""YAML 1.2 as settings and headers are written in: `no` is Norwegian, a repeated key is a mistake."""

from __future__ import annotations

import re
import warnings
from typing import Any

import ryaml

# The parser's time grows with the brackets times the length; no header or settings come near to either.
_LONGEST = 200_000
_BRACKETS = 5_000
_AT = re.compile(r" at line (\d+) column \d+")
_REPEATED = re.compile(r'duplicate entry with key "(.*)"')


class YamlError(ValueError):
    """Text that is not YAML; `line` is counted from 1, 0 where it isn't known."""

    def __init__(self, what: str, line: int) -> None:
        """Say what is wrong, and on which line."""
        super().__init__(what)
        self.line = line


def load(text: str) -> Any:
    """Return what `text` holds, dates as the strings they are; raises YamlError."""
    if len(text) > _LONGEST:
        msg = f"it has {len(text):,} characters, and no more than {_LONGEST:,} are read"
        raise YamlError(msg, 0)
    if text.count("[") + text.count("{") > _BRACKETS:
        msg = f"it has more than {_BRACKETS:,} brackets and braces"
        raise YamlError(msg, 0)
    try:
        return ryaml.loads(text)  # type: ignore[attr-defined]
    except (ryaml.InvalidYamlError, ValueError) as error:  # type: ignore[attr-defined]
        what = str(error).removeprefix("TypeError: ")  # a list for a key, say
    except RecursionError:
        what = "it is nested too deeply"
    if repeated := _REPEATED.search(what):
        raise YamlError(f"{repeated[1]!r} stands here a second time", _repeated_line(text))
    at = _AT.search(what)
    raise YamlError(_AT.sub("", what), int(at[1]) if at else 0)


def line_of(text: str, steps: tuple[str, ...]) -> int:
    """Return the line of the key or entry at `steps`, or of the last one found on the way there.

    It loads a second parser that keeps positions, so it is called only to report a mistake.
    """
    from ruamel.yaml import YAML, MappingNode, SequenceNode
    from ruamel.yaml.error import YAMLError

    line = 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the other parser's opinions on style
            node = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, RecursionError):  # what one parser reads, the other may not
        return line
    for step in steps:
        if isinstance(node, MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, SequenceNode) and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
            line = node.start_mark.line + 1
    return line


def _repeated_line(text: str) -> int:
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import YAMLError

    try:
        YAML(typ="safe", pure=True).load(text)
    except DuplicateKeyError as error:
        return int(error.problem_mark.line) + 1
    except (YAMLError, RecursionError, ValueError):
        return 0
    return 0
