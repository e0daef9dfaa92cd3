import pytest

from pipeviz.drawing import draw
from pipeviz.errors import UsageError
from tests.builders import SOURCE, pipeline, stage


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"view": "map"}, "no view 'map'; there are sequence, stages, artifacts"),
        ({"format": "dot"}, "the view sequence cannot be had as dot; it can as mermaid, svg, json"),
        ({"detail": "deep"}, "no detail 'deep'; there are overview, standard, full"),
        ({"stage": "Deploy"}, "pipeline orders has no stage 'Deploy'; it has Source"),
    ],
)
def test_what_cannot_be_drawn_is_told_before_anything_is(options, said):
    with pytest.raises(UsageError, match=said):
        draw(pipeline(stage("Source", SOURCE)), **options)
