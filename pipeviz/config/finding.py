"""Finds the configuration file; light, since every command asks."""

from __future__ import annotations

from pathlib import Path

OWN_FILE = "pipeviz.toml"
SHARED_FILE = "pyproject.toml"

_TABLE = b"[tool.pipeviz"


def find(start: Path | None = None) -> Path | None:
    """The file that counts in a folder: the nearest, going up to the root of the repository."""
    folder = (start or Path.cwd()).absolute()
    for each in (folder, *folder.parents):
        if (each / OWN_FILE).is_file():
            return each / OWN_FILE
        if _has_table(each / SHARED_FILE):
            return each / SHARED_FILE
        if (each / ".git").exists():
            return None
    return None


def _has_table(file: Path) -> bool:
    try:
        return _TABLE in file.read_bytes()
    except OSError:
        return False
