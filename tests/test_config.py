"""What a configuration file may say, where it is found, and how its mistakes are told."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from pipeviz.config import finding, loading, tables
from pipeviz.errors import SourceError

WHOLE = """
sources = ["infra", "recording"]
parameters = {Branch = "main", Count = 3}
providers = ["jenkins.yaml"]
detail = "full"

[site]
title = "Deliveries"
mermaid-script = "mermaid.js"

[redaction]
keep = ["people"]
accounts = {"111122223333" = "production"}

[[capture.accounts]]
profile = "prod"
regions = ["eu-west-1", "us-east-1"]
exclude = ["sandbox-*"]

[embed]
files = ["README.md", "docs/**/*.md"]
for = "gitlab"
base = "https://example.com/raw/main"

[embed.diagrams.orders]
source = "infra/orders.yaml"
view = "stages"
parameter = ["Stage=prod"]

[embed.diagrams.bills]
source = "infra/bills.yaml"
as = "svg"
"""


def write(folder: Path, text: str, name: str = "pipeviz.toml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_every_table(tmp_path):
    found = loading.load(write(tmp_path, WHOLE)).config
    assert found.sources == ("infra", "recording")
    assert found.parameters == {"Branch": "main", "Count": 3}
    assert found.site.title == "Deliveries"
    assert found.site.mermaid_script == Path("mermaid.js")
    assert found.redaction.accounts == {"111122223333": "production"}
    assert found.capture.accounts[0].regions == ("eu-west-1", "us-east-1")
    assert (found.embed.files, found.embed.for_) == (("README.md", "docs/**/*.md"), "gitlab")
    assert found.embed.diagrams["orders"].parameter == ("Stage=prod",)
    assert (found.embed.diagrams["bills"].as_, found.embed.diagrams["bills"].view) == ("svg", None)


def test_the_table_of_a_shared_file(tmp_path):
    text = '[project]\nname = "x"\n\n[tool.pipeviz]\ndetail = "overview"\n\n[tool.pipeviz.site]\ntitle = "T"\n'
    found = loading.load(write(tmp_path, text, "pyproject.toml")).config
    assert (found.detail, found.site.title) == ("overview", "T")


def test_the_nearest_file_up_to_the_root_of_the_repository(tmp_path):
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    inner = tmp_path / "repository" / "a" / "b"
    inner.mkdir(parents=True)
    write(tmp_path, 'detail = "full"')
    assert finding.find(inner) is None, "what lies above the repository is none of its business"
    shared = write(tmp_path / "repository", "[tool.pipeviz]", "pyproject.toml")
    assert finding.find(inner) == shared
    write(inner.parent, "[tool.other]", "pyproject.toml")
    assert finding.find(inner) == shared
    assert finding.find(tmp_path / "repository") == shared
    own = write(inner.parent, "")
    assert finding.find(inner) == own


def test_paths_are_relative_to_the_file(tmp_path, monkeypatch):
    write(tmp_path, 'sources = ["infra"]')
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    loaded = loading.load()
    assert Path(loaded.path("infra")) == tmp_path / "infra"
    monkeypatch.chdir(tmp_path)
    assert loading.load().path("infra") == "infra"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("detail = 'full'\nsurces = []", 2, "no option 'surces'", "did you mean sources?"),
        ("[site]\nmermaid_script = 'x'", 2, "no option 'mermaid_script' in [site]", "did you mean mermaid-script?"),
        (
            "[[capture.accounts]]\nrole = 'x'\nzzz = 1",
            3,
            "no option 'zzz' in [capture.accounts]",
            "there are name, profile",
        ),
        ("[sight]\ntitle = 'x'", 1, "no option 'sight'", "did you mean site?"),
        ("detail = 'all'", 1, "detail: invalid enum value 'all'", "it can be overview, standard, full"),
        ("[site]\ntitle = 3", 2, "site.title: expected str | null, got int", None),
        ("sources = 'infra'", 1, "sources: expected array, got str", 'write a list: sources = ["…"]'),
        ("detail = ", 1, "not TOML", None),
        ("[embed]\ndiagrams = 5", 2, "embed.diagrams: expected object, got int", None),
        ("[embed]\nfor = 'githb'", 2, "embed.for: invalid enum value 'githb'", "did you mean github?"),
        (
            "[embed.diagrams.a]\nsource = 'x'\n[embed.diagrams.b]\nview = 'stage'",
            4,
            "embed.diagrams.b.view: invalid enum value 'stage'",
            "did you mean stages?",
        ),
        ("[redaction]\nkeep = ['peple']", 2, "redaction.keep: invalid enum value 'peple'", "did you mean people?"),
        ("view = 'table'", 1, "view: invalid enum value 'table'", "it can be sequence, stages"),
        (
            "[embed.diagrams.a]\nview = 'stages'\n[embed.diagrams.b]\nveiw = 'stages'",
            4,
            "no option 'veiw' in [embed.diagrams.b]",
            "did you mean view?",
        ),
        (
            "[embed.diagrams.a]\nas = 'svg'\n[embed]\nas = 'png'",
            4,
            "embed.as: invalid enum value 'png'",
            "it can be mermaid, svg",
        ),
    ],
)
def test_mistakes_have_a_line_and_the_nearest_right_name(tmp_path, text, line, message, hint):
    with pytest.raises(SourceError) as caught:
        loading.load(write(tmp_path, text))
    problem = next(each for each in caught.value.problems if message in each.message)
    assert (problem.line, problem.file) == (line, str(tmp_path / "pipeviz.toml"))
    assert hint is None or (problem.hint or "").startswith(hint)


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        loading.load(tmp_path / "none.toml")
    (tmp_path / "pipeviz.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SourceError, match="UTF-8"):
        loading.load(tmp_path / "pipeviz.toml")


def test_the_schema_takes_what_load_takes():
    import tomllib

    validator = jsonschema.Draft202012Validator(tables.schema())
    validator.check_schema(tables.schema())
    validator.validate(tomllib.loads(WHOLE))
    assert list(validator.iter_errors({"surces": []}))
    assert list(validator.iter_errors({"site": {"mermaid": "png"}}))
    assert list(validator.iter_errors({"embed": {"diagrams": {"orders": {"veiw": "stages"}}}}))
    assert list(validator.iter_errors({"embed": {"diagrams": {"orders": {"view": "table"}}}}))


def test_flags_win_over_the_file_and_the_file_over_defaults(tmp_path, monkeypatch, run):
    from tests.test_cases import GALLERY

    write(tmp_path, f'sources = ["{GALLERY.as_posix()}/s3-source-polling.json"]\nview = "stages"')
    monkeypatch.chdir(tmp_path)
    assert run("draw").out.startswith("flowchart")
    assert run("draw", "--view", "sequence").out.startswith("sequenceDiagram")
    assert run("--config", tmp_path / "none.toml", "list").code == 2
    write(tmp_path, 'veiw = "stages"')
    outcome = run("draw", GALLERY / "s3-source-polling.json")
    assert outcome.code == 2
    assert "pipeviz.toml:1: there is no option 'veiw'\n  hint: did you mean view?" in outcome.err


def test_a_command_without_a_source_says_so(tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    outcome = run("list")
    assert outcome.code == 2
    assert "SOURCE" in outcome.err
