"""`rumbo ask --json` writes what the batch writes, for one question."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.conversation.engine import Engine


def test_a_question_is_answered_as_one_json_object(monkeypatch: pytest.MonkeyPatch, engine_by_words: Engine) -> None:
    monkeypatch.setattr(cli, "build_engine", lambda *_: engine_by_words)

    done = CliRunner().invoke(cli.application, ["ask", "--json", "¿cuántas horas dura Introduction to Cybersecurity?"])
    reply = json.loads(done.stdout)

    assert done.exit_code == 0
    assert set(reply) == {"text", "kind", "language", "sources", "buttons", "confidence", "ms"}
    assert (reply["kind"], reply["language"], "6 horas" in reply["text"]) == ("answer", "es", True)
    assert set(reply["sources"][0]) == {"title", "url", "checked_on"}


def test_each_typed_line_is_a_message_of_one_conversation(monkeypatch: pytest.MonkeyPatch, engine_by_words: Engine) -> None:
    monkeypatch.setattr(cli, "build_engine", lambda *_: engine_by_words)

    done = CliRunner().invoke(cli.application, ["ask", "--json"], input="háblame de Introduction to Cybersecurity\n¿y cuánto dura?\n")
    replies = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(replies) == 2
    assert "6 horas" in replies[1]["text"]
