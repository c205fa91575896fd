"""The case files: well formed, and true to the knowledge they were written from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands.case_files import read_cases
from bot.domain.knowledge import Certification, Knowledge
from bot.domain.reply import ReplyKind
from bot.errors import KnowledgeError
from bot.evaluation.cases import Case, paraphrased
from bot.evaluation.scoring import plain
from bot.library.files import read_knowledge

FOLDER = Path(__file__).parent
OWN = sorted(FOLDER.glob("own-*.yaml"))
ALL = [case for file in (*OWN, *sorted(FOLDER.glob("dev-*.yaml")), *sorted(FOLDER.glob("apart-*.yaml"))) for case in read_cases(file)]
TONGUES = {"es": "español spanish", "en": "inglés english", "pt": "portugués portuguese", "fr": "francés french",
           "ja": "japonés japanese", "ar": "árabe arabic", "zh": "chino chinese"}
LEVELS = {"beginner": "principiante", "intermediate": "intermedio", "advanced": "avanzado"}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(FOLDER.parents[1] / "knowledge")


def said_by(knowledge: Knowledge) -> dict[str, str]:
    """Everything each entry says, as a reply could say it."""
    groups = (knowledge.paths, knowledge.topics, knowledge.programs, knowledge.questions, knowledge.hubs, knowledge.sectors,
              knowledge.support, knowledge.help_lines)
    texts = {entry.id: repr(entry) for entries in groups for entry in entries}
    names = {entry.id: f"{entry.name} {entry.name_es}" for entry in knowledge.certifications}
    texts |= {path.id: f"{path!r} {' '.join(names[step] for step in path.steps)}" for path in knowledge.paths}
    return texts | {entry.id: " ".join((repr(entry), *composed(entry))) for entry in knowledge.certifications}


def composed(entry: Certification) -> Iterator[str]:
    """The fields of a certification in words."""
    yield f"{entry.hours:g} h" if entry.hours else ""
    yield {True: "gratis free", False: "", None: ""}[entry.cost.free]
    yield f"{entry.cost.amount:g} USD" if entry.cost.amount else ""
    yield f"{entry.min_age} años {entry.min_age} years" if entry.min_age else ""
    yield f"{entry.validity_years:g} años {entry.validity_years:g} years" if entry.validity_years else ""
    yield " ".join(TONGUES[one] for one in entry.languages)
    yield LEVELS[entry.level]


def test_there_are_at_least_250_cases_of_our_own_of_every_kind() -> None:
    own = [case for file in OWN for case in read_cases(file)]
    kinds = Counter(case.kind for case in own)

    assert len(own) >= 250
    assert min(kinds.values()) >= 8
    assert len(kinds) == 12


def test_no_id_is_used_twice() -> None:
    ids = Counter(one.id for case in ALL for one in (case, *paraphrased(case)))

    assert [name for name, count in ids.items() if count > 1] == []


def test_no_case_of_our_own_repeats_a_visible_one() -> None:
    dev = {plain(case.turns[-1]) for case in ALL if case.id.startswith("dev-")}

    assert [case.id for case in ALL if not case.id.startswith("dev-") and plain(case.turns[-1]) in dev] == []


def test_the_knowledge_holds_what_a_right_answer_must_say(knowledge: Knowledge) -> None:
    texts = said_by(knowledge)

    wrong = [f"{case.id}: {problem}" for case in ALL if case.entries for problem in untrue(case, texts)]

    assert wrong == []


def untrue(case: Case, texts: dict[str, str]) -> Iterator[str]:
    """What is wrong with a case: an entry that is not there, or a pattern that its entries do not say."""
    missing = [entry for entry in case.entries if entry not in texts]
    yield from (f"no entry {entry}" for entry in missing)
    if set(case.expect) != {ReplyKind.ANSWER} or missing:
        return
    text = plain(" ".join(texts[entry] for entry in case.entries))
    yield from (f"{pattern} is said nowhere" for pattern in case.must if not re.search(pattern, text, re.DOTALL))
    if case.must_any and not any(re.search(pattern, text, re.DOTALL) for pattern in case.must_any):
        yield f"none of {case.must_any} is said anywhere"


def test_every_mistake_of_a_case_file_is_listed_at_once(tmp_path: Path) -> None:
    file = tmp_path / "own-wrong.yaml"
    file.write_text("- id: a\n  kind: facto\n  turns: [hola]\n  expect: [answer]\n  must: ['x']\n  reason: r\n"
                    "- id: b\n  kind: fact\n  turns: [hola]\n  expect: [answer]\n  reason: r\n", encoding="utf-8")

    with pytest.raises(KnowledgeError) as raised:
        read_cases(file)

    assert [str(mistake).partition(": ")[2].split(":")[0] for mistake in raised.value.mistakes] == ["a", "b"]


def test_cases_in_json_lines_are_read_too(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"id": "x-1", "lang": "en", "style": "slang", "kind_of_test": "fact", "turns": ["hi"], '
                    '"expect": {"kind": ["answer"], "all": ["7"], "any": [], "none": ["8"]}, "reason": "seven"}\n', encoding="utf-8")

    [case] = read_cases(file)

    assert case == Case(id="x-1", kind="fact", style="slang", language="en", turns=("hi",), expect=(ReplyKind.ANSWER,), must=("7",),
                        must_not=("8",), reason="seven")
