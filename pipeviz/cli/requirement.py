"""What another machine has to install to draw as this one does."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution

from pipeviz import __version__

_PLAIN = re.compile(r"[\w.:/@+~=-]+")


def requirement() -> str:
    """The version that runs here, or the commit where it was installed from a repository.

    Another version may draw otherwise, and diagrams that nobody touched would be stale.
    https://packaging.python.org/en/latest/specifications/direct-url/
    """
    try:
        text = distribution("pipeviz").read_text("direct_url.json")
    except PackageNotFoundError:
        text = None
    origin = json.loads(text) if text else {}
    commit = origin.get("vcs_info", {})
    address = f"{commit.get('vcs')}+{origin.get('url')}@{commit.get('commit_id')}"
    return address if commit and _PLAIN.fullmatch(address) else f"pipeviz=={__version__}"
