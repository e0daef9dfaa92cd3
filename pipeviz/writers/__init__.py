"""Diagram → text: Mermaid, DOT, SVG. Writers know no pipeline."""
