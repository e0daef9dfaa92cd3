"""Files of entries: YAML → values of a type, or problems with their place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from pipeviz.errors import Problem, SourceError

T = TypeVar("T")

DATA = Path(__file__).parent / "data"

_HINT = "a provider file is a list of entries, with the schema shown in the guide under Providers"


def decode(file: Path, type: type[T]) -> T:
    """The content of a YAML file as `type`. Raises SourceError."""
    try:
        return msgspec.convert(_yaml(file.read_text("utf-8")), type)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise SourceError([Problem(f"not YAML: {error.problem}", str(file), line)]) from error
    except msgspec.ValidationError as error:
        index = re.search(r"\$\[(\d+)\]", str(error))
        line = line_of(file, int(index[1])) if index else None
        raise SourceError([Problem(f"not a provider entry: {error}", str(file), line, _HINT)]) from error
    except (OSError, UnicodeDecodeError, RecursionError, ValueError, yaml.YAMLError) as error:
        raise SourceError([Problem(f"not a provider file: {error}", str(file), hint=_HINT)]) from error


def line_of(file: Path, index: int) -> int | None:
    """The line on which an entry of a file begins."""
    root = yaml.compose(file.read_text("utf-8"), yaml.SafeLoader)
    return root.value[index].start_mark.line + 1 if isinstance(root, yaml.SequenceNode) else None


def _yaml(text: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
