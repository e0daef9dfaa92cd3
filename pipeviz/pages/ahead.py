"""The pages of pipelines, drawn while somebody is busy with those before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pipeviz.pages.file import File


class Ahead:
    """The files of pipelines, drawn when their pages are asked for; `awaited` are the paths of these by their place in the site."""

    def __init__(self, awaited: Mapping[str, str] = MappingProxyType({}), drawn: Iterable[list[File]] = ()) -> None:
        self._awaited, self._drawn = dict(awaited), iter(drawn)
        self._ready: dict[str, list[File]] = {}

    @property
    def is_awaiting(self) -> bool:
        """Whether there are pipelines whose pages nobody asked for yet."""
        return bool(self._awaited)

    def files(self, place: str) -> list[File]:
        """The files of a pipeline, its page first; none for other pages."""
        page = self._awaited.pop(place, None)
        if page is None:
            return []
        while page not in self._ready:
            made = next(self._drawn)
            self._ready[made[0].path] = made
        return self._ready.pop(page)
