"""What a repository looks like: where it begins, who hosts it, what its README is called."""

from __future__ import annotations

import re
from pathlib import Path

_REMOTE = re.compile(r"^\s*url\s*=\s*(?:\w+://)?(?:[^/@\s]*@)?([^/:\s]+)", re.MULTILINE)
"""The host of a remote, as an address or in the form of scp."""
_SIGNS = {
    "gitlab": (".gitlab-ci.yml", ".gitlab"),
    "bitbucket": ("bitbucket-pipelines.yml",),
    "github": (".github",),
}


def root(folder: Path) -> Path | None:
    """The folder in which the repository begins that a folder belongs to."""
    absolute = folder.absolute()
    return next((each for each in (absolute, *absolute.parents) if (each / ".git").exists()), None)


def host(folder: Path) -> str:
    """`github`, `gitlab` or `bitbucket`: as its remotes say, else as its files look."""
    try:
        remotes = " ".join(_REMOTE.findall((folder / ".git" / "config").read_text("utf-8", "replace"))).lower()
    except OSError:
        remotes = ""
    named = next((name for name in _SIGNS if name in remotes), None)
    looks = (name for name, signs in _SIGNS.items() if any((folder / sign).exists() for sign in signs))
    return named or next(looks, "github")


def readme(folder: Path = Path()) -> Path:
    """The README of a folder, however its name is written; `README.md` where there is none."""
    names = sorted(each.name for each in folder.glob("*.md")) + sorted(each.name for each in folder.glob("*.MD"))
    return folder / next((name for name in ("README.md", *names) if _is_readme(folder, name)), "README.md")


def _is_readme(folder: Path, name: str) -> bool:
    return name.lower() == "readme.md" and (folder / name).is_file()
