"""Pipelines and their drawings → the Markdown of a site, by Jinja."""

from pipeviz.pages.file import File
from pipeviz.pages.kept import Kept
from pipeviz.pages.options import PageOptions
from pipeviz.pages.site import Pages, render

__all__ = ["File", "Kept", "PageOptions", "Pages", "render"]
