"""Read YAML 1.2 settings and front matter: `no` is a string, a date is text, a repeated key is an error.

One parser provides values, lines and repeated keys: PyYAML composes a tree of nodes with positions, and this module
reads the values from it. It produces only plain values, whatever the tags in the text. Of these, only MkDocs' `!ENV` is
understood, where that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, ClassVar

import yaml

from distribute.inputs.nesting import DEEPEST, TOO_DEEP
from distribute.regex import lazy_regex

# The parser's time is proportional to brackets times length. Real front matter and settings stay far below both limits.
_LONGEST = 200_000
_BRACKETS = 5_000
_MOST_VALUES = 100_000  # with aliases expanded: a few lines of them can mean billions of values
_DIGITS = 30  # a longer number is read as text
# The parser in C if it is installed; the one in Python gives the same results more slowly.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BINARY, _OCTAL, _DECIMAL, _HEXADECIMAL = (
    lazy_regex(pattern)
    for pattern in (
        r"[-+]?0b([01]+)",
        r"[-+]?0o([0-7]+)",
        r"[-+]?(0|[1-9][0-9]*)",
        r"[-+]?0x([0-9a-fA-F]+)",
    )
)
_PREFIXED = {"0b": (_BINARY, 2), "0o": (_OCTAL, 8), "0x": (_HEXADECIMAL, 16)}
_ENV = "!ENV"  # of pyyaml_env_tag: the names of environment variables, and a default behind them
_FLOAT = lazy_regex(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


class YamlError(ValueError):
    """Text that is not YAML; `line` is counted from 1, or 0 if it is unknown."""

    def __init__(self, what: str, line: int) -> None:
        """Set what is wrong and its line."""
        super().__init__(what)
        self.line = line


class TooDeepYaml(YamlError):
    """YAML that is nested too deeply."""

    def __init__(self, line: int) -> None:
        """Set the line."""
        super().__init__(TOO_DEEP, line)


def load(text: str, *, repeated: bool = False, env: bool = False) -> Any:
    """Return the values in `text`, with dates as strings; YamlError if it is not YAML.

    With `repeated`, the last value of a repeated key counts. With `env`, a value tagged `!ENV` is its default.
    """
    if len(text) > _LONGEST:
        msg = f"it has {len(text):,} characters; the limit is {_LONGEST:,}"
        raise YamlError(msg, 0)
    if text.count("[") + text.count("{") > _BRACKETS:
        msg = f"it has more than {_BRACKETS:,} brackets and braces"
        raise YamlError(msg, 0)
    try:
        node = _compose(text)
        return None if node is None else _Values(repeated=repeated, env=env).of(node)
    except RecursionError:
        raise TooDeepYaml(0) from None


def line_of(text: str, steps: tuple[str, ...]) -> int:
    """Return the line of the key or entry at the path `steps`, or of the last step that was found."""
    line = 1
    try:
        node = _compose(text)
    except (YamlError, RecursionError):
        return line
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                break
            line, node = _line(pair[0]), pair[1]
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
            line = _line(node)
    return line


class _Loader(_Base):  # type: ignore[misc]
    """Composes nodes without resolving plain scalars; it only marks which ones are plain."""

    yaml_implicit_resolvers: ClassVar[dict[Any, Any]] = {None: [("plain", lazy_regex(""))]}


def _compose(text: str) -> Any:
    """Return the node of the only document, None if it is empty; YamlError with the parser's message."""
    try:
        return yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = "; ".join(part for part in (error.context, error.problem) if part) or "it can't be parsed"
        raise YamlError(what.strip(), mark.line + 1 if mark else 0) from None
    except (yaml.YAMLError, ValueError) as error:  # a character that YAML does not allow
        raise YamlError(_reason(error), text.count("\n", 0, getattr(error, "position", 0) or 0) + 1) from None


def _reason(error: Exception) -> str:
    character = getattr(error, "character", None)
    return f"{getattr(error, 'reason', 'it is not YAML')}: {character!r}" if character else "it is not YAML"


class _Values:
    """Reads the plain values of one document's nodes; the value of an alias is created once."""

    def __init__(self, *, repeated: bool, env: bool) -> None:
        self._repeated = repeated
        self._env = env
        self._made: dict[int, Any] = {}
        self._sizes: dict[int, int] = {}
        self._depths: dict[int, int] = {}
        self._open: set[int] = set()

    def of(self, node: Any) -> Any:
        """Return a node's value; YamlError for a repeated key, a recursive alias, or too many values or levels."""
        here = id(node)
        if here in self._made:
            return self._made[here]
        if here in self._open:
            msg = "an alias refers to a value that contains it"
            raise YamlError(msg, _line(node))
        if len(self._open) > DEEPEST:  # told here, where the line is known, and not by a RecursionError
            raise TooDeepYaml(_line(node))
        self._open.add(here)
        value = _MAKERS[type(node)](self, node)
        if self._env and node.tag == _ENV:
            value = _default_of(value)
        self._open.discard(here)
        inside = [id(child) for child in _children(node)]
        # An alias brings the levels of what it refers to, which was read where fewer were open.
        below = max((self._depths[child] for child in inside), default=0)
        self._depths[here] = below if isinstance(node, yaml.ScalarNode) else below + 1
        if self._depths[here] > DEEPEST:
            raise TooDeepYaml(_line(node))
        self._sizes[here] = 1 + sum(self._sizes[child] for child in inside)
        if self._sizes[here] > _MOST_VALUES:
            msg = f"its aliases expand to more than {_MOST_VALUES:,} values"
            raise YamlError(msg, _line(node))
        self._made[here] = value
        return value

    def mapping(self, node: yaml.MappingNode) -> dict[Hashable, Any]:
        """Return a mapping; YamlError if a key is not a word or a number."""
        made: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = self.of(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                msg = "a key must be a word or a number, not a list or a mapping"
                raise YamlError(msg, _line(key_node))
            if key in made and not self._repeated:
                msg = f"{key!r} is repeated here"
                raise YamlError(msg, _line(key_node))
            made[key] = self.of(value_node)
        return made

    def sequence(self, node: yaml.SequenceNode) -> list[Any]:
        """Return a list."""
        return [self.of(child) for child in node.value]

    def scalar(self, node: yaml.ScalarNode) -> Any:
        """Return a scalar's value. Only a plain or tagged one can be a number, a boolean or null."""
        return _meaning(node.value) if node.tag in _MEANT else node.value


_MEANT = frozenset({"plain", *(f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float"))})
_MAKERS: dict[type, Callable[[_Values, Any], Any]] = {
    yaml.ScalarNode: _Values.scalar,
    yaml.SequenceNode: _Values.sequence,
    yaml.MappingNode: _Values.mapping,
}


def _default_of(value: Any) -> Any:
    """Return the default of an `!ENV` value, None where it has none: `[NAME, default]`, or only `NAME`.

    The variables themselves are not read: what an issue's address is must not depend on who runs the program.
    """
    return value[-1] if isinstance(value, list) and len(value) > 1 else None


def _meaning(word: str) -> Any:
    """Return the value of a plain scalar in YAML 1.2; one with a leading zero is a string."""
    if word in _WORDS:
        return _WORDS[word]
    if len(word) > _DIGITS or word[0] not in "+-.0123456789":
        return word
    pattern, base = _PREFIXED.get(word.lstrip("+-")[:2], (_DECIMAL, 10))
    if match := pattern.fullmatch(word):
        return int(match[1], base) * (-1 if word.startswith("-") else 1)
    number = float(word) if _FLOAT.fullmatch(word) else word
    return word if number == float("inf") else number  # too large for a number


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
