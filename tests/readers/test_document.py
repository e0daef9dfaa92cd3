"""Text to values: what JSON and YAML mean, where it stands, and what is refused."""

import pytest

from pipeviz.errors import SourceError
from pipeviz.readers.document import parse
from pipeviz.readers.node import Node


def lines(value):
    """The lines of all mappings, outermost first."""
    if isinstance(value, Node):
        yield value.line
        for inner in value.values():
            yield from lines(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from lines(inner)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": {"b": 1}, "c": [{"d": 2},\n {"e": 3}]}', [1, 1, 1, 2]),
        ('{\n"a": {\n"b": {}},\n"c": {}}', [1, 2, 3, 4]),
        ('{"brace } in { text": {},\n"escaped \\" } quote": {}}', [1, 1, 2]),
        ('{"a": {"b": {}}, \n"a": {"c": {}}}', [1, 2, 2]),
        ('\n\n[{"tab":\t{}}]', [3, 3]),
        ('{"a": 1}\n{"b": {}}', [1, 2, 2]),
        ("a:\n  b: 1\nc:\n  - d: 2\n  - e: 3\n", [1, 1, 4, 5]),
        ("# comment\n\nResources:\n  Pipeline:\n    Type: x\n", [3, 3, 4]),
        ("a: {b: {c: 1}}\nd: !Sub x", [1, 1, 1, 2]),
    ],
)
def test_every_mapping_knows_its_line(text, expected):
    assert [line for document in parse(text, "f") for line in lines(document)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123456789012", "123456789012"),
        ("012345678901", "012345678901"),
        ("1.10", "1.10"),
        ("2010-09-09", "2010-09-09"),
        ("12:30:45", "12:30:45"),
        ("0x1F", "0x1F"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ('"true"', "true"),
        ("~", None),
        ("null", None),
        ('""', ""),
        ("", None),
        ("!!str 5", "5"),
        ("!!binary aGk=", "aGk="),
    ],
)
def test_yaml_means_what_is_written(text, expected):
    assert parse(f"value: {text}", "f") == [{"value": expected}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!Ref Bucket", {"Ref": "Bucket"}),
        ("!Condition IsProd", {"Condition": "IsProd"}),
        ("!GetAtt Table.Stream.Arn", {"Fn::GetAtt": ["Table", "Stream.Arn"]}),
        ("!GetAtt [Table, Arn]", {"Fn::GetAtt": ["Table", "Arn"]}),
        ("!Sub 'a ${B}'", {"Fn::Sub": "a ${B}"}),
        ("!If [C, !Ref A, x]", {"Fn::If": ["C", {"Ref": "A"}, "x"]}),
        ("!Own {a: 1}", {"Fn::Own": {"a": "1"}}),
        ("!Sub 12", {"Fn::Sub": "12"}),
    ],
)
def test_short_tags_become_functions(text, expected):
    assert parse(f"value: {text}", "f") == [{"value": expected}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x {k: 1, l: 1}\nb:\n  <<: *x\n  k: 2\n", {"a": {"k": "1", "l": "1"}, "b": {"k": "2", "l": "1"}}),
        (
            "a: &x {k: 1}\nb: &y {l: 2}\nc:\n  <<: [*x, *y]\n",
            {"a": {"k": "1"}, "b": {"l": "2"}, "c": {"k": "1", "l": "2"}},
        ),
        ("? [a, b]\n: c", {'["a", "b"]': "c"}),
        ("true: x", {"true": "x"}),
        ("{a: 1, b: 'single',}", {"a": "1", "b": "single"}),
        (
            '{"a": 1.10, "b": 123456789012345678901234, "c": -3}',
            {"a": "1.10", "b": "123456789012345678901234", "c": -3},
        ),
        ('{"a": "\\ud83d", "b": "\\ud83d\\ude00"}', {"a": "\ufffd", "b": "\U0001f600"}),
    ],
)
def test_values(text, expected):
    assert parse(text, "f") == [expected]


def test_several_yaml_documents():
    assert parse("---\na: 1\n---\n---\nb: 2\n", "f") == [{"a": "1"}, {"b": "2"}]


def laughs(levels):
    bombs = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, levels))
    return f"b0: &b0 [x]\n{bombs}"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"a": 1,\n"b": ]', 2, "not valid JSON: Expecting value"),
        ("a: 1\nb: [c\n", 3, "not valid YAML"),
        ("a: b\n\tc: d", 2, "tab"),
        ("a: *nowhere", 1, "alias"),
        ("a: &a [*a]", 1, "alias"),
        ('{"a": ' * 101 + "1" + "}" * 101, 1, "levels deep"),
        ("[" * 100_000, 1, "levels deep"),
        ("a: " + "[" * 100_000, 1, "levels deep"),
        ("- " * 101 + "x", 1, "levels deep"),
        ("a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200)), 100, "levels deep"),
        (laughs(8), 7, "holds more than"),
        (
            "k: &k {" + "".join(f"k{n}: v, " for n in range(999)) + "}\n" + "x: {<<: *k}\n" * 2000,
            500,
            "holds more than",
        ),
        ("\x00", None, "not valid YAML"),
    ],
)
def test_what_is_refused_and_where(text, line, message):
    with pytest.raises(SourceError, match=message) as caught:
        parse(text, "f")
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [("f", line)]


@pytest.mark.parametrize("text", ["{% if x %}\na: b\n", "a: {{ name }}-x\n", "key: !Sub %BUCKET%\n"])
def test_a_template_of_another_tool_gets_a_hint(text):
    with pytest.raises(SourceError, match="render it first"):
        parse(text, "f")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", [("c", 5)]),
        ("a: {}\nb: {}\n'a': {}\n", [("a", 3)]),
        ('{"a": {"x": 1},\n "b": {},\n "a":\n {"x": 2,\n "y": 1, "x": {}}}', [("a", 4), ("x", 5)]),
        ("x: &x {k: 1}\ny: {<<: *x, k: 2}\nz: {<<: *x, <<: *x}\n", []),
        ('[{"a": 1}, {"a": 1}]', []),
    ],
)
def test_keys_that_stand_twice_are_told_with_their_line(text, expected):
    problems = []
    parse(text, "f", problems)
    assert [(problem.message.split()[2], problem.line) for problem in problems] == expected


def test_of_many_keys_that_stand_twice_some_are_told():
    problems = []
    parse("[" + ",".join(['{"a": 1, "a": 2}'] * 1000) + "]", "f", problems)
    assert len(problems) == 20
