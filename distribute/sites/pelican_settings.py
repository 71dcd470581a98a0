"""Pelican's settings: pelicanconf.py and publishconf.py are parsed for plain values, and never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from distribute.inputs.nesting import TooDeep, require_shallow
from distribute.sites.settings import text_of
from distribute.sites.site import SiteError

# Pelican's defaults (its documentation, "URL settings" and "Metadata").
SLUG_RULES = ((r"[^\w\s-]", ""), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s]+", "-"))
FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2}).*"
_PATTERNS = frozenset({"ARTICLE_URL", "ARTICLE_LANG_URL"})
_UNREAD = "{computed_by_the_settings}"  # no field is called so, which is told
_LONGEST = 100_000  # characters of a setting put together: a few lines can double one without end


class PelicanSettings(msgspec.Struct, rename="upper", frozen=True):
    """The settings that are read here, with Pelican's defaults. One of type Any only counts as true or false."""

    siteurl: str | None = None
    sitename: str | None = None
    timezone: str | None = None
    path: str | None = None
    default_lang: str | None = None
    author: str | None = None
    default_category: str | None = "misc"
    default_metadata: dict[str, Any] | tuple[tuple[str, Any], ...] | None = None
    extra_path_metadata: dict[str, dict[str, Any]] | None = None
    path_metadata: str | None = None
    filename_metadata: str | None = FILENAME_METADATA
    article_url: str = "{slug}.html"
    article_lang_url: str = "{slug}-{lang}.html"
    article_translation_id: str | tuple[str, ...] | bool | None = "slug"
    slugify_source: str | None = "title"
    slug_regex_substitutions: tuple[tuple[str, str], ...] = SLUG_RULES
    slugify_use_unicode: Any = False
    category_save_as: Any = True
    use_folder_as_category: Any = True


_KEYS = msgspec.structs.fields(PelicanSettings)
# What a setting has to be that is no text.
_FORMS = {
    "DEFAULT_METADATA": "a dictionary whose keys are texts",
    "EXTRA_PATH_METADATA": "a dictionary of dictionaries, such as {'news/kites.md': {'slug': 'kites'}}",
    "ARTICLE_TRANSLATION_ID": "the name of a field, or a list of names",
    "SLUG_REGEX_SUBSTITUTIONS": r"a list of pairs of texts, such as [(r'[^\w\s-]', '')]",
}


def settings_of(files: dict[str, tuple[Path, Any]]) -> PelicanSettings:
    """Return the settings by their names, each with its file; SiteError, naming both, for one that can't be used."""
    known = {field.encode_name: files[field.encode_name] for field in _KEYS if field.encode_name in files}
    for key, (path, value) in known.items():
        if why := _error(key, value):
            msg = f"{path}: {key} {why}"
            raise SiteError(msg)
    return msgspec.convert({key: value for key, (_, value) in known.items()}, PelicanSettings)


def _error(key: str, value: Any) -> str:
    """Return why a setting can't have a value, and what to write; "" if it can."""
    try:
        require_shallow(value)
        "".join(_texts(value)).encode()
        msgspec.convert({key: value}, PelicanSettings)
    except TooDeep as error:
        return f"can't be used: {error}"
    except UnicodeEncodeError:
        return r"has half of a surrogate pair, such as '\ud800', which is no character: remove it"
    except msgspec.ValidationError:
        return f"can't be used: write {_FORMS.get(key, 'a text')}"
    return ""


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value that is not nested too deeply."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from _texts(each)


def assigned(path: Path, within: Path) -> dict[str, Any]:
    """Return what a settings file assigns as plain values: it is read, never run."""
    try:
        tree = ast.parse(text_of(path, within), str(path))
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:  # the last two: nested deeply
        msg = f"{path}: can't be read: {error}"
        raise SiteError(msg) from None
    found: dict[str, Any] = {}
    for node in tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                try:
                    found[target.id] = _plain(node.value, found)
                except (ValueError, TypeError, KeyError, MemoryError, RecursionError):
                    found.pop(target.id, None)
                    if target.id in _PATTERNS:
                        found[target.id] = _UNREAD
    return found


def _plain(node: ast.expr, found: dict[str, Any]) -> Any:
    """Return a plain value, names of earlier ones and `+` between texts included; raises for all else."""
    if isinstance(node, ast.Name):
        return found[node.id]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _plain(node.left, found), _plain(node.right, found)
        if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= _LONGEST:
            return left + right
    return ast.literal_eval(node)
