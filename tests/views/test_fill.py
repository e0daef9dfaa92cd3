import pytest

from pipeviz.views.fill import fill, names_in


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("Trigger {action}", "Trigger Unit"),
        ("Trigger {nothing}", "Trigger"),
        ("{nothing} Trigger", "Trigger"),
        ("a {nothing} b", "a b"),
        ("no names", "no names"),
        ("#{ns.var} ${Param} stay", "#{ns.var} ${Param} stay"),
        ("{symbol} is shown as written", "${Bucket} is shown as written"),
        ("{braces}", "{action}"),
    ],
)
def test_names_are_filled_in_once(template, filled):
    assert fill(template, {"action": "Unit", "symbol": "${Bucket}", "braces": "{action}"}) == filled


def test_the_names_of_a_template():
    assert names_in("{a} of {b}, not #{c} or ${d}") == ("a", "b")
