"""The documentation says what the code does: what is made from it is compared, what is typed in it is run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pipeviz.cli import commands
from pipeviz.publishers.file import write_file
from tests import gallery, reference
from tests.run_gallery import run_gallery

ROOT = Path(__file__).parents[1]
PAGES = {
    "docs/reference/cli.md": reference.command_line,
    "docs/reference/python.md": reference.python,
    "docs/reference/model.md": reference.json_model,
    "docs/reference/pipeline.schema.json": reference.json_schema,
    "docs/reference/explanation.schema.json": reference.explanation_schema,
    "docs/reference/config.schema.json": reference.config_schema,
}
GUIDE = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs/guide").glob("*.md")),
]


@pytest.mark.parametrize("path", PAGES)
def test_generated_pages_are_what_the_code_says(path, request):
    text = PAGES[path]()
    if request.config.getoption("--update"):
        (ROOT / path).write_bytes(text.encode())
    assert (ROOT / path).read_text("utf-8") == text, f"{path} is stale: run pytest --update"


def test_the_gallery_is_what_pipeviz_draws(request, monkeypatch):
    monkeypatch.chdir(ROOT)
    folder = ROOT / "docs" / "gallery"
    drawn = dict(gallery.gallery()) | {f"runs/{path}": text for path, text in run_gallery()}
    drawn["../images/orders.svg"] = drawn["note-codecommit-codebuild-codedeploy/sequence.svg"]
    if request.config.getoption("--update"):
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in drawn.items():
            write_file(folder / path, text)
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert kept | {"../images/orders.svg"} == set(drawn), "docs/gallery is stale: run pytest --update"
    for path, text in drawn.items():
        assert (folder / path).read_text("utf-8") == text, f"docs/gallery/{path} is stale: run pytest --update"


def test_the_documentation_builds_strictly(tmp_path):
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path / "site"), strict=True))
    assert (tmp_path / "site" / "gallery" / "index.html").is_file()


@pytest.mark.parametrize("file", GUIDE, ids=lambda file: file.name)
def test_every_option_that_the_guide_names_exists(file):
    known = {option for command in commands.commands.values() for each in command.params for option in each.opts}
    known |= {"--help", "--version", "--update"}
    for line in re.findall(
        r"pipeviz (?:draw|list|build|explain|embed|init|capture|serve)[^\n`]*", file.read_text("utf-8")
    ):
        assert set(re.findall(r"(?<!\S)--[a-z-]+", line)) <= known, line


def test_every_option_is_told_somewhere_in_the_guide():
    told = "".join(file.read_text("utf-8") for file in GUIDE)
    for command in commands.commands.values():
        for each in command.params:
            assert any(option in told for option in each.opts) or not each.opts[0].startswith("-"), each.opts


@pytest.mark.parametrize("file", GUIDE, ids=lambda file: file.name)
def test_links_between_pages_lead_somewhere(file):
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", file.read_text("utf-8")):
        assert (file.parent / target).exists(), target
