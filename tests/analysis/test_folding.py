from pipeviz.analysis.folding import DECIDING, fold
from pipeviz.providers import shipped
from pipeviz.providers.conversation import Group, When
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


def test_what_is_done_must_be_equal_too():
    kind = "Deploy/AWS/CloudFormation"
    same = [action(name, kind, configuration={"ActionMode": "CREATE_UPDATE", "StackName": name}) for name in "ABC"]
    other = action("D", kind, configuration={"ActionMode": "DELETE_ONLY", "StackName": "D"})
    abroad = action("E", kind, configuration=same[0].configuration, role_arn="arn:aws:iam::444455556666:role/x")
    assert names(fold([*same, other, abroad])) == [["A", "B", "C"], ["D"], ["E"]]


def test_every_value_that_a_conversation_asks_for_decides():
    asked = {
        when.key
        for entries in shipped("actions").values()
        for entry in entries
        for detail in ("standard", "full")
        for when in whens(entry.items(detail))
        if when.values
    }
    assert asked - {"commands"} == set(DECIDING)


def whens(items):
    for item in items:
        if isinstance(item, When):
            yield item
            yield from whens(item.items)
        elif isinstance(item, Group):
            for part in item.parts:
                yield from whens(part.items)
