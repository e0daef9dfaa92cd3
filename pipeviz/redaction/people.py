"""Who did something: e-mail addresses and the names of sessions and users go, roles and services stay."""

from __future__ import annotations

import re
from functools import lru_cache

PERSON = "[person]"
SESSION = "[session]"

_EMAIL = re.compile(
    r"(?<![\w.+-])(?!(?:git|root|ec2-user|ubuntu)@)[\w.+-]{1,200}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"
)
_SESSION = re.compile(r"((?::|%3[aA])assumed-role(?:/|%2[fF])[\w+=,.@-]+(?:/|%2[fF]))(?!\[)[^\s\"'&;?#)\]/]+")
_USER = re.compile(r"((?::|%3[aA])(?:user|federated-user)(?:/|%2[fF]))(?!\[)[^\s\"'&;?#)\]]+")
_PRINCIPAL = re.compile(r"\b(A(?:RO|ID|GP)A[A-Z0-9]{12,20}:)(?!\[)[^\s\"'&;,)\]]+")
_TRAILER = re.compile(
    r"(?im)^([ \t]*(?:(?:co-authored|signed-off|reviewed|acked|tested|reported|approved|suggested)-by|author|committer):"
    r"[ \t]*)[^ \t].*$"
)
_HINT = re.compile(r"(?i:@|%40|assumed-role|user(?:/|%2f)|-by:|author:|committer:)|A(?:RO|ID|GP)A")
_SERVICE = re.compile(r"(?:codepipeline|codedeploy|codebuild|ecs-svc|events|scheduler)/\S*|[a-z0-9-]+\.amazonaws\.com")


@lru_cache(maxsize=4096)
def people(text: str) -> str:
    """Free text without e-mail addresses, users, sessions of roles, and the names in `Co-authored-by:` and the like."""
    if not _HINT.search(text):
        return text
    text = _SESSION.sub(rf"\1{SESSION}", text)
    text = _USER.sub(rf"\1{PERSON}", text)
    text = _PRINCIPAL.sub(rf"\1{SESSION}", text)
    return _EMAIL.sub(PERSON, _TRAILER.sub(rf"\1{PERSON}", text))


def person(text: str) -> str:
    """What a field says that names somebody: an ARN without its user or session, the name of a service, or `[person]`."""
    return people(text) if not text or text.startswith("arn:") or _SERVICE.fullmatch(text) else PERSON
