"""The command line: options in, one call, message out. Data goes to stdout, words to stderr.

Exit codes: 0 done; 1 done, but something was wrong; 2 nothing done.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeviz import __version__
from pipeviz.cli.build import build
from pipeviz.cli.capture import capture
from pipeviz.cli.draw import draw
from pipeviz.cli.embed import embed
from pipeviz.cli.explain import explain
from pipeviz.cli.init import init
from pipeviz.cli.list import list_
from pipeviz.cli.serve import serve
from pipeviz.cli.words import say
from pipeviz.config.finding import find
from pipeviz.errors import PipevizError, SourceError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="pipeviz")
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Options from this file, not from pipeviz.toml or pyproject.toml.",
)
@click.pass_context
def commands(context: click.Context, config_file: Path | None) -> None:
    """AWS CodePipeline as pictures.

    SOURCE is a file, a folder, a cdk.out folder, or - for standard input: what get-pipeline prints, a
    CloudFormation or SAM template, a CDK assembly, or pipeviz's own JSON.
    """
    if config_file is None and not (config_file := find()):
        return
    from pipeviz.cli.defaults import defaults
    from pipeviz.config.loading import load

    loaded = load(config_file)
    context.obj = loaded
    context.default_map = defaults(loaded)


commands.add_command(list_)
commands.add_command(draw)
commands.add_command(build)
commands.add_command(explain)
commands.add_command(embed)
commands.add_command(init)
commands.add_command(capture)
commands.add_command(serve)


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        sys.exit(commands.main(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        say("stopped")
        sys.exit(2)
    except PipevizError as error:
        for message in error.problems if isinstance(error, SourceError) else [error]:
            say(f"error: {message}")
        sys.exit(2)
    except OSError as error:
        say(f"error: {error}")
        sys.exit(2)
