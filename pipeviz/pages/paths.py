"""Where the page of a pipeline lies: a path made from its key alone, so that it never moves.

The path is safe on every file system and web server: ASCII letters, digits and `._-~`; no name that Windows reserves, that
MkDocs treats in its own way or that is too long; folders in lower case. Wherever that loses something of the key, or upper
case could meet lower case, the page's name ends in a short hash of the key. Pages of files have a `~` in their names and
folders never do, so no page meets a folder.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from typing import NamedTuple

LONGEST_NAME, LONGEST_FOLDER = 50, 80

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin|conout|index|readme)(?:\..*)?", re.IGNORECASE)
_ACCOUNT = re.compile(r"\d{12}")
_ACCOUNT_KEY = re.compile(r"(\d{12})/([^/#]+)/([^/#@]+)(?:@[^#]*)?")


class PagePath(NamedTuple):
    """`folders` lead from the root to the page; each has a name and a title, which is what the key says. `name` is the page's."""

    folders: tuple[tuple[str, str], ...]
    name: str

    @property
    def folder(self) -> str:
        """The folder of the page, below the root; empty where there is none."""
        return "/".join(name for name, _ in self.folders)

    @property
    def path(self) -> str:
        """The page below the root, without an ending."""
        return f"{self.folder}/{self.name}" if self.folders else self.name


def page_path(key: str) -> PagePath:
    """The page of a key.

    `123456789012/eu-west-1/orders` → `123456789012/eu-west-1/orders`; `infra/orders.yaml#pipeline` →
    `infra/orders.yaml~pipeline`; `Infra/orders.yaml#Pipeline` → `infra/orders.yaml~Pipeline~k3x9abcd`.
    """
    file, hash_, logical_id = key.partition("#")
    account = _ACCOUNT_KEY.fullmatch(key)
    if account is not None:
        titles, stem = [account[1], account[2]], slug(account[3])
    else:
        *titles, name = re.split(r"[/\\]+", file)
        stem = f"{slug(name)}~{slug(logical_id)}" if hash_ else slug(name)
    folders = tuple(_folder(title, is_account=account is not None) for title in titles if title)
    while sum(len(folder) + 1 for folder, _ in folders) > LONGEST_FOLDER:
        folders = folders[:-1]
    path = PagePath(folders, stem).path
    plain = f"{file}~{logical_id}" if hash_ else key
    is_same = path == plain and path == path.lower()
    return PagePath(folders, stem if is_same else f"{stem}~{short_hash(key)}")


def _folder(title: str, *, is_account: bool) -> tuple[str, str]:
    name = slug(title).lower()
    # Accounts keep their folders for themselves.
    return (f"_{name}" if _ACCOUNT.fullmatch(name) and not is_account else name), title


def slug(text: str) -> str:
    """A name for a file or folder that reads like the text."""
    name = _UNSAFE.sub("-", text).strip("-.")[:LONGEST_NAME].rstrip("-.")
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name


def short_hash(key: str) -> str:
    """Eight letters and digits that tell a key from every other one."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest)[:8].decode("ascii").lower()
