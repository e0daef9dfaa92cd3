from __future__ import annotations

from pipeviz.pages.outline import outline
from pipeviz.views.steps import Step


def test_steps_become_nested_lists() -> None:
    steps = (
        Step(words="Started by a push"),
        Step(
            name="Build",
            link="#stage-Build",
            steps=(
                Step(words="At the same time", together=True, steps=(Step(name="A", words="runs"), Step(name="B"))),
                Step(name="Pack", words="packs"),
            ),
        ),
    )
    assert outline(steps).splitlines() == [
        "1. Started by a push",
        "2. [**Build**](#stage-Build)",
        "    1. At the same time:",
        "        - **A** runs",
        "        - **B**",
        "    2. **Pack** packs",
    ]


def test_names_are_escaped() -> None:
    assert outline([Step(name="*a*", words="[x](y)")]) == "1. **&#42;a&#42;** &#91;x&#93;&#40;y&#41;"
