"""Figures, floors, and how they are written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.commands.case_files import read_floors, write_floors
from bot.domain.reply import Reply, ReplyKind, Source
from bot.evaluation.cases import Case
from bot.evaluation.floors import Bounds, Floors, broken, floors_of
from bot.evaluation.report import Proportion, Reached, Report, figures, robustness
from bot.evaluation.scoring import Share, Verdict, judge
from bot.evaluation.writing import as_markdown, as_text, failure

SOURCE = Source("CONALEP", "https://www.conalep.edu.mx", date(2026, 1, 2))


def verdict(name: str, text: str, kind: ReplyKind = ReplyKind.ANSWER, expect: ReplyKind = ReplyKind.ANSWER, family: str = "") -> Verdict:
    case = Case(id=name, kind="unanswerable" if expect is ReplyKind.UNKNOWN else "fact", turns=("¿cuánto dura?",), expect=(expect,),
                must=("3 anos",) if expect is ReplyKind.ANSWER else (), family=family, reason="tres años")
    return judge(case, [(Reply(text, kind, "es", (SOURCE,), confidence=0.9), 10.0)])


RIGHT = verdict("a", "Dura **3 años**.")
WRONG = verdict("b", "Dura 2 años.")
VARIANT = verdict("a-1", "Dura 3 años.", family="a")
UNKNOWN = verdict("c", "No sé.", ReplyKind.UNKNOWN, ReplyKind.UNKNOWN)
REPORT = Report(on=date(2026, 11, 24), commit="abc", sets={"own": figures([RIGHT, WRONG, VARIANT, UNKNOWN])},
                noise=(robustness("typo", [RIGHT, VARIANT], [RIGHT, WRONG]),), reached=Reached.of(7, Share(9, 10)))


def test_the_figures_of_a_set() -> None:
    own = REPORT.sets["own"]

    assert (own.cases, own.families) == (4, 3)
    assert own.accuracy == Proportion(part=3, whole=4, value=0.75, low=0.3006, high=0.9544)
    assert (own.wrong_and_confident.part, own.abstention_recall.value, own.with_source.value) == (1, 1.0, 1.0)
    assert own.calibration_error == 0.2333
    assert REPORT.noise[0].points == -50.0


def test_a_report_survives_being_written_as_json() -> None:
    assert Report.model_validate_json(REPORT.model_dump_json()) == REPORT


def test_the_text_and_the_markdown_show_every_figure() -> None:
    text, markdown = as_text(REPORT), as_markdown(REPORT)

    for figure in ("75.0 % (3/4, 95 %: 30.1–95.4)", "50.0 % (1/2, 95 %: 9.4–90.5)", "90.0 % (9/10, 95 %: 59.6–98.2)", "-50.0"):
        assert figure in text
        assert figure in markdown
    assert "2026-11-24, commit abc" in markdown


def test_a_failure_says_what_was_said_what_came_and_what_is_wrong() -> None:
    assert failure(WRONG) == ("b  fact, es, clean\n  > ¿cuánto dura?\n  < [answer 0.90] Dura 2 años.\n    sources: CONALEP\n"
                              "  ! lacks 3 anos\n  = tres años")


def test_a_figure_below_its_floor_is_named() -> None:
    floors = Floors(sets={"own": Bounds(at_least={"accuracy": 0.8}, at_most={"wrong_and_confident": 0.2}), "other": Bounds()},
                    noise={"typo": 0.6}, reached=0.95)

    assert broken(REPORT, floors) == (
        "own: accuracy is 0.750, at least 0.800 is wanted", "own: wrong_and_confident is 0.250, at most 0.200 is allowed",
        "with typo: 0.500 is right, at least 0.600 is wanted", "facts reached: 0.900, at least 0.950 is wanted")


def test_new_floors_lie_just_under_what_was_measured_and_can_be_read_again(tmp_path: Path) -> None:
    write_floors(tmp_path / "floors.yaml", floors_of(REPORT))

    floors = read_floors(tmp_path / "floors.yaml")

    assert floors.sets["own"].at_least["accuracy"] == 0.74
    assert floors.sets["own"].at_most["wrong_and_confident"] == 0.26
    assert (floors.noise, floors.reached) == ({"typo": 0.49}, 0.89)
    assert broken(REPORT, floors) == ()
