"""Explanations of runs → text for a terminal, Markdown, HTML, JSON."""
