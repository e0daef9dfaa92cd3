"""Writes one file whole or not at all."""

from __future__ import annotations

from pathlib import Path

from pipeviz.errors import PublishError


def write_file(path: Path, text: str) -> None:
    """Puts `text` (UTF-8, `\\n`) into a file, creating its folders; a link stays, and what it leads to is written.

    Raises PublishError; the file is then as it was.
    """
    path = path.resolve() if path.is_symlink() else path
    part = path.with_name(f"{path.name}.pipeviz-part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(text.encode("utf-8"))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise PublishError(f"{path} cannot be written: {error.strerror}") from error
