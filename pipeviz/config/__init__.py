"""Options from a file: `pipeviz.toml`, or `[tool.pipeviz]` in `pyproject.toml`. Flags of the command line win over it."""
