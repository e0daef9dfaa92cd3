"""The Markdown of whole sites; `tests/publishers/test_site.py` builds them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeviz.errors import RenderError, UsageError
from pipeviz.model import Pipeline, Place
from pipeviz.pages import PageOptions, render, site, size
from pipeviz.pages.processes import mapped
from pipeviz.pages.size import Size
from pipeviz.providers import load_catalogue
from tests.builders import SOURCE, action, pipeline, stage

DEPLOY = stage("Deploy", action("Ship", "Deploy/AWS/S3", ins="SourceArtifact"))


def orders(key: str = "123456789012/eu-west-1/orders", **fields: Any) -> Pipeline:
    account, region, name = key.split("/") if "#" not in key else (None, None, key.rpartition("#")[2])
    place = Place(file=key.partition("#")[0] if "#" in key else f"{name}.json", line=3)
    values = {"key": key, "name": name, "account": account, "region": region, "place": place}
    return pipeline(stage("Source", SOURCE), DEPLOY, **values | fields)


def files(*pipelines: Pipeline, **options: Any) -> dict[str, str]:
    pages = render(pipelines, load_catalogue(), PageOptions(**options))
    return {path: content if isinstance(content, str) else content.decode() for path, content, _ in pages.files}


def config(*pipelines: Pipeline, **options: Any) -> dict[str, Any]:
    text = render(pipelines, load_catalogue(), PageOptions(**options)).config
    return yaml.safe_load(text.replace("!!python/name:", ""))  # type: ignore[no-any-return]


def page_of(found: dict[str, str]) -> str:
    return found["pipelines/123456789012/eu-west-1/orders.md"]


def test_a_site_has_an_index_in_every_folder() -> None:
    found = files(orders(), orders("a/b/c/x.yaml#y"))
    folders = {str(Path(path).parent.as_posix()) for path in found if path.endswith(".md")}
    every = {
        "/".join(folder.split("/")[:depth]) for folder in folders - {"."} for depth in range(1, folder.count("/") + 2)
    }
    assert every > {"pipelines", "pipelines/a/b/c", "pipelines/123456789012", "providers"}
    assert all(f"{folder}/index.md" in found for folder in every)
    assert "index.md" in found


def test_the_home_page_comes_last() -> None:
    assert list(files(orders()))[-1] == "index.md"


def test_a_page_shows_pictures_and_their_text() -> None:
    page = page_of(files(orders()))
    assert page.lstrip().startswith("# orders\n")
    assert page.count("<svg") == 3
    assert page.count("    sequenceDiagram") == 1
    assert 'href="#Deploy.Ship"' in page
    assert '<a id="Deploy.Ship"></a>' in page
    assert "{ #stage-Deploy }" in page


def test_empty_sections_are_left_out() -> None:
    page = page_of(files(orders()))
    headings = [line.partition(" {")[0] for line in page.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Sequence",
        "## In words",
        "## Graph of stages",
        "## Graph of artifacts",
        "## Stages and actions",
        "## Artifacts",
    ]


def test_pictures_can_stand_beside_the_page() -> None:
    found = files(orders(), inline="never")
    assert "<svg" not in page_of(found)
    assert "](orders/sequence.svg){ width=" in page_of(found)
    assert 'href="index.html#Deploy.Ship"' in found["pipelines/123456789012/eu-west-1/orders/stages.svg"]


def test_live_pages_hold_the_text_for_material() -> None:
    page = page_of(files(orders(), mermaid="live"))
    assert page.count("```mermaid\nsequenceDiagram") == 1
    assert page.count("```mermaid\nflowchart") == 2
    assert "<svg" not in page
    assert "md_in_html" in config(orders(), mermaid="live")["markdown_extensions"]


def test_live_pages_use_the_script_of_the_user(tmp_path: Path) -> None:
    script = tmp_path / "m.js"
    script.write_text("mermaid", "utf-8")
    assert files(orders(), mermaid="live", mermaid_script=script)["assets/pipeviz-mermaid.js"] == "mermaid"
    assert config(orders(), mermaid="live", mermaid_script=script)["extra_javascript"][0] == "assets/pipeviz-mermaid.js"


def test_a_drawing_in_parts_has_a_heading_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [stage(f"S{number}", *(action(f"A{each}", run_order=each) for each in range(1, 30))) for number in range(3)]
    found = files(orders().__class__(key="a.json#a", name="a", stages=(stage("Source", SOURCE), *many)))
    page = found["pipelines/a.json~a.md"]
    parts = [
        line.partition(" {")[0] for line in page.partition("## In words")[0].splitlines() if line.startswith("### ")
    ]
    assert parts == ["### Overview", "### Source", "### S0", "### S1", "### S2"]
    assert {"pipelines/a.json~a/sequence-0-overview.svg", "pipelines/a.json~a/sequence-2-S0.mmd"} <= found.keys()


def test_templates_are_overridden_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "folder.md").write_text("# mine: {{ title }}\n", "utf-8")
    (tmp_path / "pipeviz.css").write_text("/* mine */", "utf-8")
    found = files(orders(), templates=tmp_path)
    assert found["pipelines/index.md"] == "# mine: Pipelines\n"
    assert found["assets/pipeviz.css"] == "/* mine */"
    assert "## Sequence" in page_of(found)


def test_a_folder_of_templates_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        files(orders(), templates=tmp_path / "gone")


def test_names_that_say_little_have_their_file_beside_them() -> None:
    index = files(
        orders("a/x.yaml#P", name="${Name}"), orders("a/y.yaml#P", name="same"), orders("a/z.yaml#P", name="same")
    )["index.md"]
    assert [line.partition("](")[0] for line in index.splitlines() if line.startswith("| [")] == [
        "| [&#36;&#123;Name&#125; &#40;x.yaml&#41;",
        "| [same &#40;y.yaml&#41;",
        "| [same &#40;z.yaml&#41;",
    ]


def test_the_list_says_what_a_reader_looks_for() -> None:
    index = files(orders())["index.md"]
    (row,) = (line for line in index.splitlines() if line.startswith("| ["))
    cells = [cell.strip() for cell in row.strip("|").split(" | ")]
    assert cells[1:] == [
        "V1",
        "CodeCommit",
        "CodeCommit, S3",
        "2",
        "2",
        "123456789012 / eu-west-1<br><code>orders.json</code>, line 3",
    ]


def test_many_pipelines_are_listed_by_account_and_region() -> None:
    many = [
        orders(f"{account}/{region}/p{number}")
        for account in ("111111111111", "222222222222")
        for region in ("eu-west-1", "us-east-1")
        for number in range(9)
    ]
    index = files(*many)["index.md"]
    headings = [line.partition("](")[0] for line in index.splitlines() if line.startswith("## ")]
    assert headings == [
        f"## [{account} / {region}"
        for account in ("111111111111", "222222222222")
        for region in ("eu-west-1", "us-east-1")
    ]


def test_a_list_never_grows_beyond_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("folders", "providers"):
        monkeypatch.setattr(f"pipeviz.pages.{module}.LONGEST_TABLE", 4)
    found = files(*(orders(f"123456789012/eu-west-1/p{number}") for number in range(10)))
    lists = {path: text.count("\n| [p") for path, text in found.items() if path.endswith(".md")}
    assert max(lists.values()) == 4
    region = "pipelines/123456789012/eu-west-1"
    assert [lists[f"{region}/{name}.md"] for name in ("index", "index~2", "index~3")] == [4, 4, 2]
    assert [lists[f"providers/{name}.md"] for name in ("s3", "s3~~2", "s3~~3")] == [4, 4, 2]
    assert f"]({region}/index.md) | 10 |" in found["index.md"]


@pytest.mark.parametrize(
    ("pipelines", "expected"),
    [
        (1, Size("full", inline=True, searchable=True)),
        (200, Size("full", inline=True, searchable=True)),
        (201, Size("pruned", inline=False, searchable=False, inline_runs=False)),
        (1_000, Size("pruned", inline=False, searchable=False, inline_runs=False)),
        (1_001, Size("index", inline=False, searchable=False, inline_runs=False)),
    ],
)
def test_sizes(pipelines: int, expected: Size) -> None:
    assert size.size(pipelines) == expected


@pytest.mark.parametrize("navigation", ["full", "pruned", "index"])
def test_navigation_by_size(monkeypatch: pytest.MonkeyPatch, navigation: str) -> None:
    monkeypatch.setattr("pipeviz.pages.site.size", lambda *_: Size(navigation, inline=True, searchable=False))
    found = config(orders(), orders("123456789012/us-east-1/orders"), orders("infra/prod/x.yaml#y"))
    assert ("navigation.prune" in found["theme"]["features"]) is (navigation == "pruned")
    pipelines = found["nav"][1]["Pipelines"]
    if navigation == "index":
        assert pipelines == ["pipelines/index.md"]
        return
    assert pipelines == [
        "pipelines/index.md",
        {
            "123456789012": [
                "pipelines/123456789012/index.md",
                {
                    "eu-west-1": [
                        "pipelines/123456789012/eu-west-1/index.md",
                        "pipelines/123456789012/eu-west-1/orders.md",
                    ]
                },
                {
                    "us-east-1": [
                        "pipelines/123456789012/us-east-1/index.md",
                        "pipelines/123456789012/us-east-1/orders.md",
                    ]
                },
            ]
        },
        {"infra / prod": ["pipelines/infra/prod/index.md", "pipelines/infra/prod/x.yaml~y.md"]},
    ]


def test_titles_cannot_leave_the_configuration() -> None:
    title = 'a: "b"\nplugins: [x] # <b> {{ x }} é'
    found = config(orders("<i>/x: y/z.yaml#y"), title=title)
    assert found["site_name"] == 'a: "b"\nplugins: [x] # &lt;b&gt; {{ x }} é'
    assert list(found["nav"][1]["Pipelines"][1]) == ["&lt;i&gt; / x: y"]
    assert found["theme"]["font"] is False


def test_pipelines_that_start_others_are_found_among_all() -> None:
    first = pipeline(
        stage("Source", SOURCE),
        stage("Go", action("Start", "Invoke/AWS/CodePipeline", configuration={"PipelineName": "orders"})),
        key="123456789012/eu-west-1/first", name="first", account="123456789012", region="eu-west-1",
    )  # fmt: skip
    assert "the pipeline first with its action Start" in page_of(files(first, orders()))


def test_only_so_many_are_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeviz.pages.site.TOGETHER", 2)
    found = files(*(orders(f"123456789012/eu-west-1/p{number}") for number in range(5)))
    assert sum(path.endswith("/pipeline.json") for path in found) == 5
    assert all(f"pipelines/123456789012/eu-west-1/p{number}/stages.svg" in found for number in range(5))


def test_heavy_pictures_stand_beside_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeviz.pages.pictures.HEAVIEST_INLINE", 10)
    assert "<svg" not in page_of(files(orders()))
    assert "<svg" in page_of(files(orders(), inline="always"))


def test_fields_that_nobody_knows_are_shown() -> None:
    unknown = action("New", "Compute/AWS/Fresh", unknown={"shape": {"a": 1}})
    found = files(
        Pipeline(key="a.json#a", name="a", stages=(stage("S", unknown, unknown={"x|y": "z"}),), unknown={"mode": "odd"})
    )
    page = found["pipelines/a.json~a.md"]
    assert "shape: <code>&#123;&#34;a&#34;&#58; 1&#125;</code>" in page
    assert "| pipeline | mode | <code>odd</code> |" in page
    assert "| stage S | x&#124;y | <code>z</code> |" in page
    assert "providers/fresh~" in page


def test_settings_of_every_kind_are_shown() -> None:
    full = action(
        "Run", "Compute/AWS/Commands", commands=tuple(f"step {number}" for number in range(14)), namespace="N",
        output_variables=("A", "B"), timeout_in_minutes=5,
    )  # fmt: skip
    page = files(Pipeline(key="a.json#a", name="a", stages=(stage("S", full),)))["pipelines/a.json~a.md"]
    assert page.count("command: <code>step") == 12
    for text in ("and 2 more", "namespace: <code>N", "output variables: <code>A, B", "timeout: <code>5 minutes"):
        assert text in page


def test_the_same_action_twice_has_one_anchor() -> None:
    twice = (action("A", only_if="Prod"), action("A", only_if="not Prod"))
    page = files(Pipeline(key="a.json#a", name="a", stages=(stage("S", *twice), stage("S", *twice))))[
        "pipelines/a.json~a.md"
    ]
    assert page.count('<a id="S.A"></a>') == 1
    assert page.count("{ #stage-S }") == 1
    assert page.count("### S\n") == 1


def test_a_provider_of_two_categories_has_one_page_with_all_its_uses() -> None:
    source = action("Code", "Source/AWS/S3")
    deploy = action("Copy", "Deploy/AWS/S3")
    made = list(render([pipeline(stage("Source", source), stage("Deploy", deploy))], load_catalogue()).files)
    assert len(made) == len({file.path for file in made}), "every page is written once"
    page = next(str(file.content) for file in made if file.path == "providers/s3.md")
    assert "Source / Code" in page
    assert "Deploy / Copy" in page
    assert "action-reference-S3.html" in page
    assert "action-reference-S3Deploy.html" in page


MANY = (
    orders("a/x.yaml#Nightly"),
    pipeline(
        stage("Source", SOURCE),
        stage("Go", action("Start", "Invoke/AWS/CodePipeline", configuration={"PipelineName": "orders-1"})),
        key="b/y.yaml#Parent", name="Parent",
    ),
    *(orders(f"123456789012/eu-west-1/orders-{number}") for number in range(5)),
)  # fmt: skip


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Workers for a handful of pipelines; the list gets how many there were each time."""
    asked: list[int] = []

    def counted(work: Any, values: Any, workers: int) -> Any:
        asked.append(workers)
        return mapped(work, values, workers)

    monkeypatch.setattr(site, "TOGETHER", 2)
    monkeypatch.setattr(site, "WORTH", 2)
    monkeypatch.setattr(site, "mapped", counted)
    return asked


def test_any_number_of_workers_makes_the_same_files_in_the_same_order(small_batches: list[int]) -> None:
    own = load_catalogue()
    one, three = (list(render(MANY, own, workers=workers).files) for workers in (1, 3))
    assert small_batches == [1, 3]
    assert one == three


def test_a_few_pipelines_are_not_worth_a_worker(small_batches: list[int]) -> None:
    list(render(MANY[:3], load_catalogue(), workers=4).files)
    assert small_batches == [1]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_worker_is_the_same_error(small_batches: list[int], workers: int) -> None:
    files = render(MANY, load_catalogue(), PageOptions(engine="neato"), workers).files
    with pytest.raises(RenderError, match=r"no Graphviz engine is called 'neato'\n  hint"):
        list(files)
    assert small_batches == [workers]


def test_defaults_that_decide_what_is_there_are_told() -> None:
    line = "- **Drawn with defaults:** <code>Approval</code> is <code>No&#96;</code>; other values may give it other stages"
    assert line in page_of(files(orders(defaults={"Approval": "No`"})))
    assert "Drawn with defaults" not in page_of(files(orders()))
