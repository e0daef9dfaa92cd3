"""What must never leave: secrets are replaced where a definition enters, so that nothing later has to remember them.

Readers call `configuration` for every action and rule, `environment` for environment variables, `named` for whatever
else has a name and a value (a parameter's default, a pipeline variable, a property), `tree` for fields that nobody
knows, and `text` for all other free text. The same input always gives the same output.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from pipeviz.model import EnvironmentVariable

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
    Shape(rf"{REFERENCE}|\barn:[\w-]+:[\w-]*:[\w-]*:\d*:[^\s\"',;&?{{}}\[\]]*", ""),
    Shape("", r"-----BEGIN [A-Z0-9 ]{1,60}-----(?s:.*?)(?:-----END [A-Z0-9 ]{1,60}-----|\Z)"),
    Shape("", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    Shape("", r"\bgh[pousr]_\w{36,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{12,}|\bxox[abprs]-[\w-]{10,}"),
    Shape("", r"\bnpm_[A-Za-z0-9]{20,}|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"),
    Shape(r"(?i:hooks\.slack\.com/services/)", r"[\w/]+"),
    Shape(r"(?i:(?:x-amz-(?:signature|credential|security-token)|\bsignature|\bawsaccesskeyid)=)", r"[^&\s\"'<>]+"),
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
_PURE = re.compile(rf"(?:{REFERENCE}|[\s./:_,@-])*")
_FILE = re.compile(r"[\w-]{1,100}::[\w ./-]+|[\w./-]+\.(?:ya?ml|json|txt)")
_SECRET_NAME = re.compile(rf"(?i:{_KEY})(?i:[_-]?(?:string|value)s?)?\Z")
_SEPARATOR = re.compile(r"[+/_=-]+")
_HEXADECIMAL = re.compile(r"(?<![A-Za-z0-9])[0-9a-fA-F-]{7,}(?![A-Za-z0-9])")
_WORD = re.compile(r"[A-Z]?[a-z]{3,}|(?<![A-Za-z0-9])[A-Z]{3,}(?![A-Za-z0-9])|[0-9]{4,}")
USUAL = {
    "buildspecoverride": "values",
    "environmentvariables": "environment",
    "externalentitylink": "url",
    "parameteroverrides": "values",
    "userparameters": "values",
}
"""The modes of keys that hold secrets with well-known providers, in lower case: unknown ones have them from there."""

_LABELS = ("name", "key", "parameterkey", "actionname", "revisiontype", "type")


@lru_cache(maxsize=4096)
def text(value: str) -> str:
    """Free text with every secret that the scanner finds in it replaced; names in front of `=` and `:` stay."""
    return value if _HARMLESS.fullmatch(value) else _SCANNER.sub(_replaced, value)


def configuration(values: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """The configuration of an action or a rule; `secrets` gives the mode of a key, as the catalogue's entries do.

    - `drop`: the whole value, be it only a symbol
    - `environment`: a JSON list of `name`, `value`, `type`; names and types stay, so do values that are no PLAINTEXT
    - `values`: a JSON object or list, also nested; keys stay, leaves go. What is not JSON goes as a whole
    - `url`: a link without its query and user
    - anything else: `text`

    Pure references (`#{…}`, `${…}`, `{{resolve:…}}`, `Fn::…`) and files (`Artifact::file`, `path/file.yml`) stay readable,
    except under `drop`. A key that looks secret by its name (`…Token`, `…Password`, `ApiKey`) is dropped whatever
    `secrets` says; of a key that `secrets` does not know, `USUAL` may know the mode.
    """
    return {key: named(key, value, secrets.get(key) or USUAL.get(key.lower(), "")) for key, value in values.items()}


def named(name: str, value: str, mode: str = "") -> str:
    """One value that has a name, redacted as `configuration` does it."""
    if mode == "drop" or is_secret(name):
        return SECRET
    return _MODES.get(mode, text)(value)


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a key promises a secret: `OAuthToken`, `db_password`, `ApiKey`; `SecretArn` only names a place."""
    return _SECRET_NAME.search(name) is not None


def environment(variables: Iterable[EnvironmentVariable]) -> tuple[EnvironmentVariable, ...]:
    """Environment variables with their PLAINTEXT values gone; other types hold only the name of a parameter or secret."""
    return tuple(
        msgspec.structs.replace(variable, value=_environment_value(variable.type, variable.value))
        for variable in variables
    )


def leaf(value: str) -> str:
    """A value that may be anything: `[secret]`, unless it is nothing but references."""
    return text(value) if _PURE.fullmatch(value) or _FILE.fullmatch(value) else SECRET


def tree(value: Any) -> Any:
    """Plain data of unknown meaning: texts are scanned, values under secret names dropped, the rest stays."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        return {key: SECRET if is_secret(str(key)) else tree(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [tree(inner) for inner in value]
    return value


def _replaced(match: re.Match[str]) -> str:
    last = match.lastindex or 0
    secret = match[last]
    if not secret or _PURE.fullmatch(secret.strip("\\\"'")) or not (SHAPES[last // 2 - 1].sure or _is_random(secret)):
        return match[0]
    quote = secret[0] if secret[0] in "\"'" and secret[0] == secret[-1] else ""
    return f"{match[last - 1]}{quote}{SECRET}{quote}"


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


def _url(value: str) -> str:
    unsigned = re.sub(r"\?(?:[^#]|#\{)*", "", value)
    return text(re.sub(r"(://)[^/\s@]*@", r"\1", unsigned))


def _environment(value: str) -> str:
    return _json(value, _environment_list)


def _values(value: str) -> str:
    return _json(value, _leaves)


def _json(value: str, redacted: Any) -> str:
    try:
        return json.dumps(redacted(json.loads(value)), ensure_ascii=False)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return leaf(value)


def _environment_list(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_environment_item({key.lower(): inner for key, inner in item.items()}) for item in items]


def _environment_item(item: dict[str, Any]) -> dict[str, Any]:
    kind = str(item.get("type", "PLAINTEXT"))
    value = item.get("value", "")
    known = {"name": text(str(item.get("name", "")))}
    if "type" in item:
        known["type"] = kind
    return {**known, "value": _environment_value(kind, value) if isinstance(value, str) else _leaves(value)}


def _environment_value(kind: str, value: str) -> str:
    return text(value) if kind in ("PARAMETER_STORE", "SECRETS_MANAGER") else leaf(value)


def _leaves(value: Any) -> Any:
    if isinstance(value, dict):
        return {text(key): _entry(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_labelled(inner) if isinstance(inner, dict) and len(inner) > 1 else _leaves(inner) for inner in value]
    if isinstance(value, str):
        return leaf(value) if value else value
    return value if value is None or isinstance(value, bool) else SECRET


def _entry(key: str, value: Any) -> Any:
    if key == "Ref" or key in ("Fn::GetArtifactAtt", "Fn::GetParam", "Fn::GetAtt", "Fn::ImportValue", "Fn::FindInMap"):
        return tree(value)
    return _leaves(value)


def _labelled(item: dict[str, Any]) -> dict[str, Any]:
    """An item such as `{"ParameterKey": …, "ParameterValue": …}`: what names the value stays."""
    return {key: tree(inner) if key.lower() in _LABELS else _leaves(inner) for key, inner in item.items()}


_MODES = {"environment": _environment, "values": _values, "url": _url}
