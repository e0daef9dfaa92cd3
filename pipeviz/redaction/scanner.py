"""Free text: every secret that is recognised by its looks is replaced."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

SECRET = "[secret]"  # noqa: S105


class Shape(NamedTuple):
    """What a secret looks like in free text, as two regular expressions: what stays in front of it, and the secret.

    Where `sure` is False the find counts only if it looks random. Every expression takes linear time: what may repeat is
    bounded, or ends where nothing else in the expression can begin.
    """

    keep: str
    secret: str
    sure: bool = True


_SYMBOL = r"\$\{[\w:.\[\]-]*\}"
REFERENCE = rf"\{{\{{resolve:(?:[^{{}}]|{_SYMBOL})*\}}\}}|#\{{[^{{}}\s]*\}}|\$\{{(?:[\w:.\[\]-]|{_SYMBOL})*\}}"
"""What names a place and not a value: `{{resolve:…}}`, `#{namespace.variable}`, `${Parameter}`, but no `${If ? a : b}`."""

_KEY = (
    r"(?:passwords?|passwd|passphrase|pwd|secrets?|secret[_-]?(?:access[_-]?)?key|tokens?|credentials?|api[_-]?keys?|"
    r"(?:access|account|private)[_-]?key)"
)
_SUFFIX = r"(?:[_-](?!arn|file|id|manager|name|path|ref|stdin|type|uri|url)\w{1,20})?"
_QUOTE = r"(?:\\*[\"'])?"
_NO_SHELL_VARIABLE = r"(?!\$\(|\$[A-Z_][A-Z0-9_]*(?!\w)|`)"
_QUOTED = r"\"(?:[^\"\\\n]|\\.)+\"|'[^'\n]+'"

SHAPES: tuple[Shape, ...] = (
    Shape(rf"{REFERENCE}|\barn:[\w-]+:[\w-]*:[\w-]*:[\w.-]*:[^\s\"',;&?{{}}\[\]]*", ""),
    Shape("", r"-----BEGIN [A-Z0-9 ]{1,60}-----(?s:.*?)(?:-----END [A-Z0-9 ]{1,60}-----|\Z)"),
    Shape("", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    Shape("", r"\bgh[pousr]_\w{36,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{12,}|\bxox[abprs]-[\w-]{10,}"),
    Shape("", r"\bnpm_[A-Za-z0-9]{20,}|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"),
    Shape(r"(?i:hooks\.slack\.com/services/)", r"[\w/]+"),
    Shape(
        r"(?i:(?:x-amz-(?:signature|credential|security-token)|\bsignature|\bawsaccesskeyid|[?&]sig)(?:=|%3D))",
        r"[^&\s\"'<>]+",
    ),
    Shape("", r"(?<=/approve/)[0-9a-fA-F-]{36}"),
    Shape(r"://", r"[^/\s:@\"']*:[^/\s@\"']+(?=@)"),
    Shape(rf"(?i:\bauthorization{_QUOTE}\s*[:=]\s*{_QUOTE})", r"(?i:(?:basic|bearer|token)\s+)?[^\s\"',]+"),
    Shape(r"(?i:\bbearer\s+)", r"[\w.~+/=-]{8,}"),
    Shape(rf"(?i:(?<![\w-])--?{_KEY}\s+){_NO_SHELL_VARIABLE}", rf"{_QUOTED}|[^\s\"'-][^\s\"']*"),
    Shape(
        rf"(?i:(?<!:){_KEY}{_SUFFIX}{_QUOTE}\s*(?:=|:(?!:))\s*){_NO_SHELL_VARIABLE}",
        rf"{_QUOTED}|{_QUOTE}[^\s\"'&;,]+",
    ),
    Shape("", r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{32,}={0,2}", sure=False),
)
"""The scanner's table. The first shape is what is never a secret: references and ARNs."""

_SCANNER = re.compile("|".join(f"({shape.keep})({shape.secret})" for shape in SHAPES))
_HARMLESS = re.compile(r"(?:(?!A[KS]IA|eyJ|gh\w{1,8}_|glpat-|hooks\.|npm_|xox)[\w./-]){0,31}")
PURE = re.compile(rf"(?:{REFERENCE}|[\s./:_,@-])*")
_SECRET_NAME = re.compile(rf"(?i:{_KEY})(?i:[_-]?(?:string|value)s?)?\Z")
_SEPARATOR = re.compile(r"[+/_=-]+")
_HEXADECIMAL = re.compile(r"(?<![A-Za-z0-9])[0-9a-fA-F-]{7,}(?![A-Za-z0-9])")
_WORD = re.compile(r"[A-Z]?[a-z]{3,}|(?<![A-Za-z0-9])[A-Z]{3,}(?![A-Za-z0-9])|[0-9]{4,}")


@lru_cache(maxsize=4096)
def text(value: str) -> str:
    """Free text with every secret that the scanner finds in it replaced; names in front of `=` and `:` stay."""
    return value if _HARMLESS.fullmatch(value) else _SCANNER.sub(_replaced, value)


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a key promises a secret: `OAuthToken`, `db_password`, `ApiKey`; `SecretArn` only names a place."""
    return _SECRET_NAME.search(name) is not None


@lru_cache(maxsize=4096)
def text_of_name(value: str) -> str:
    """A name or an id without sure secrets; those are often random, and others refer to them."""
    return value if _HARMLESS.fullmatch(value) else _SCANNER.sub(_replaced_if_sure, value)


def _replaced_if_sure(match: re.Match[str]) -> str:
    return _replaced(match) if SHAPES[(match.lastindex or 2) // 2 - 1].sure else _without_tokens(match[0])


def _replaced(match: re.Match[str]) -> str:
    last = match.lastindex or 0
    secret = match[last]
    if not secret or not (SHAPES[last // 2 - 1].sure or _is_random(secret)):
        return _without_tokens(match[0])
    if PURE.fullmatch(secret.strip("\\\"'")):
        return match[0]
    quote = secret[0] if secret[0] in "\"'" and secret[0] == secret[-1] else ""
    return f"{match[last - 1]}{quote}{SECRET}{quote}"


def _without_tokens(harmless: str) -> str:
    """What is no secret as a whole, without the tokens that it holds."""
    return _tokens().sub(SECRET, harmless)


@lru_cache(maxsize=1)
def _tokens() -> re.Pattern[str]:
    return re.compile("|".join(shape.secret for shape in SHAPES if shape.sure and not shape.keep))


def _is_random(run: str) -> bool:
    """Whether a long run of letters and digits is no path, name, commit id or digest.

    Those consist of words, numbers and hexadecimal ids; little is left of them when these are taken away, and digits
    stand together in them.
    """
    bare = _HEXADECIMAL.sub("", run)
    longest = max(_SEPARATOR.split(bare), key=len)
    letters, rest = _SEPARATOR.sub("", bare), _SEPARATOR.sub("", _WORD.sub("", bare))
    mixed = re.search("[a-z]", letters) and re.search("[A-Z]", letters) and re.search("[0-9]", letters)
    if mixed:
        return len(longest) >= 12 and 2 * len(rest) > len(letters) and _entropy(run) > 3.5
    return len(longest) >= 32 and len(re.findall("[0-9]+", longest)) >= 5


def _entropy(run: str) -> float:
    """Shannon's entropy in bits a character."""
    return -sum(count / len(run) * math.log2(count / len(run)) for count in Counter(run).values())
