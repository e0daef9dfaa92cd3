"""How fast and how small pipeviz is: `python -m tests.benchmarks` prints ratios from one run."""
