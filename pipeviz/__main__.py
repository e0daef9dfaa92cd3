"""`python -m pipeviz` and the `pipeviz` command."""

from pipeviz.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
