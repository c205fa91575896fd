"""Names of which only the word that differs is said."""

from bot.conversation.engine import Engine
from bot.evaluation.conversing import converse


def last_text(engine: Engine, *said: str) -> str:
    return list(converse(engine, said))[-1].outcome.reply.text


def test_the_second_of_two_names_may_be_its_number_only(engine_by_words: Engine) -> None:
    text = last_text(engine_by_words, "cuál dura más, python essentials 1 o el 2")

    assert "30" in text and "40" in text


def test_a_follow_up_may_say_only_the_word_that_differs(engine_by_words: Engine) -> None:
    text = last_text(engine_by_words, "cuánto cuesta el ccst networking", "¿y el de cybersecurity?")

    assert "Cybersecurity" in text and "125" in text


def test_the_other_company_has_a_counterpart(engine_by_words: Engine) -> None:
    text = last_text(engine_by_words, "Is the IBM data analyst certificate shorter than the Google one?")

    assert "132" in text and "240" in text
