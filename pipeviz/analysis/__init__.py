"""Model → findings: run-order groups, starts, lineage, folding, places."""
