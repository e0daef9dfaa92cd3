"""Diagrams that live in other people's Markdown: markers found, filled, and compared."""
