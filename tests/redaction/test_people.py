"""People go, roles and services stay."""

from __future__ import annotations

import pytest

from pipeviz.redaction.people import PERSON, SESSION, people, person


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ask jane.doe+x@corp.example.", f"ask {PERSON}."),
        ("<jane@corp.example>", f"<{PERSON}>"),
        ("q?user=jane%40corp.example&x=1", f"q?user={PERSON}&x=1"),
        ("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123/jane@corp.example is not authorized",
         f"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123/{SESSION} is not authorized"),
        ("arn%3Aaws%3Asts%3A%3A111122223333%3Aassumed-role%2FAdmin%2Fjane&x",
         f"arn%3Aaws%3Asts%3A%3A111122223333%3Aassumed-role%2FAdmin%2F{SESSION}&x"),
        ("(arn:aws:iam::111122223333:user/team/jane)", f"(arn:aws:iam::111122223333:user/{PERSON})"),
        ("AROAIOSFODNN7EXAMPLE:jane.doe", f"AROAIOSFODNN7EXAMPLE:{SESSION}"),
        ("Fix it\n\nCo-authored-by: Jane Doe <jane@corp.example>\nSigned-off-by: J\n",
         f"Fix it\n\nCo-authored-by: {PERSON}\nSigned-off-by: {PERSON}\n"),
    ],
)  # fmt: skip
def test_a_person_in_free_text_goes(before: str, after: str) -> None:
    assert people(before) == after
    assert people(after) == after


@pytest.mark.parametrize(
    "text",
    [
        "git@github.com:acme/orders.git",
        "ssh ec2-user@ec2-1-2-3-4.compute.amazonaws.com",
        "left-pad@1.3.0",
        "111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:9f86d081",
        "arn:aws:iam::111122223333:role/Admin",
        "arn:aws:iam::111122223333:root",
        "@types/node",
        "user/home",
        "by: hand",
    ],
)
def test_what_is_nobody_stays(text: str) -> None:
    assert people(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("jane", PERSON),
        ("Jane Doe", PERSON),
        ("AROAIOSFODNN7EXAMPLE:jane", PERSON),
        ("arn:aws:iam::111122223333:user/jane", f"arn:aws:iam::111122223333:user/{PERSON}"),
        ("arn:aws:iam::111122223333:role/Admin", "arn:aws:iam::111122223333:role/Admin"),
        ("codepipeline/orders", "codepipeline/orders"),
        ("ecs-svc/0123", "ecs-svc/0123"),
        ("codepipeline.amazonaws.com", "codepipeline.amazonaws.com"),
        (PERSON, PERSON),
        ("", ""),
    ],
)
def test_a_field_that_names_somebody(before: str, after: str) -> None:
    assert person(before) == after


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a@", "a@b.", ":assumed-role/a", ":user/", "%40", "author: ", "AROA" + "A" * 16 + ":"]
)
def test_long_texts_take_linear_time(piece: str) -> None:
    """A quadratic expression would take hours on these."""
    people(piece * 20_000)
    people("@" + piece * 20_000)
