"""Where an action runs and where its artifacts lie: regions, accounts, artifact stores."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeviz.model import Action, ArtifactStore, Pipeline

CLONE_REFERENCE = "CODEBUILD_CLONE_REF"
_PART = r"(?:\$\{[^{}]*\}|[^:])*+:"
_ARN = re.compile(rf"arn:{_PART}{_PART}{_PART}({_PART})(.+)", re.DOTALL)


def home_region(pipeline: Pipeline) -> str | None:
    """The pipeline's own region: as recorded, else the region of the only store that no action names."""
    if pipeline.region is not None:
        return pipeline.region
    named = {action.region for action in pipeline.actions}
    unnamed = [store.region for store in pipeline.artifact_stores if store.region and store.region not in named]
    return unnamed[0] if len(unnamed) == 1 else None


def foreign_region(action: Action, home: str | None) -> str | None:
    """The action's region where it is another than the pipeline's."""
    return None if action.region in (None, home, "${AWS::Region}") else action.region


def foreign_account(action: Action, pipeline: Pipeline) -> str | None:
    """The account that an action's role belongs to, where it is known to be another than the pipeline's."""
    own = pipeline.account or account_of(pipeline.role_arn)
    account = account_of(action.role_arn)
    return account if own is not None and account != own else None


def store_of(stores: Sequence[ArtifactStore], region: str | None) -> ArtifactStore | None:
    """The artifact store of a region, or where there is but one without a region that one."""
    exact = next((store for store in stores if store.region == region), None)
    alone = stores[0] if len(stores) == 1 and (stores[0].region is None or region is None) else None
    return exact or alone


def clone_references(pipeline: Pipeline) -> frozenset[str]:
    """The artifacts that are no archive but tell CodeBuild which commit of a repository to clone."""
    sources = (each for each in pipeline.actions if each.configuration.get("OutputArtifactFormat") == CLONE_REFERENCE)
    return frozenset(artifact.name for source in sources for artifact in source.output_artifacts)


@lru_cache(maxsize=1024)
def account_of(arn: str | None) -> str | None:
    """The account in an ARN, where it says one."""
    match = _ARN.fullmatch(arn or "")
    account = match[1].removesuffix(":") if match else ""
    return account if account.isdecimal() else None


@lru_cache(maxsize=1024)
def resource_of(arn: str) -> str:
    """What an ARN names: `key/1234` of `arn:aws:kms:eu-west-1:111122223333:key/1234`; any other text is itself."""
    match = _ARN.fullmatch(arn)
    return match[2] if match else arn
