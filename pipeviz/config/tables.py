"""What a configuration file may say, as typed tables. Paths in it are relative to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct, field

from pipeviz.config.finding import SHARED_FILE, find
from pipeviz.drawing import Detail, Engine, View
from pipeviz.embedding.attributes import Form, HostName, Wish
from pipeviz.errors import Problem, SourceError, UsageError

if TYPE_CHECKING:
    from pipeviz.embedding.usual import Usual
    from pipeviz.redaction.keep import Keep

SCHEMA_ID = "urn:pipeviz:config:1"


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """The base of every table of the file: names in kebab case, unknown ones refused."""


class Site(Table, frozen=True):
    """`[site]`: what `pipeviz build` makes. `output` is the site's folder, `pages` the one of pages alone."""

    title: str | None = None
    output: Path | None = None
    pages: Path | None = None
    templates: Path | None = None
    mermaid: Literal["svg", "live"] | None = None
    mermaid_script: Path | None = None


class Account(Table, frozen=True):
    """`[[capture.accounts]]`: credentials, and which regions and pipelines to capture with them.

    `name` is what the account is called in recordings. `include` and `exclude` are globs of pipeline names.
    """

    name: str | None = None
    profile: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    regions: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Capture(Table, frozen=True):
    """`[capture]`: what `pipeviz capture` asks for, and where it writes."""

    output: Path | None = None
    executions: int | None = None
    evidence: int | None = None
    since: str | None = None
    accounts: tuple[Account, ...] = ()


class Redaction(Table, frozen=True):
    """`[redaction]`: what may be kept although it is usually replaced, and what accounts are called."""

    keep: tuple[Literal["accounts", "people", "variables", "urls"], ...] = ()
    accounts: dict[str, str] = field(default_factory=dict)

    def kept(self, *, logs: bool = True) -> Keep:
        """What is kept, as the redaction itself says it."""
        from pipeviz.redaction.keep import DEFAULT, Keep

        return Keep(
            account_ids="accounts" in self.keep,
            people="people" in self.keep,
            queries="urls" in self.keep,
            variables=("*",) if "variables" in self.keep else (),
            log_lines=DEFAULT.log_lines if logs else 0,
        )


class Embed(Table, frozen=True):
    """`[embed]`: the Markdown files that `pipeviz embed` fills, as globs, and what their markers leave unsaid.

    `base` is the address of the folder where the configuration lies. `diagrams` are wishes that markers call by name.
    """

    files: tuple[str, ...] = ()
    for_: HostName | None = field(default=None, name="for")
    as_: Form | None = field(default=None, name="as")
    base: str | None = None
    link: str | None = None
    diagrams: dict[str, Wish] = field(default_factory=dict)


class Config(Table, frozen=True):
    """Everything that a file can say. What it does not say is None or empty, and the command's own default counts.

    `sources` are read where a command names none. `folder` is where the file lies.
    """

    schema: str | None = field(default=None, name="$schema")
    sources: tuple[str, ...] = ()
    parameters: dict[str, str | int | float | bool] = field(default_factory=dict)
    parameters_file: Path | None = None
    providers: tuple[Path, ...] = ()
    view: View | None = None
    detail: Detail | None = None
    engine: Engine | None = None
    site: Site = Site()
    embed: Embed = Embed()
    capture: Capture = Capture()
    redaction: Redaction = Redaction()


def as_text(value: object) -> str:
    """A value as templates take it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Loaded(Struct, frozen=True, kw_only=True):
    """A configuration and the file that it comes from, if there is one."""

    config: Config
    file: Path | None = None

    @property
    def folder(self) -> Path:
        """Where the file lies."""
        return self.file.parent if self.file else Path()

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources: paths as seen from the current folder, addresses and standard input as they are."""
        from pipeviz.api import is_address

        as_it_is = (is_address(each) or each == "-" for each in self.config.sources)
        return tuple(each if so else self.path(each) for each, so in zip(self.config.sources, as_it_is, strict=True))

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of templates that stand in the file itself, as templates take them."""
        return {key: as_text(value) for key, value in self.config.parameters.items()}

    def all_parameters(self) -> dict[str, str]:
        """The parameters of templates, also those of the file that is named. Raises SourceError."""
        from pipeviz.readers.parameters import read_parameters

        file = self.config.parameters_file
        return (read_parameters(Path(self.path(file))) if file else {}) | self.parameters

    def files(self) -> tuple[Path, ...]:
        """The Markdown files to fill. Raises UsageError for a glob that nothing matches."""
        return tuple(file for pattern in self.config.embed.files for file in self._matching(pattern))

    def usual(self, host: HostName | None = None) -> Usual:
        """What counts in markers and fences that say nothing else; `host` goes before the configured one."""
        from pipeviz.embedding.usual import Usual

        config, embed = self.config, self.config.embed
        wish = Wish(
            view=config.view,
            detail=config.detail,
            engine=config.engine,
            for_=embed.for_,
            as_=embed.as_,
            base=embed.base,
            link=embed.link,
        )
        return Usual(host=host, wish=wish, diagrams=embed.diagrams, folder=self.folder)

    def path(self, relative: Path | str) -> str:
        """A path of the file as seen from the current folder."""
        return (self.folder / relative).as_posix()

    def _matching(self, pattern: str) -> list[Path]:
        try:
            found = sorted(file for file in self.folder.glob(pattern) if file.is_file())
        except (NotImplementedError, ValueError) as error:
            raise UsageError(f"embed.files: {pattern!r} is no glob of files beside the configuration") from error
        if not found:
            raise UsageError(f"embed.files: there is no file {pattern!r} in {self.folder.as_posix()}")
        return found


NONE = Loaded(config=Config())


def load(file: Path | None = None) -> Loaded:
    """What a file says, by default the one that `find` finds. Raises SourceError with the line of what is wrong."""
    found = file or find()
    if found is None:
        return NONE
    import tomllib

    try:
        text = found.read_text("utf-8-sig")
        values = tomllib.loads(text)
    except OSError as error:
        raise SourceError([Problem(f"cannot be read: {error.strerror}", str(found))]) from error
    except UnicodeDecodeError as error:
        raise SourceError([Problem("is not UTF-8 text", str(found), hint="save it as UTF-8")]) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = int(line[1]) if line else len(text.splitlines())
        raise SourceError([Problem(f"not TOML: {error}", str(found), place)]) from error
    if found.name == SHARED_FILE:
        values = values.get("tool", {}).get("pipeviz", {})
    problems = tuple(_unknown(values, Config, (), text, found))
    if problems:
        raise SourceError(problems)
    try:
        return Loaded(config=msgspec.convert(values, Config, dec_hook=_path), file=_shown(found))
    except msgspec.ValidationError as error:
        raise SourceError([_wrong(str(error), values, text, found)]) from error


def schema() -> dict[str, Any]:
    """The JSON Schema of `pipeviz.toml`, for editors (https://json-schema.org/draft/2020-12/schema)."""
    described = msgspec.json.schema(Config, schema_hook=_schema_of)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "pipeviz's configuration",
        **described,
    }


def _schema_of(kind: type) -> dict[str, Any]:
    if kind is not Path:
        raise NotImplementedError(kind)
    return {"type": "string"}


def _shown(file: Path) -> Path:
    absolute, current = file.absolute(), Path.cwd()
    return absolute.relative_to(current) if absolute.is_relative_to(current) else absolute


def _path(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise msgspec.ValidationError(f"Expected a path, got {value!r}")


def _unknown(values: Any, kind: type[Struct], above: tuple[str, ...], text: str, file: Path) -> Iterator[Problem]:
    """The keys that no table knows, each with the nearest one that there is."""
    if not isinstance(values, dict):
        return
    fields = {each.encode_name: each for each in msgspec.structs.fields(kind)}
    for key, value in values.items():
        if key not in fields:
            where = f" in [{'.'.join(above)}]" if above else ""
            near = get_close_matches(key.replace("_", "-"), fields, n=1)
            hint = (
                f"did you mean {near[0]}?"
                if near
                else f"there are {', '.join(name for name in fields if name[0] != '$')}"
            )
            yield Problem(f"there is no option {key!r}{where}", str(file), line_of(text, (*above, key)), hint)
            continue
        inner = _table_of(fields[key].type)
        for names, each in _tables((*above, key), value, named=get_origin(fields[key].type) is dict):
            if inner is not None:
                yield from _unknown(each, inner, names, text, file)


def _tables(above: tuple[str, ...], value: Any, *, named: bool) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The tables that stand at a key: one, a list of them, or some by their names."""
    if named and isinstance(value, dict):
        yield from (((*above, name), each) for name, each in value.items())
    else:
        yield from ((above, each) for each in (value if isinstance(value, list) else [value]))


def _table_of(kind: Any) -> type[Struct] | None:
    """The table that a field holds, alone, in a list or by names."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind
    return next((table for each in get_args(kind) if (table := _table_of(each))), None)


def _wrong(message: str, values: Any, text: str, file: Path) -> Problem:
    what, _, path = message.partition(" - at `$")
    keys = tuple(re.findall(r"\.\.\.|[^.\[\]`]+", path.rstrip("`")))
    named = next(_wrong_diagrams(values), "...") if keys[:2] == ("embed", "diagrams") else "..."
    names = tuple(named if key == "..." else key for key in keys if not key.isdigit())
    names = tuple(name for name in names if name != "...")
    said = f"{what[0].lower()}{what[1:]}".replace("`", "")
    return Problem(f"{'.'.join(names) or 'the file'}: {said}", str(file), line_of(text, names), _hint(said, names))


def _wrong_diagrams(values: Any) -> Iterator[str]:
    """The names of diagrams that are wrong: msgspec's messages do not tell which value of a mapping they mean."""
    found = values["embed"]["diagrams"]
    for name, each in found.items() if isinstance(found, dict) else ():
        try:
            msgspec.convert(each, Wish)
        except msgspec.ValidationError:
            yield name


def _hint(said: str, names: tuple[str, ...]) -> str | None:
    if said.startswith("expected array"):
        return f'write a list: {names[-1]} = ["…"]' if names else None
    words = _words_of(Config, names)
    if not words or not said.startswith("invalid enum value"):
        return None
    near = get_close_matches(said.rpartition(" ")[2].strip("'"), words, n=1)
    return f"did you mean {near[0]}?" if near else f"it can be {', '.join(words)}"


def _words_of(kind: Any, names: tuple[str, ...]) -> tuple[str, ...]:
    """The words that a key may have for a value; none for one that takes anything."""
    if not names:
        return tuple(word for each in (kind, *get_args(kind)) for word in _literals(each))
    table = _table_of(kind)
    fields = {each.encode_name: each.type for each in msgspec.structs.fields(table)} if table else {}
    return next((_words_of(fields[name], names[at + 1 :]) for at, name in enumerate(names) if name in fields), ())


def _literals(kind: Any) -> tuple[str, ...]:
    return get_args(kind) if get_origin(kind) is Literal else ()


def line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The line of a key, or of the table that it names, below what stands above it, as far as the text tells."""
    lines = text.splitlines()
    found = None
    for name in keys:
        key = re.escape(name)
        there = re.compile(
            rf"""\s*\[+[^\]]*?["']?{key}["']?\s*\]+|\s*["']?{key}["']?\s*=|.*[{{,]\s*["']?{key}["']?\s*="""
        )
        after = range(found - 1 if found else 0, len(lines))
        found = next(
            (number + 1 for number in after if there.match(lines[number])), None if name == keys[-1] else found
        )
    return found
