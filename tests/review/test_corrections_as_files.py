"""What an editor publishes goes into the files and becomes a case: `rumbo knowledge export`, `rumbo check`, `rumbo evaluate`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from bot import cli
from bot.conversation.engine import Engine
from bot.conversation.handover import Handover
from bot.library.phrases import PhraseBook
from tests.conftest import ROOT
from tests.review.site import Site
from tests.review.talk import Person
from tests.review.test_correcting import QUESTION, WRITTEN


@pytest.fixture(scope="module")
def files(site: Site, engine_by_words: Engine, phrases: PhraseBook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the knowledge and the cases as `rumbo knowledge export` leaves them after an editor's correction."""
    person = Person(site, Handover(engine_by_words, phrases), 6000)
    person.say(QUESTION)
    assert site.client("eva").post(f"/responder/{person.last_turn}", data=WRITTEN).status_code == 303
    folder = tmp_path_factory.mktemp("release")
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    done = rumbo(folder, "knowledge", "export", "--cases", str(folder), RUMBO_DATABASE_URL=address_of(site))
    assert done.exit_code == 0, done.output
    assert "1 entries, 1 cases" in done.output
    return folder


def rumbo(folder: Path, *words: str, **settings: str) -> Result:
    """A command on the knowledge in that folder, with data of its own."""
    given = {"RUMBO_KNOWLEDGE": str(folder / "knowledge"), "RUMBO_DATA": str(folder / "data"), "RUMBO_BY_WORDS": "true", "COLUMNS": "200"}
    return CliRunner().invoke(cli.application, words, env=given | settings)


def address_of(site: Site) -> str:
    """The site's database, as the settings name it."""
    return site.parts.database.engine.url.render_as_string()


def written(folder: Path) -> Path:
    """The file that the export wrote."""
    before = {file.name for file in (ROOT / "knowledge" / "questions").iterdir()}
    new = [file for file in (folder / "knowledge" / "questions").iterdir() if file.name not in before]
    assert len(new) == 1
    return new[0]


def test_the_exported_file_is_what_the_editor_wrote_and_the_check_accepts_it(files: Path) -> None:
    done = rumbo(files, "check")

    text = written(files).read_text(encoding="utf-8")
    assert done.exit_code == 0, done.output
    assert WRITTEN["respuesta"] in text and WRITTEN["respuesta_en"] in text


def test_the_exported_case_asks_what_was_asked_and_is_answered_from_the_file(files: Path) -> None:
    cases = yaml.safe_load((files / "site-corrections.yaml").read_text(encoding="utf-8"))

    done = rumbo(files, "evaluate", "--cases", str(files / "site-corrections.yaml"))

    assert [(case["turns"], case["must"], case["entries"]) for case in cases] == [
        ([WRITTEN["pregunta"]], ["zanahoria"], [written(files).stem])]
    assert done.exit_code == 0, done.output


def test_the_evaluation_fails_when_a_corrected_answer_is_wrong_again(files: Path) -> None:
    file = written(files)
    right = file.read_text(encoding="utf-8")

    file.write_text(right.replace("Zanahoria", "Lechuga"), encoding="utf-8")
    changed = rumbo(files, "evaluate", "--cases", str(files / "site-corrections.yaml"))
    file.unlink()
    gone = rumbo(files, "evaluate", "--cases", str(files / "site-corrections.yaml"))
    file.write_text(right, encoding="utf-8")

    for done in (changed, gone):
        assert done.exit_code == 1
        assert f"what was corrected is wrong again: site-{file.stem}" in done.output


def test_the_case_is_run_from_the_database_before_any_export(site: Site, files: Path) -> None:
    done = rumbo(files, "evaluate", "--only", "site-", RUMBO_DATABASE_URL=address_of(site), RUMBO_KNOWLEDGE=str(ROOT / "knowledge"))

    assert done.exit_code == 0, done.output
    assert "site" in done.output
