"""Jinja with pipeviz's templates, and text escaped for Markdown."""
