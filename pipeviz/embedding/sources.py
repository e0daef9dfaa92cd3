"""A wish → the pipeline that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeviz import api
from pipeviz.embedding.attributes import Wish
from pipeviz.embedding.content import Subject
from pipeviz.errors import SourceError, UsageError
from pipeviz.providers import Catalogue, load_catalogue
from pipeviz.readers.parameters import read_parameters, undeclared
from pipeviz.redaction.keep import Keep


class Sources:
    """Reads every source once. `default` are those of wishes without one; `parameters` are given to every template.

    `names` and `keep` say how runs are redacted, as for `pipeviz.api.read`. What was read so far is in `read`.
    """

    def __init__(
        self,
        default: Sequence[str] = (),
        parameters: Mapping[str, str] | None = None,
        catalogue: Catalogue | None = None,
        names: Mapping[str, str] | None = None,
        keep: Keep | None = None,
    ) -> None:
        self.default = tuple(default)
        self._parameters = dict(parameters or {})
        self.catalogue = catalogue or load_catalogue()
        self._names, self._keep = names, keep
        self._readings: dict[object, api.Reading] = {}
        self._catalogues: dict[tuple[Path, ...], Catalogue] = {(): self.catalogue}
        self.read: set[str] = set()

    def reading(self) -> api.Reading:
        """All that the default sources hold. Raises UsageError, SourceError."""
        return self._once(self.default, self._parameters, self.catalogue)

    def subject(self, wish: Wish, folder: Path) -> Subject:
        """The pipeline that a wish speaks of; its paths are relative to a folder. Raises UsageError, SourceError."""
        from pipeviz.analysis.starts import callers

        catalogue = self._catalogue(wish, folder)
        reading = self._reading(wish, folder, catalogue)
        found = reading.pipelines
        others = callers(found)
        if wish.as_ == "explanation":
            explanation = api.explain(reading, wish.pipeline, wish.execution or "last-failed", catalogue=catalogue)
            return Subject(explanation.pipeline, others, catalogue, explanation.run, explanation)
        if wish.execution is not None:
            run = api.choose(reading, wish.execution, wish.pipeline)
            return Subject(run.pipeline, others, catalogue, run)
        chosen = found if wish.pipeline is None else api.select(found, wish.pipeline)
        if len(chosen) > 1:
            raise UsageError(f"several pipelines; the attribute pipeline names one:\n{api.listing(chosen)}")
        return Subject(chosen[0], others, catalogue)

    def _catalogue(self, wish: Wish, folder: Path) -> Catalogue:
        """The usual entries, behind those of the files that the wish names."""
        files = tuple(folder / each for each in wish.providers)
        if files not in self._catalogues:
            self._catalogues[files] = Catalogue((*load_catalogue(files).own, *self.catalogue.own))
            self.read.update(each.as_posix() for each in files)
        return self._catalogues[files]

    def _reading(self, wish: Wish, folder: Path, catalogue: Catalogue) -> api.Reading:
        if wish.source is None and not self.default:
            raise UsageError("nothing says what to draw; the attribute source names a file or folder")
        if wish.source is None:
            sources = self.default
        else:
            sources = (wish.source if api.is_address(wish.source) else (folder / wish.source).as_posix(),)
        parameters = dict(self._parameters)
        if wish.parameters is not None:
            self.read.add((folder / wish.parameters).as_posix())
            parameters |= read_parameters(folder / wish.parameters)
        for pair in wish.parameter:
            name, separator, value = pair.partition("=")
            if not separator:
                raise UsageError(f"parameter takes KEY=VALUE, not {pair!r}")
            parameters[name] = value
        reading = self._once(sources, parameters, catalogue)
        wrong = tuple(undeclared((pair.partition("=")[0] for pair in wish.parameter), reading.parameters))
        if wrong:
            raise SourceError(wrong)
        return reading

    def _once(self, sources: tuple[str, ...], parameters: Mapping[str, str], catalogue: Catalogue) -> api.Reading:
        if any(map(api.is_address, sources)):
            raise UsageError("a page is made of files alone: capture a recording, and name that")
        key = (sources, tuple(sorted(parameters.items())), catalogue)
        if key not in self._readings:
            self.read.update(sources)
            self._readings[key] = api.read(
                sources, parameters=parameters, catalogue=catalogue, names=self._names, keep=self._keep
            )
        return self._readings[key]
