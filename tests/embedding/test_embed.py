"""Every case in `tests/cases/embedding` is a README with markers; what it looks like filled is in `filled/` beside it.

`pytest tests/embedding --update` writes them anew; look at what changed before you commit it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from pipeviz.embedding.embed import embed, write
from pipeviz.embedding.markers import places
from pipeviz.errors import SourceError
from tests.conftest import ROOT
from tests.judges.mermaid import Judge

CASES = ROOT / "tests" / "cases" / "embedding"
NAMES = sorted(path.name for path in CASES.iterdir())


def filled(case: str) -> dict[str, str]:
    """What filling the README of a case writes, by path."""
    return {
        change.path.relative_to(CASES / case).as_posix(): change.after
        for change in embed([CASES / case / "README.md"]).changes
    }


@pytest.mark.parametrize("case", NAMES)
def test_case(case: str, request: pytest.FixtureRequest) -> None:
    folder = CASES / case / "filled"
    found = filled(case)
    if request.config.getoption("--update"):
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in found.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8", newline="\n")
        return
    kept = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }
    assert found == kept, "if the new one is right: pytest tests/embedding --update"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The case `every-form`, and the definitions it draws, in a folder to write to."""
    shutil.copytree(CASES / "every-form", tmp_path / "cases" / "embedding" / "every-form")
    shutil.copytree(ROOT / "tests" / "cases" / "gallery", tmp_path / "cases" / "gallery")
    return tmp_path / "cases" / "embedding" / "every-form" / "README.md"


def test_embedding_twice_changes_nothing(copy, run):
    assert run("embed", copy).code == 0
    once = copy.read_bytes()
    assert run("embed", "--check", copy)[:2] == (0, "")
    assert run("embed", copy).code == 0
    assert copy.read_bytes() == once


def test_a_stale_file_is_told_and_left_alone(copy, run):
    run("embed", copy)
    definition = copy.parents[2] / "gallery" / "note-codecommit-codebuild-codedeploy.json"
    definition.write_text(
        definition.read_text("utf-8").replace('"main"', '"trunk"').replace('"Build"', '"Compile"'), "utf-8"
    )
    before = copy.read_bytes()
    outcome = run("embed", "--check", "--annotate", copy)
    assert outcome.code == 1
    assert copy.read_bytes() == before
    assert f"--- {copy.as_posix()}" in outcome.out
    assert re.search(r"^\+.*Compile", outcome.out, re.MULTILINE)
    assert f"::error file={copy.as_posix()},line=5::" in outcome.out
    assert "stale" in outcome.err


def test_a_missing_picture_is_stale_too(copy, run):
    run("embed", copy)
    (copy.parent / "images" / "orders stages.svg").unlink()
    assert run("embed", "--check", copy).code == 1
    run("embed", copy)
    assert (copy.parent / "images" / "orders stages.svg").is_file()


def test_what_somebody_wrote_between_the_markers_is_not_lost(copy, run):
    run("embed", copy)
    edited = copy.read_text("utf-8").replace("participant", "PARTICIPANT", 1)
    copy.write_text(edited, "utf-8", newline="")
    outcome = run("embed", copy)
    assert outcome.code == 1
    assert "README.md:5: somebody edited" in outcome.err
    assert copy.read_text("utf-8") == edited
    assert run("embed", "--check", copy).code == 1
    assert run("embed", "--force", copy).code == 0
    assert "PARTICIPANT" not in copy.read_text("utf-8")


def test_nothing_is_written_when_a_marker_is_wrong(copy, run):
    text = (
        copy.read_text("utf-8")
        .replace('as="table"', 'as="tabel"')
        .replace("BEGIN_PIPEVIZ source", "BEGIN_PIPEVIZ sauce", 1)
    )
    copy.write_text(text, "utf-8", newline="")
    outcome = run("embed", copy)
    assert outcome.code == 2
    assert "README.md:5: there is no attribute 'sauce'\n  hint: did you mean source?" in outcome.err
    assert "README.md:16: as cannot be 'tabel'\n  hint: it can be mermaid, svg, table, list, explanation" in outcome.err
    assert copy.read_text("utf-8") == text
    assert not (copy.parent / "images").exists()


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ('source="none.yaml"', "none.yaml: no such file"),
        ("", "nothing says what to draw; the attribute source"),
        ('source="p.yaml"', "several pipelines; the attribute pipeline names one"),
        ('source="p.yaml" pipeline="x"', "no pipeline 'x'"),
        ('source="p.yaml" pipeline="ui-library" stage="x"', "has no stage 'x'"),
        ('source="p.yaml" pipeline="ui-library" for="bitbucket"', "HTML comments are shown as text there"),
        ('source="p.yaml" pipeline="ui-library" for="pypi"', "pictures need their full address there"),
        ('source="p.yaml" pipeline="ui-library" for="pypi" as="mermaid"', "nothing draws Mermaid there"),
        ('source="long.json" for="gitlab" detail="full" as="mermaid"', "more than 2,000 characters"),
        ('source="p.yaml" pipeline="ui-library" as="svg" link="javascript:alert(1)"', "no https address"),
        ('source="p.yaml" pipeline="ui-library" view="timeline"', "timeline"),
        ('source="p.yaml" pipeline="ui-library" execution="latest"', "no run of ui-library is recorded"),
        ('source="aws:orders"', "a page is made of files alone"),
        ('source="p.yaml" parameter="x"', "parameter takes KEY=VALUE"),
        ('source="p.yaml" view="stages" view="artifacts"', "the attribute view stands twice"),
    ],
)
def test_what_cannot_be_filled_says_why(tmp_path, attributes, message):
    shutil.copy(ROOT / "tests/cases/gallery/pipeline-invokes-pipeline.yaml", tmp_path / "p.yaml")
    shutil.copy(ROOT / "tests/cases/gallery/cdk-pipelines-many-assets.template.json", tmp_path / "long.json")
    file = tmp_path / "README.md"
    file.write_text(f"x\n<!-- BEGIN_PIPEVIZ {attributes} -->\n<!-- END_PIPEVIZ -->\n", "utf-8")
    with pytest.raises(SourceError, match=re.escape(message)):
        embed([file])


def test_line_ends_bom_and_the_last_line_stay(copy, run):
    text = copy.read_text("utf-8").rstrip("\n")
    copy.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert run("embed", copy).code == 0
    after = copy.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf# Orders\r\n")
    assert after.endswith(b'```html\r\n<!-- BEGIN_PIPEVIZ source="this is only shown" -->\r\n```')
    assert after.count(b"\n") == after.count(b"\r\n")
    assert run("embed", "--check", copy).code == 0


def test_readme_is_what_is_filled_by_default(copy, run, monkeypatch):
    monkeypatch.chdir(copy.parent)
    assert run("embed").code == 0
    assert run("embed", "--check").code == 0
    monkeypatch.chdir(copy.parents[3])
    assert run("embed").code == 2


def test_a_check_that_checks_nothing_does_not_pass(tmp_path, run):
    (tmp_path / "a.md").write_text("# Nothing\n", "utf-8")
    for arguments in (["--check"], []):
        outcome = run("embed", *arguments, tmp_path / "a.md")
        assert (outcome.code, outcome.out) == (2, "")
        assert "no markers in" in outcome.err
        assert "BEGIN_PIPEVIZ" in outcome.err


def test_one_picture_does_not_take_the_place_of_another(shop, run):
    shutil.copy(ROOT / "tests/cases/gallery/ecs-rolling-update.json", shop / "infra" / "other.json")
    marker = '<!-- BEGIN_PIPEVIZ source="infra/{}.json" as="svg"{} -->\n<!-- END_PIPEVIZ -->\n\n'
    same = ' file="same.svg"'
    (shop / "README.md").write_text(marker.format("p", same) + marker.format("other", same), "utf-8")
    outcome = run("embed")
    assert outcome.code == 2
    assert "README.md:4: same.svg is the picture of README.md:1 already" in outcome.err
    assert not (shop / "same.svg").exists()
    (shop / "README.md").write_text(marker.format("p", same) * 2, "utf-8")
    assert run("embed").code == 0, "the same picture twice is no clash"
    words = (' view="sequence"', ' view="sequence" detail="full"', ' detail="overview"', ' stage="Validate"', "")
    (shop / "README.md").write_text("".join(marker.format("p", each) for each in words), "utf-8")
    assert run("embed").code == 0
    assert run("embed", "--check").code == 0
    assert len(list(shop.glob("price-list-import-*.svg"))) == len(words)


def test_a_picture_of_somebody_else_stays(shop, run):
    own = '<svg role="graphics-document document" aria-roledescription="sequence"/>\n'
    (shop / "logo.svg").write_text(own, "utf-8")
    marker = '<!-- BEGIN_PIPEVIZ source="infra/p.json" as="svg" file="{}" -->\n<!-- END_PIPEVIZ -->\n'
    (shop / "README.md").write_text(marker.format("logo.svg"), "utf-8")
    outcome = run("embed")
    assert outcome.code == 1
    assert "README.md:1: logo.svg is there already, and pipeviz did not draw it" in outcome.err
    assert (shop / "logo.svg").read_text("utf-8") == own, "Mermaid's own pictures have this role too"
    assert run("embed", "--force").code == 0
    assert "price-list-import" in (shop / "logo.svg").read_text("utf-8")
    (shop / "README.md").write_text(marker.format("infra/p.json"), "utf-8")
    outcome = run("embed")
    assert outcome.code == 2
    assert "ends in .svg, not 'infra/p.json'" in outcome.err


def test_annotations_name_the_place_of_every_kind_of_mistake(shop, run):
    marker = '# Shop\n\n<!-- BEGIN_PIPEVIZ source="infra/q.json" -->\n<!-- END_PIPEVIZ -->\n'
    (shop / "README.md").write_text(marker, "utf-8")
    outcome = run("embed", "--check", "--annotate")
    assert outcome.code == 2
    assert (
        outcome.out
        == "::error file=README.md,line=3::infra/q.json: no such file or folder%0A  hint: did you mean p.json?\n"
    )
    assert "README.md:3: infra/q.json: no such file or folder" in outcome.err


def test_a_parameter_that_no_template_declares_is_a_mistake(shop, run):
    shutil.copy(ROOT / "tests/cases/gallery/sam-application.yaml", shop / "infra" / "t.yaml")
    marker = '<!-- BEGIN_PIPEVIZ source="infra/t.yaml" parameter="{}=x" -->\n<!-- END_PIPEVIZ -->\n'
    (shop / "README.md").write_text(marker.format("Nonsense"), "utf-8")
    outcome = run("embed")
    assert outcome.code == 2
    assert "README.md:1: no template with a pipeline declares the parameter Nonsense" in outcome.err


def test_a_killed_run_leaves_the_old_file_or_the_new_one(copy, monkeypatch):
    before, (*pictures, readme) = copy.read_bytes(), embed([copy]).changes
    assert readme.path == copy, "the text that shows pictures comes after them"

    def killed(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write([readme])
    assert copy.read_bytes() == before
    assert sorted(path.name for path in copy.parent.iterdir()) == ["README.md", "filled"] or not pictures


@pytest.mark.parametrize("case", NAMES)
def test_mermaid_understands_every_block(case: str, mermaid_judge: Judge) -> None:
    import html

    text = filled(case)["README.md"]
    blocks = [dedent(each) for _, each in re.findall(r"^( *)```mermaid\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)]
    blocks += re.findall(r"\{\{< mermaid >\}\}\n(.*?)\{\{< /mermaid >\}\}", text, re.DOTALL)
    blocks += [html.unescape(each) for each in re.findall(r'<pre class="mermaid">\n(.*?)</pre>', text, re.DOTALL)]
    assert bool(blocks) == (case not in ("bitbucket", "pypi"))
    for block in blocks:
        assert mermaid_judge(block)


def test_pypi_shows_the_picture():
    readme_renderer = pytest.importorskip("readme_renderer.markdown")
    shown = readme_renderer.render(filled("pypi")["README.md"])
    address = "https://example.com/raw/main/price-list-import-sequence.svg"
    assert f'src="{address}"' in shown
    assert f'href="{address}"' in shown
    assert "PIPEVIZ" not in shown


def test_every_filled_case_has_a_mark():
    for case in NAMES:
        assert all(place.digest for place in places(filled(case)["README.md"], "f"))


def test_markers_without_a_source_take_the_configured_ones(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "infra").mkdir()
    shutil.copy(ROOT / "tests/cases/gallery/s3-source-polling.json", tmp_path / "infra" / "p.json")
    (tmp_path / "README.md").write_text("<!-- BEGIN_PIPEVIZ -->\n<!-- END_PIPEVIZ -->\n", "utf-8")
    assert run("embed").code == 2
    (tmp_path / "pipeviz.toml").write_text('sources = ["infra/"]\n', "utf-8")
    assert run("embed").code == 0
    assert "price-list-import" in (tmp_path / "README.md").read_text("utf-8")
    (tmp_path / "pipeviz.toml").unlink()
    assert run("embed", "--check", "--source", "infra/p.json").code == 0


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a configuration, a definition, a README, and a page in a folder below."""
    for folder in ("infra", "docs/team"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "tests/cases/gallery/s3-source-polling.json", tmp_path / "infra" / "p.json")
    for page in ("README.md", "docs/team/page.md"):
        text = "# Shop\n\n<!-- BEGIN_PIPEVIZ diagram='prices' -->\n<!-- END_PIPEVIZ -->\n"
        (tmp_path / page).write_text(text, "utf-8")
    configure(tmp_path, "view = 'stages'\n[embed.diagrams.prices]\nsource = 'infra/p.json'\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(shop: Path, text: str) -> None:
    (shop / "pipeviz.toml").write_text(text, "utf-8")


def test_a_marker_calls_a_diagram_of_the_configuration(shop, run):
    assert run("embed", "README.md", "docs/team/page.md").code == 0
    for page in ("README.md", "docs/team/page.md"):
        assert "```mermaid\nflowchart" in (shop / page).read_text("utf-8"), "its view is the usual one"
    configure(shop, "view = 'stages'\n[embed.diagrams.prices]\nsource = 'infra/p.json'\nview = 'sequence'\n")
    assert run("embed", "README.md").code == 0
    assert "```mermaid\nsequenceDiagram" in (shop / "README.md").read_text("utf-8")
    text = (shop / "README.md").read_text("utf-8").replace("diagram='prices'", "diagram='prices' view='artifacts'")
    (shop / "README.md").write_text(text, "utf-8")
    assert run("embed", "README.md").code == 0
    assert "```mermaid\nflowchart" in (shop / "README.md").read_text("utf-8"), "the marker's own word counts most"


def test_a_diagram_that_there_is_not_names_the_nearest(shop, run):
    (shop / "README.md").write_text("<!-- BEGIN_PIPEVIZ diagram='price' -->\n<!-- END_PIPEVIZ -->\n", "utf-8")
    outcome = run("embed")
    assert outcome.code == 2
    assert "README.md:1: no diagram is named 'price'; did you mean prices?" in outcome.err
    (shop / "README.md").write_text("<!-- BEGIN_PIPEVIZ diagramm='x' -->\n<!-- END_PIPEVIZ -->\n", "utf-8")
    assert "did you mean diagram?" in run("embed").err


def test_the_configuration_names_the_files_and_who_shows_them(shop, run):
    diagram = "[embed.diagrams.prices]\nsource = 'infra/p.json'\n"
    configure(
        shop, f"[embed]\nfiles = ['README.md', 'docs/**/*.md']\nas = 'svg'\nlink = 'https://example.com'\n{diagram}"
    )
    assert run("embed").code == 0
    assert (shop / "price-list-import-sequence.svg").is_file()
    assert (shop / "docs/team/price-list-import-sequence.svg").is_file()
    assert "](https://example.com)" in (shop / "README.md").read_text("utf-8")
    base = "base = 'https://example.com/raw/main/'"
    configure(shop, f"[embed]\nfiles = ['docs/**/*.md']\nfor = 'pypi'\n{base}\n{diagram}")
    assert run("embed").code == 0
    address = "(https://example.com/raw/main/docs/team/price-list-import-sequence.svg)"
    assert address in (shop / "docs/team/page.md").read_text("utf-8"), "the address of its own folder"
    assert run("embed", "--for", "github").code == 0
    assert "```mermaid" in (shop / "docs/team/page.md").read_text("utf-8"), "the flag goes before the file"
    configure(shop, "[embed]\nfiles = ['handbook/*.md']\n")
    outcome = run("embed")
    assert outcome.code == 2
    assert "embed.files: there is no file 'handbook/*.md'" in outcome.err


def test_a_configuration_above_the_current_folder_counts_the_same(shop, run, monkeypatch):
    monkeypatch.chdir(shop / "docs")
    assert run("embed", "team/page.md").code == 0
    assert "flowchart" in (shop / "docs/team/page.md").read_text("utf-8")
    monkeypatch.chdir(shop)
    assert run("embed", "--check", "docs/team/page.md").code == 0


def test_the_words_of_attributes_are_those_of_the_code():
    from typing import get_args

    from pipeviz.drawing import VIEWS, View
    from pipeviz.embedding.attributes import HostName
    from pipeviz.embedding.hosts import HOSTS

    assert get_args(View) == tuple(VIEWS)
    assert get_args(HostName) == tuple(HOSTS)


OWN = """
- name: Release board
  actions: [Source/AWS/S3]
  lead: RB
  participants: {RB: {label: The release board}}
  standard: |
    CP->>+RB: ask
    RB-->>-CP: Success
"""


def test_a_marker_names_providers_of_its_own(shop, run):
    (shop / "own.yaml").write_text(OWN, "utf-8")
    marker = '<!-- BEGIN_PIPEVIZ source="infra/p.json" view="sequence"{} -->\n<!-- END_PIPEVIZ -->\n\n'
    (shop / "README.md").write_text(marker.format("") + marker.format(' providers="own.yaml"'), "utf-8")
    assert run("embed").code == 0
    usual, own = (shop / "README.md").read_text("utf-8").split("END_PIPEVIZ", 1)
    assert "release board" not in usual
    assert "participant RB as The release board" in own
    (shop / "own.yaml").unlink()
    assert run("embed").code == 2


def test_the_projects_own_readme_is_true_and_shown_by_pypi(run, monkeypatch):
    readme_renderer = pytest.importorskip("readme_renderer.markdown")
    monkeypatch.chdir(ROOT)
    outcome = run("embed", "--check")
    assert outcome.code == 0, outcome.out + outcome.err
    shown = readme_renderer.render((ROOT / "README.md").read_text("utf-8"))
    assert ">Try it<" in shown
    assert "<img" in shown
    assert "PIPEVIZ" not in shown


def test_what_is_quoted_is_no_command_of_the_workflow(shop, run):
    run("embed")
    text = (shop / "README.md").read_text("utf-8").replace("# Shop", "::set-env name=a::b\n# Shop")
    (shop / "README.md").write_text(text.replace("flowchart", "::error::x\nflowchart"), "utf-8")
    lines = run("embed", "--check", "--annotate").out.splitlines()
    assert lines[0].startswith("::stop-commands::")
    token = lines[0].removeprefix("::stop-commands::")
    end = lines.index(f"::{token}::")
    assert any("::error::x" in line for line in lines[:end])
    assert lines[end + 1 :] == ["::error file=README.md,line=4::this diagram is stale; run: pipeviz embed"]


def test_a_link_stays_and_what_it_leads_to_is_filled(shop, run):
    text = (shop / "README.md").read_text("utf-8")
    (shop / "docs" / "index.md").write_text(text.replace("diagram='prices'", "source='../infra/p.json'"), "utf-8")
    (shop / "README.md").unlink()
    try:
        (shop / "README.md").symlink_to(Path("docs", "index.md"))
    except OSError:
        pytest.skip("this system makes no links")
    (shop / "README.md").write_text(text, "utf-8")
    assert run("embed").code == 0
    assert (shop / "README.md").is_symlink()
    assert "```mermaid" in (shop / "docs" / "index.md").read_text("utf-8")


def test_pictures_of_a_windows_checkout_are_fresh(shop, run):
    marker = '<!-- BEGIN_PIPEVIZ source="infra/p.json" file="p.svg" -->\n<!-- END_PIPEVIZ -->\n'
    (shop / "README.md").write_text(marker, "utf-8")
    assert run("embed").code == 0
    picture = shop / "p.svg"
    picture.write_bytes(picture.read_bytes().replace(b"\n", b"\r\n"))
    assert run("embed", "--check").code == 0


def test_the_flag_goes_before_what_the_configuration_says_of_a_diagram(shop, run):
    configure(shop, "[embed.diagrams.prices]\nsource = 'infra/p.json'\nfor = 'html'\n")
    assert run("embed", "--for", "hugo").code == 0
    assert "{{< mermaid >}}" in (shop / "README.md").read_text("utf-8")
    assert run("embed").code == 0
    assert '<pre class="mermaid">' in (shop / "README.md").read_text("utf-8")


def test_annotations_are_told_from_the_root_of_the_repository(shop, run, monkeypatch):
    monkeypatch.setenv("GITHUB_WORKSPACE", str(shop.parent))
    out = run("embed", "--check", "--annotate").out
    assert f"::error file={shop.name}/README.md,line=3::" in out


def test_files_whose_names_differ_only_in_case_are_one(shop, run):
    marker = '<!-- BEGIN_PIPEVIZ source="infra/p.json" view="{}" file="{}.svg" -->\n<!-- END_PIPEVIZ -->\n'
    (shop / "README.md").write_text(marker.format("stages", "a") + marker.format("sequence", "A"), "utf-8")
    assert run("embed").code == 2
