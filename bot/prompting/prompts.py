"""The prompts under prompts/: `<name>/<version>.md` is the text sent, `live.yaml` says which version is in use.

A file begins with a form between two '---' lines (`changed`: what is new and why; `gaps`: the names that the text fills), then the text
with `$gaps`. Gaps are filled in one pass (string.Template), so that what an applicant types is never read as a gap.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

import yaml

from bot.domain.generation import Filled
from bot.errors import Mistake, PromptError

VERSION = re.compile(r"^v\d+$")


@dataclass(frozen=True)
class Prompt:
    """One version of a prompt. `gaps` are the names in its text; `fingerprint` are twelve hexadecimal digits of its text."""

    name: str
    version: str
    changed: str
    gaps: frozenset[str]
    text: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the text, shortened."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def filled(self, gaps: Mapping[str, str]) -> Filled:
        """The text with its gaps filled; PromptError when one is missing or unused."""
        if set(gaps) != self.gaps:
            raise PromptError(f"prompts/{self.name}/{self.version}.md has the gaps {sorted(self.gaps)}, but {sorted(gaps)} were given")
        return Filled(self.name, self.version, self.fingerprint, Template(self.text).substitute(gaps))


class PromptShelf:
    """All prompts with all their versions; fits the engine's Prompts."""

    def __init__(self, prompts: Mapping[str, Mapping[str, Prompt]], live: Mapping[str, str]) -> None:
        self._prompts, self._live = prompts, live

    def fill(self, name: str, /, **gaps: str) -> Filled:
        """The live version of a prompt, filled."""
        return self.prompt(name).filled(gaps)

    def prompt(self, name: str, version: str = "") -> Prompt:
        """A version of a prompt; the live one when none is named."""
        try:
            return self._prompts[name][version or self._live[name]]
        except KeyError as missing:
            raise PromptError(f"there is no prompt {name} {version or '(live)'}: {missing}") from missing

    def versions(self) -> list[tuple[Prompt, bool]]:
        """Every version of every prompt, and whether it is live."""
        return [(prompt, self._live.get(name) == version) for name, held in sorted(self._prompts.items())
                for version, prompt in sorted(held.items(), key=lambda item: int(item[0][1:]))]

    def with_live(self, name: str, version: str) -> PromptShelf:
        """The same shelf with another version of one prompt in use."""
        self.prompt(name, version)
        return PromptShelf(self._prompts, {**self._live, name: version})


def read_prompts(folder: Path) -> PromptShelf:
    """Every prompt under `folder`; PromptError with all mistakes at once."""
    mistakes: list[Mistake] = []
    prompts: dict[str, dict[str, Prompt]] = {}
    for path in sorted(folder.glob("*/*.md")):
        prompt = _read(path, str(path.relative_to(folder)), mistakes)
        if prompt is not None:
            prompts.setdefault(prompt.name, {})[prompt.version] = prompt
    live = _live(folder / "live.yaml", prompts, mistakes)
    if mistakes:
        raise PromptError("\n".join(str(mistake) for mistake in mistakes))
    return PromptShelf(prompts, live)


def _read(path: Path, name: str, mistakes: list[Mistake]) -> Prompt | None:
    parts = re.split(r"^---[ \t]*$\n?", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or not VERSION.match(path.stem):
        mistakes.append(Mistake(name, 1, "not a prompt", "name it vN.md and start with '---', changed, gaps, '---'"))
        return None
    try:
        form = yaml.safe_load(parts[1]) or {}
    except yaml.YAMLError as error:
        mistakes.append(Mistake(name, 1, f"not YAML: {error}"))
        return None
    unknown = sorted(set(form) - {"changed", "gaps"})
    if unknown or not form.get("changed"):
        mistakes.append(Mistake(name, 1, f"the form needs 'changed' and may have 'gaps'; it has {sorted(form)}"))
    text = parts[2].strip()
    template = Template(text)
    used, declared = set(template.get_identifiers()), set(form.get("gaps") or ())
    if not template.is_valid():
        mistakes.append(Mistake(name, 1, "a '$' is not a gap", "write '$$' for the sign itself"))
    if used != declared:
        mistakes.append(Mistake(name, 1, f"gaps in the text {sorted(used)}, in the form {sorted(declared)}", "make them the same"))
    return Prompt(path.parent.name, path.stem, str(form.get("changed", "")), frozenset(used), text)


def _live(path: Path, prompts: Mapping[str, Mapping[str, Prompt]], mistakes: list[Mistake]) -> dict[str, str]:
    try:
        live = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        mistakes.append(Mistake("live.yaml", 1, f"cannot be read: {error}"))
        return {}
    for name in sorted(set(prompts) - set(live)):
        mistakes.append(Mistake("live.yaml", 1, f"no version of '{name}' is live", f"add '{name}: v1'"))
    for name, version in live.items():
        if version not in prompts.get(name, {}):
            mistakes.append(Mistake("live.yaml", 1, f"'{name}: {version}' is no file", f"add {name}/{version}.md or correct it"))
    return {str(name): str(version) for name, version in live.items()}
