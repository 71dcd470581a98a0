"""Read channels.yaml into typed settings. Every error names the file and the line."""

import re
from collections.abc import Iterator
from datetime import timedelta, tzinfo
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from distribute.channel.convert import SettingError, convert
from distribute.channel.interface import Channel
from distribute.channel.plain_values import check
from distribute.channel.registry import adapter
from distribute.channel.settings import DEFAULT_LEDGER, LEDGERS, Duration, LedgerPlace, form
from distribute.errors import UserError, shown
from distribute.inputs.files import is_file, is_folder, leads_out, read_text, real
from distribute.inputs.patterns import pattern_error
from distribute.inputs.yaml import YamlError, line_of
from distribute.inputs.yaml import load as load_yaml
from distribute.regex import lazy_regex
from distribute.text.dates import time_zone
from distribute.text.language_tags import language_code
from distribute.text.mentions import as_hashtag
from distribute.transport.loopback import is_open_http

FILE = "channels.yaml"
T = TypeVar("T")
# Each is a module of `distribute.sites`. They are tried in this order to recognise a site: both Zola and Hugo use
# config.toml, and Hugo would accept Zola's; both Hexo and Jekyll use _config.yml, and Jekyll would accept Hexo's.
Generator = Literal[
    "zola", "hugo", "pelican", "eleventy", "astro", "docusaurus", "vitepress", "mkdocs", "quarto", "gatsby", "hexo",
    "jekyll", "plain",
]  # fmt: skip
IdStyle = Literal["month", "week", "number", "date"]
_HANDLE = r"^@[A-Za-z0-9_.-]+(@[A-Za-z0-9.-]+)?$"
Handle = Annotated[str, form(_HANDLE, "a handle such as @name or @name@server")]
People = dict[str, dict[str, Handle]]

# What is not a setting although the channel has a field for it (see `NOT_SETTINGS`), and why.
_RESERVED = {
    "name": "a channel's name is its key",
    "settings_folder": "paths are relative to this file",
}
_LONGEST_TIMEOUT = 86400  # seconds: the clocks of sockets have limits
_NAME = lazy_regex(r"[a-z0-9][a-z0-9_-]*\Z")
_PASSWORD = lazy_regex(r"://[^/@]*:[^/@]*@|https?://[^/@]*@")


class ConfigError(UserError):
    """An error in the settings; the message names the file, the line and how to fix it."""

    def __init__(self, message: str, path: Path | None = None, line: int = 0) -> None:
        """Prefix the message with `path` and `line`, as compilers do."""
        place = f"{path}:{line}: " if path and line else f"{path}: " if path else ""
        super().__init__(place + message)


class SiteSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `site:` of channels.yaml."""

    name: Annotated[str, Meta(description="The newsletter's name, as it is shown to readers.")] = ""
    url: Annotated[
        Annotated[str, Meta(pattern="^https?://")] | None,
        Meta(description="The site's address. By default, it is read from the generator's own settings."),
    ] = None
    root: Annotated[str, Meta(description="The site's folder, relative to `channels.yaml`.")] = "."
    generator: Annotated[
        Generator | None,
        Meta(description="The program that builds the site. By default, it is recognised by its files."),
    ] = None
    issues: Annotated[
        str | tuple[str, ...],
        Meta(
            description="The issues' files: one glob or a list. By default, every page that the generator reads."
        ),
    ] = ()
    only: Annotated[
        dict[str, str],
        Meta(description="Of these pages, only those with these values in their front matter."),
    ] = {}
    permalink: Annotated[
        str | None,
        Meta(
            description="The pattern of an issue's address, where it can't be read from the generator's settings."
        ),
    ] = None
    language: Annotated[
        str, Meta(description="The language of the original issues, and of channels without `languages`.")
    ] = "en"
    timezone: Annotated[
        str | None,
        Meta(
            description="The time zone of dates without one, and of `at`, such as `Europe/Berlin`. By default, such dates "
            "are in the zone of the generator's own settings, else in UTC, and `at` is in UTC."
        ),
    ] = None
    newsletter: Annotated[
        str,
        form(
            "^([a-z0-9][a-z0-9._-]{0,63})?$",
            "a name of lower-case letters, digits, dots, - and _",
            description="A permanent name, which keeps newsletters apart that share a ledger and an account.",
        ),
    ] = ""
    id: Annotated[
        IdStyle | None,
        Meta(
            description="What identifies an issue. By default, its month, week or number if it names one, else its date."
        ),
    ] = None
    max_age: Annotated[
        Duration, Meta(description="The age up to which an issue is announced. `publish --old` ignores it.")
    ] = Duration(14 * 86400)
    check_page: Annotated[
        bool, Meta(description="Check that an issue's page is live before announcing the issue.")
    ] = True

    @property
    def age_limit(self) -> timedelta:
        """Return the age up to which an issue is announced."""
        return timedelta(seconds=self.max_age)


class SettingsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as written, before each adapter reads its own settings."""

    channels: dict[str, dict[str, Any]]
    site: SiteSettings = SiteSettings()
    people: dict[str, dict[str, str]] = {}  # handles are checked later, by network
    ledger: str = str(DEFAULT_LEDGER)


class Config(msgspec.Struct, frozen=True):
    """Valid settings: the absolute path of their file, the site, the ledger, the enabled channels and people's handles.

    `disabled` are the names of the other channels.
    """

    path: Path
    site: SiteSettings
    ledger: str
    channels: tuple[Channel, ...]
    people: People = {}
    disabled: tuple[str, ...] = ()

    @property
    def root(self) -> Path:
        """The site's folder."""
        return (self.path.parent / self.site.root).resolve()

    @property
    def folder(self) -> Path:
        """The folder that contains all of the site's files: the settings' folder, or the site's own if it is elsewhere."""
        settings = self.path.parent.resolve()
        return settings if self.root.is_relative_to(settings) else self.root

    @property
    def ledger_place(self) -> LedgerPlace:
        """Where the ledger is; `ledger` is the same as the settings have it."""
        return LedgerPlace.parse(self.ledger)

    @property
    def zone(self) -> tzinfo:
        """The site's time zone, which is that of every channel's `at`."""
        return time_zone(self.site.timezone or "UTC")

    @property
    def language(self) -> str:
        """The language of the original issues, in the form in which issues have theirs."""
        return language_code(self.site.language)

    def languages(self, channel: Channel) -> tuple[str, ...]:
        """Return the languages for `channel`, each once: its own list, else the site's language."""
        return _languages(channel, self.site)


def nearest(start: Path) -> Path:
    """Return the channels.yaml in `start` or the nearest folder above; ConfigError if there is none."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
    msg = f"no {FILE} in {start} or any folder above: write one with `distribute init`, or name one with `--config FILE`"
    raise ConfigError(msg)


def load(path: Path) -> Config:
    """Read the settings at `path`; ConfigError, with file and line, for the first error in them."""
    require_utf8(path)
    try:
        text = read_text(path)
    except FileNotFoundError:
        msg = "there is no such file"
        raise ConfigError(msg, path) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"can't be read: {error}"
        raise ConfigError(msg, path) from None
    return _Reader(path, text).config()


def require_utf8(path: Path) -> None:
    """Raise a ConfigError if the absolute path has bytes that are not UTF-8: no ledger and no JSON can hold it."""
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        msg = "the name of the folder or of the file is not UTF-8: rename it"
        raise ConfigError(msg, path.absolute()) from None


class _Reader:
    """Reads one file and reports errors with their lines."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text

    def fail(self, message: str, steps: tuple[str, ...] = ()) -> ConfigError:
        return ConfigError(message, self.path, line_of(self.text, steps))

    def config(self) -> Config:
        data = self._yaml()
        self._check_shape(data.get("channels"))
        self._check_ledger(str(data.get("ledger", "$LEDGER")))
        self._check_values(data)
        file = self._convert(data, SettingsFile, ())
        self._check_site(file.site)
        self._check_people(file.people)
        made = [self._channel(name, settings) for name, settings in file.channels.items()]
        channels = tuple(
            channel.beside(LedgerPlace.parse(file.ledger)) for channel in made if channel.enabled
        )
        disabled = tuple(channel.name for channel in made if not channel.enabled)
        for channel in channels:
            self._check_private(channel, file.site)
            self._check_written(channel, file.site)
        self._check_targets(channels, file.site)
        # Absolute, because some commands enter the folder and use the path again.
        return Config(self.path.absolute(), file.site, file.ledger, channels, file.people, disabled)

    def _yaml(self) -> Any:
        try:
            data = load_yaml(self.text)
        except YamlError as error:
            msg = f"this is not YAML: {error}"
            raise ConfigError(msg, self.path, error.line or 1) from None
        if not isinstance(data, dict):
            msg = "expected a mapping with `site:` and `channels:`"
            raise ConfigError(msg, self.path, 1)
        return data

    def _convert(self, data: Any, kind: type[T], above: tuple[str, ...]) -> T:
        try:
            return convert(data, kind)
        except SettingError as error:
            raise self._wrong(error, above) from None

    def _wrong(self, error: SettingError, above: tuple[str, ...] = ()) -> ConfigError:
        """Return the error for a setting at a path below `above`."""
        steps = above + error.steps
        return self.fail(": ".join(filter(None, (".".join(steps), str(error)))), steps)

    def _check_shape(self, channels: Any) -> None:
        """Report errors for which msgspec gives no place: a channel that is not a mapping, a name that is not text."""
        for name, settings in channels.items() if isinstance(channels, dict) else ():
            if not isinstance(name, str):
                msg = f"a channel's name must be text, not {name!r}: put it in quotes"
                raise self.fail(msg, ("channels", str(name)))
            if not isinstance(settings, dict):
                msg = f"channels.{name}: expected a mapping of settings"
                raise self.fail(msg, ("channels", name))

    def _check_values(self, data: Any) -> None:
        try:
            check(data)
        except SettingError as error:
            raise self._wrong(error) from None

    def _check_site(self, site: SiteSettings) -> None:
        try:
            time_zone(site.timezone or "UTC")
        except (LookupError, ValueError, OSError):
            msg = f"no time zone {shown(site.timezone)}: write one such as Europe/Berlin"
            raise self.fail(msg, ("site", "timezone")) from None
        if not is_folder(self.path.parent / site.root):
            msg = f"no folder {shown(site.root)} next to this file"
            raise self.fail(msg, ("site", "root"))
        for steps, pattern in _patterns(site.issues):
            if why := pattern_error(pattern):
                msg = f"site.issues: {shown(pattern)} {why}"
                raise self.fail(msg, steps)

    def _check_people(self, people: People) -> None:
        for name, handles in people.items():
            if not name.strip():
                msg = "people: a name must have letters"
                raise self.fail(msg, ("people", name))
            for network in filter(_has_no_handles, handles):
                msg = f"people.{name}: a post on {network} names people without handles; remove {network}"
                raise self.fail(msg, ("people", name, network))
            for network, handle in handles.items():
                if not re.fullmatch(_HANDLE, handle):
                    msg = f"people.{name}.{network}: write a handle as @name or @name@server, not {shown(handle)}"
                    raise self.fail(msg, ("people", name, network))

    def _channel(self, name: str, settings: dict[str, Any]) -> Channel:
        """Return the channel with these settings, each of them checked."""
        steps = ("channels", name)
        if not _NAME.match(name):
            msg = f"a channel's name may have only lower-case letters, digits, - and _, not {shown(name)}"
            raise self.fail(msg, steps)
        use = settings.get("use", name)
        kind = self._adapter(use, (*steps, "use") if "use" in settings else steps)
        for reserved, why in _RESERVED.items():
            if reserved in settings:
                msg = f"{why}; there is no setting {reserved!r}"
                raise self.fail(msg, (*steps, reserved))
        channel = self._convert({**settings, "name": name, "use": use}, kind, steps)
        channel = msgspec.structs.replace(channel, settings_folder=str(self.path.absolute().parent))
        self._check_encrypted(channel, steps)
        self._check_hashtags(channel, (*steps, "hashtags"))
        self._check_template(channel, steps)
        self._check_times(channel, steps, settings)
        return channel

    def _adapter(self, use: Any, steps: tuple[str, ...]) -> type[Channel]:
        """Return the adapter that `use`, which is at this path, names."""
        if not isinstance(use, str):
            msg = f"{'.'.join(steps)}: must be the name of an adapter, not {shown(use)}"
            raise self.fail(msg, steps)
        try:
            return adapter(use)
        except LookupError as error:
            raise self.fail(str(error), steps) from None

    def _check_times(self, channel: Channel, steps: tuple[str, ...], settings: dict[str, Any]) -> None:
        """Refuse a timeout that sockets cannot keep, and a patience that ends before a slow request arrives."""
        if not 0 < channel.timeout <= _LONGEST_TIMEOUT:
            msg = f"{'.'.join(steps)}.timeout: must be longer than 0s and at most 1d, not {channel.timeout}"
            raise self.fail(msg, (*steps, "timeout"))
        if channel.patience < 4 * channel.timeout:
            msg = (
                f"patience ({channel.patience}) must be at least four times timeout ({channel.timeout}): "
                "otherwise a slow request could arrive after it was given up"
            )
            raise self.fail(msg, (*steps, "patience" if "patience" in settings else "timeout"))

    def _check_encrypted(self, channel: Channel, steps: tuple[str, ...]) -> None:
        """Refuse to send an adapter's secrets to any `http://` address except on this machine."""
        if not channel.secrets:
            return
        for name, field in zip(channel.__struct_encode_fields__, channel.__struct_fields__, strict=True):
            value = getattr(channel, field)
            if isinstance(value, str) and value[:7].casefold() == "http://" and is_open_http(value):
                msg = f"{'.'.join((*steps, name))}: secrets are not sent over http://, which is not encrypted: use https://"
                raise self.fail(msg, (*steps, name))

    def _check_hashtags(self, channel: Channel, steps: tuple[str, ...]) -> None:
        """Refuse a hashtag that the service would end at one of its signs, or not take as one."""
        for place, tag in _hashtags(channel.hashtags):
            fit = as_hashtag(tag, channel.hashtag_signs)
            if not fit or fit != tag.lstrip("#"):
                such = f", such as {shown(fit)}" if fit else ""
                msg = (
                    f"{'.'.join(steps)}: {shown(tag)} is not a hashtag on {channel.use}: write one with letters and digits "
                    f"only, and at least one letter{such}"
                )
                raise self.fail(msg, (*steps, *place))

    def _check_private(self, channel: Channel, site: SiteSettings) -> None:
        """Refuse a place for private files that the site may publish, wherever links lead."""
        root = (self.path.parent / site.root).resolve()
        for name, may_be_hidden in channel.private_paths.items():
            place = (self.path.parent / getattr(channel, name)).resolve()
            if not getattr(channel, name) or not place.is_relative_to(root):
                continue
            if may_be_hidden and next(iter(place.relative_to(root).parts), "").startswith("."):
                continue
            also = ", or a folder such as .distribute/sent" if may_be_hidden else ""
            msg = f"channels.{channel.name}.{name}: the site may publish what is in it: choose a place outside the site{also}"
            raise self.fail(msg, ("channels", channel.name, name))

    def _check_written(self, channel: Channel, site: SiteSettings) -> None:
        """Refuse a place in the site, for what a channel writes, that a link leads out of it."""
        folder = self.path.parent
        for name in channel.written_paths:
            path = folder / getattr(channel, name)
            if getattr(channel, name) and leads_out(path, folder, folder / site.root):
                msg = (
                    f"channels.{channel.name}.{name}: a link leads to {real(path)}, outside the site: name that place "
                    "itself, or remove the link"
                )
                raise self.fail(msg, ("channels", channel.name, name))

    def _check_template(self, channel: Channel, steps: tuple[str, ...]) -> None:
        """Refuse the name of a template that there is not, so that a typo is found before an issue is ready."""
        if channel.template and not is_file(self.path.parent / channel.template):
            msg = f"{'.'.join(steps)}.template: there is no file {shown(channel.template)} in the folder of this file"
            raise self.fail(msg, (*steps, "template"))

    def _check_targets(self, channels: tuple[Channel, ...], site: SiteSettings) -> None:
        taken: dict[tuple[str, str], str] = {}
        for channel in channels:
            for language in _languages(channel, site):
                other = taken.setdefault((channel.target(), language), channel.name)
                if other != channel.name:
                    msg = f"{channel.name} and {other} are the same account ({channel.target()}) and would both post {language!r}"
                    raise self.fail(msg, ("channels", channel.name))

    def _check_ledger(self, ledger: str) -> None:
        if why := ledger_error(ledger):
            raise self.fail(why, ("ledger",))


def _languages(channel: Channel, site: SiteSettings) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(language_code, channel.languages or (site.language,))))


def ledger_error(text: str) -> str:
    """Return why `text` cannot be the ledger, "" if it can. It is not repeated, because it may hold a password."""
    if names_ledger(text) and not _PASSWORD.search(text):
        return ""
    return f"write the ledger as {LEDGERS}, never as an address with its password"


def names_ledger(text: str) -> bool:
    """Return whether `text` names a ledger, as in LEDGERS."""
    try:
        LedgerPlace.parse(text)
    except ValueError:
        return False
    return True


def _patterns(issues: str | tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each pattern of `site.issues` with the path to it."""
    if isinstance(issues, str):
        yield from [(("site", "issues"), issues)] if issues else ()
        return
    yield from ((("site", "issues", str(number)), pattern) for number, pattern in enumerate(issues))


def _hashtags(
    hashtags: tuple[str, ...] | dict[str, tuple[str, ...]],
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each hashtag of a channel with the path to it."""
    by_language = hashtags if isinstance(hashtags, dict) else {"": hashtags}
    for language, tags in by_language.items():
        yield from ((tuple(filter(None, (language, str(at)))), tag) for at, tag in enumerate(tags))


def _has_no_handles(network: str) -> bool:
    """Return whether an adapter of this name declares that its service has no handles."""
    try:
        return not adapter(network).has_handles
    except LookupError:
        return False  # a network without an adapter
