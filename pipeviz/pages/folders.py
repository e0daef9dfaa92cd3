"""The lists of pipelines: the home page, and an index in every folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeviz.pages.digest import Digest
from pipeviz.pages.entries import ROOT, Entry
from pipeviz.pages.file import File
from pipeviz.pages.options import PageOptions
from pipeviz.pages.relative import relative
from pipeviz.pages.size import LONGEST_TABLE, Size
from pipeviz.templating.environment import environment
from pipeviz.templating.escape import Markdown

FEWEST_IN_GROUP = 8
"""With fewer pipelines than this in a group, on average, one table is easier to read than many."""


class Folder(NamedTuple):
    """A folder of pages: its own pipelines, the folders in it, and how many pipelines there are in all."""

    path: str
    title: str
    folders: tuple[Folder, ...]
    entries: tuple[Entry, ...]
    total: int

    @property
    def page(self) -> str:
        """Its index page."""
        return f"{self.path}/index.md"


class Row(NamedTuple):
    """A pipeline in a list, and the way to its page; what is to be said of its runs, and the way to the newest that counts."""

    entry: Entry
    link: Markdown
    digest: Digest | None = None
    run: Markdown | None = None
    failed: Markdown | None = None


class Group(NamedTuple):
    """A heading of a list, and what is below it; no rows where the list would be too long."""

    title: str
    link: Markdown
    total: int
    rows: tuple[Row, ...]


def tree(entries: Sequence[Entry]) -> Folder:
    """All folders, from the root of the pipelines down."""
    return _folder(ROOT, "Pipelines", entries, 0)


def home_page(
    root: Folder, entries: Sequence[Entry], digests: Mapping[str, Digest], options: PageOptions, size: Size
) -> File:
    """The list of all pipelines, by account and region or by folder."""
    whole = len(entries) <= LONGEST_TABLE
    groups = tuple(
        Group(
            title, relative(folder.page, "index.md"), folder.total, _rows(found, digests, "index.md") if whole else ()
        )
        for title, folder, found in _groups(root)
    )
    if whole and len(groups) * FEWEST_IN_GROUP > len(entries):
        groups = (Group("", groups[0].link, root.total, _rows(entries, digests, "index.md")),) if entries else ()
    template = environment(options.templates).get_template("index.md")
    text = template.render(
        title=options.title,
        groups=groups,
        total=len(entries),
        runs=bool(digests),
        known=len(digests),
        failing=sum(each.failure is not None for each in digests.values()),
        within=options.within,
        size=size,
    )
    return File("index.md", text)


def folder_pages(
    folder: Folder,
    digests: Mapping[str, Digest],
    options: PageOptions,
    size: Size,
    above: tuple[Folder, ...] = (),
) -> Iterator[File]:
    """The index of a folder, in several pages where it is too long, and those of the folders in it."""
    template = environment(options.templates).get_template("folder.md")
    pages = [folder.entries[at : at + LONGEST_TABLE] for at in range(0, len(folder.entries), LONGEST_TABLE)] or [()]
    names = [folder.page, *(f"{folder.path}/index~{number}.md" for number in range(2, len(pages) + 1))]
    for number, (name, entries) in enumerate(zip(names, pages, strict=True)):
        text = template.render(
            title=folder.title,
            crumbs=tuple((each.title, relative(each.page, name)) for each in above),
            folders=tuple((title, relative(each.page, name), each.total) for title, each in short_ways(folder)),
            rows=_rows(entries, digests, name),
            total=folder.total,
            runs=bool(digests),
            number=number + 1,
            pages=tuple((each + 1, relative(other, name)) for each, other in enumerate(names)),
            size=size,
        )
        yield File(name, text)
    for each in folder.folders:
        yield from folder_pages(each, digests, options, size, (*above, folder))


def short_ways(folder: Folder) -> Iterator[tuple[str, Folder]]:
    """The folders in a folder; one that only leads to another stands with it: `infra / prod`."""
    for each in folder.folders:
        title, end = each.title, each
        while len(end.folders) == 1 and not end.entries:
            end = end.folders[0]
            title = f"{title} / {end.title}"
        yield title, end


def _folder(path: str, title: str, entries: Sequence[Entry], depth: int) -> Folder:
    own, below = [], defaultdict(list)
    for entry in entries:
        if len(entry.folders) == depth:
            own.append(entry)
        else:
            below[entry.folders[depth][0]].append(entry)
    folders = (
        _folder(f"{path}/{name}", found[0].folders[depth][1], found, depth + 1) for name, found in sorted(below.items())
    )
    return Folder(path, title, tuple(folders), tuple(own), len(entries))


def _groups(root: Folder) -> Iterator[tuple[str, Folder, tuple[Entry, ...]]]:
    """A group for each account and region, or for each of the first folders that part the pipelines."""
    while len(root.folders) == 1 and not root.entries:
        root = root.folders[0]
    if root.entries:
        yield "", root, root.entries
    for title, folder in short_ways(root):
        if folder.folders and all(entry.pipeline.account == folder.title for entry in _all(folder)):
            for name, region in short_ways(folder):
                yield f"{title} / {name}", region, tuple(_all(region))
        else:
            yield title, folder, tuple(_all(folder))


def _all(folder: Folder) -> Iterator[Entry]:
    yield from folder.entries
    for each in folder.folders:
        yield from _all(each)


def _rows(entries: Sequence[Entry], digests: Mapping[str, Digest], page: str) -> tuple[Row, ...]:
    return tuple(_row(entry, digests.get(entry.path), page) for entry in entries)


def _row(entry: Entry, digest: Digest | None, page: str) -> Row:
    def way(path: str | None) -> Markdown | None:
        return relative(f"{path}.md", page) if path else None

    failed = digest.failure.page if digest and digest.failure else None
    return Row(entry, relative(f"{entry.path}.md", page), digest, way(digest.page if digest else None), way(failed))
