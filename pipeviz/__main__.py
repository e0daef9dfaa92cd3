"""`python -m pipeviz` and the `pipeviz` command."""

from __future__ import annotations

import gc


def main() -> None:
    """Runs the command line; nothing of what it imports is garbage, and looking for some takes time at every start."""
    gc.disable()
    from pipeviz.cli import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
