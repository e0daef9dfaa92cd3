from pipeviz.analysis.folding import fold
from tests.builders import action


def names(bundles):
    return [[each.name for each in bundle] for bundle in bundles]


def test_three_equal_actions_fold_and_keep_their_order():
    same = [action(name, configuration={"ProjectName": name}) for name in "ABC"]
    assert names(fold(same)) == [["A", "B", "C"]]


def test_two_equal_actions_stay_apart():
    assert names(fold([action("A"), action("B")])) == [["A"], ["B"]]


def test_equal_actions_find_each_other_across_different_ones():
    mixed = [action("A"), action("Test", "Test/AWS/CodeBuild"), action("B"), action("C")]
    assert names(fold(mixed)) == [["A", "B", "C"], ["Test"]]


def test_what_differs_does_not_fold():
    for other in (
        action("C", "Test/AWS/CodeBuild"),
        action("C", configuration={"ProjectName": "x"}),
        action("C", ins="a"),
        action("C", out="a"),
        action("C", region="eu-west-1"),
        action("C", only_if="IsProd"),
    ):
        assert names(fold([action("A"), action("B"), other])) == [["A"], ["B"], ["C"]]
