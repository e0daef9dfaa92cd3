from pipeviz.analysis.run_order import groups
from tests.builders import action, stage


def test_equal_run_orders_run_together_and_gaps_do_not_matter():
    one = stage("Build", action("C", run_order=7), action("A"), action("D", run_order=7), action("B", run_order=2))
    assert [[each.name for each in group] for group in groups(one)] == [["A"], ["B"], ["C", "D"]]


def test_an_empty_stage_has_no_groups():
    assert groups(stage("Empty")) == ()
