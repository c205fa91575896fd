"""Measures of retrieval, and files in SQuAD's form."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import pytest

from bot.commands.case_files import read_squad
from bot.errors import SettingsError
from bot.evaluation.retrieval import Asked, Comparison, Found, Retrieval, as_table, compare

QUESTIONS = (Asked("uno", frozenset("a")), Asked("dos", frozenset("bc")), Asked("tres", frozenset("z")))
RANKINGS = {"uno": {"good": "abcdef", "bad": "fedcba"}, "dos": {"good": "xbyc", "bad": "xyzw"}, "tres": {"good": "abcdef", "bad": "z"}}


def test_hits_reciprocal_rank_and_ndcg_are_means_over_the_questions() -> None:
    compared = compare("some", QUESTIONS, lambda text: {way: list(ids) for way, ids in RANKINGS[text].items()}, documents=6)

    two_of_two = (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3))
    assert compared == Comparison(name="some", questions=3, documents=6, variants=(
        Found(variant="good", hit1=0.3333, hit5=0.6667, mrr=0.5, ndcg=round((1 + two_of_two) / 3, 4)),
        Found(variant="bad", hit1=0.3333, hit5=0.3333, mrr=round((1 / 6 + 1) / 3, 4), ndcg=round((1 / math.log2(7) + 1) / 3, 4))))


def test_the_table_has_one_row_for_each_way_and_four_figures_for_each_set() -> None:
    row = Found(variant="dense", hit1=0.5, hit5=0.75, mrr=0.6, ndcg=0.66)
    own, other = (Comparison(name=name, questions=4, documents=9, variants=(row,)) for name in ("own", "other"))

    table = as_table(Retrieval(on=date(2026, 11, 24), sets=(own, other))).splitlines()

    assert table[0].count("|") == table[1].count("|") == table[2].count("|") == 10
    assert table[2] == "| dense | 0.500 | 0.750 | 0.600 | 0.660 | 0.500 | 0.750 | 0.600 | 0.660 |"


def test_a_file_in_squads_form_gives_paragraphs_and_where_each_question_belongs(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    article = {"paragraphs": [{"context": "Uno.", "qas": [{"question": "¿uno?"}, {"question": "¿1?"}]},
                              {"context": "Dos.", "qas": [{"question": "¿dos?"}]}]}
    file.write_text(json.dumps({"data": [article]}), encoding="utf-8")

    assert read_squad(file) == (["Uno.", "Dos."], [("¿uno?", 0), ("¿1?", 0), ("¿dos?", 1)])


def test_another_form_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text('{"rows": []}', encoding="utf-8")

    with pytest.raises(SettingsError, match="does not have SQuAD's form"):
        read_squad(file)
