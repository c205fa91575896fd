"""The prompts: the real ones are whole, their gaps are what the stages fill, and mistakes are all said at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import PromptError
from bot.prompting.prompts import read_prompts

ROOT = Path(__file__).parents[2]
FILLED = re.compile(r'fill\(\s*"(\w+)"(.*?)\)\n', re.DOTALL)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_every_stage_fills_exactly_the_gaps_of_its_prompt() -> None:
    shelf = read_prompts(ROOT / "prompts")
    calls = [(name, set(re.findall(r"(\w+)=", gaps))) for file in (ROOT / "bot").rglob("*.py")
             for name, gaps in FILLED.findall(file.read_text(encoding="utf-8"))]

    assert calls
    assert [(name, gaps) for name, gaps in calls if gaps != shelf.prompt(name).gaps] == []


def test_what_a_person_types_is_never_read_as_a_gap(tmp_path: Path) -> None:
    write(tmp_path, "live.yaml", "greet: v1")
    write(tmp_path, "greet/v1.md", "---\nchanged: first\ngaps: [name, other]\n---\nHi $name and $other, $$5")

    filled = read_prompts(tmp_path).fill("greet", name="$other", other="${name}")

    assert filled.text == "Hi $other and ${name}, $5"
    assert (filled.name, filled.version, len(filled.fingerprint)) == ("greet", "v1", 12)


@pytest.mark.parametrize("gaps", [{}, {"name": "Ana", "age": "16"}])
def test_a_missing_or_unused_gap_is_an_error(tmp_path: Path, gaps: dict[str, str]) -> None:
    write(tmp_path, "live.yaml", "greet: v1")
    write(tmp_path, "greet/v1.md", "---\nchanged: first\ngaps: [name]\n---\nHi $name")

    with pytest.raises(PromptError, match=r"greet/v1\.md"):
        read_prompts(tmp_path).fill("greet", **gaps)


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, "live.yaml", "greet: v2\ngone: v1")
    write(tmp_path, "greet/v1.md", "---\nchanged: first\ngaps: [nme]\n---\nHi $name")
    write(tmp_path, "other/v1.md", "no form")

    with pytest.raises(PromptError) as caught:
        read_prompts(tmp_path)

    files = [line.partition(":1: ")[0] for line in str(caught.value).splitlines()]
    assert files == ["greet/v1.md", "other/v1.md", "live.yaml", "live.yaml"]


def test_another_version_can_be_tried_without_changing_what_is_live(tmp_path: Path) -> None:
    write(tmp_path, "live.yaml", "greet: v1")
    write(tmp_path, "greet/v1.md", "---\nchanged: first\ngaps: [name]\n---\nHi $name")
    write(tmp_path, "greet/v2.md", "---\nchanged: warmer\ngaps: [name]\n---\nHello $name")
    shelf = read_prompts(tmp_path)

    assert shelf.with_live("greet", "v2").fill("greet", name="Ana").text == "Hello Ana"
    assert [(prompt.version, live) for prompt, live in shelf.versions()] == [("v1", True), ("v2", False)]
