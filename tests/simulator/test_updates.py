"""How updates reach the bot: polling, its conflicts, confirmation by offset, and the troubles a test can ask for."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from telegram import Bot, Update
from telegram.error import Conflict, NetworkError, RetryAfter, TimedOut
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.simulator.conftest import Raw
from tests.stand_ins.telegram import Simulator


async def test_the_real_library_polls_answers_and_hears_of_a_pressed_button(simulator: Simulator) -> None:
    application = ApplicationBuilder().token(simulator.token).base_url(simulator.base_url).build()
    pressed: list[str | None] = []

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.effective_message.reply_html(f"<b>{update.effective_message.text}</b>", reply_markup={
            "inline_keyboard": [[{"text": "Sí", "callback_data": "yes"}]]})

    async def hear(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        pressed.append(update.callback_query.data)
        await update.callback_query.answer("¡Gracias!")
        await update.effective_message.reply_text("anotado")

    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(hear))
    ana = simulator.person(1)
    async with application:
        await application.start()
        await application.updater.start_polling()
        first = await asyncio.to_thread(ana.ask, "hola")
        await asyncio.to_thread(ana.press, "Sí")
        second = await asyncio.to_thread(ana.wait_for_reply)
        await application.updater.stop()
        await application.stop()

    assert (first, pressed, second["text"]) == ("hola", ["yes"], "anotado")
    assert [entry["content"]["text"] for entry in simulator.calls("answerCallbackQuery")] == ["¡Gracias!"]


def test_updates_come_again_until_the_offset_confirms_them(simulator: Simulator, call: Raw) -> None:
    ana = simulator.person(1)
    for text in ("uno", "dos", "tres"):
        ana.say(text)

    first = call("getUpdates", limit=2)[1]["result"]
    again = call("getUpdates")[1]["result"]
    after = call("getUpdates", offset=first[-1]["update_id"] + 1)[1]["result"]

    assert [[update["message"]["text"] for update in batch] for batch in (first, again, after)] == [
        ["uno", "dos"], ["uno", "dos", "tres"], ["tres"]]


def test_a_long_poll_waits_and_ends_with_the_first_message(simulator: Simulator, call: Raw) -> None:
    threading.Timer(0.3, lambda: simulator.person(1).say("hola")).start()

    start = time.monotonic()
    got = call("getUpdates", timeout=20)[1]["result"]

    assert ([update["message"]["text"] for update in got], 0.2 < time.monotonic() - start < 5) == (["hola"], True)


def test_a_long_poll_without_news_ends_empty(call: Raw) -> None:
    assert call("getUpdates", timeout=1) == (200, {"ok": True, "result": []})


def test_a_second_poll_ends_the_first_with_409(simulator: Simulator, call: Raw) -> None:
    with ThreadPoolExecutor() as pool:
        first = pool.submit(call, "getUpdates", timeout=20)
        while not simulator.look("status")["polling"]:
            time.sleep(0.02)
        second = pool.submit(call, "getUpdates", timeout=1)

        assert (first.result()[0], second.result()[0]) == (409, 200)


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:1/hook")

    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()


def test_only_the_wanted_kinds_of_update_come(simulator: Simulator, call: Raw) -> None:
    call("getUpdates", allowed_updates=["edited_message"])
    ana = simulator.person(1)
    said = ana.say("ola")
    ana.say("hola", edit=said)

    got = call("getUpdates", allowed_updates=[])[1]["result"]

    assert [update["edited_message"]["text"] for update in got] == ["hola"]


def test_everything_a_person_can_send_arrives_as_its_kind(simulator: Simulator, call: Raw) -> None:
    ana = simulator.person(1)
    for content in ({"photo": True, "caption": "mira"}, {"voice": True}, {"sticker": "🎓"}, {"document": True}, {"location": True},
                    {"contact": True}):
        ana.send(**content)
    simulator.person(1, group=7).say("hola a todos")

    got = [update["message"] for update in call("getUpdates")[1]["result"]]

    assert [next(kind for kind in ("photo", "voice", "sticker", "document", "location", "contact", "text") if kind in message)
            for message in got] == ["photo", "voice", "sticker", "document", "location", "contact", "text"]
    assert (got[0]["caption"], got[2]["sticker"]["emoji"], got[6]["chat"]["id"], got[6]["from"]["id"]) == ("mira", "🎓", -7, 1)


def test_a_command_is_marked_as_one(simulator: Simulator, call: Raw) -> None:
    simulator.person(1).say("/start promo")

    message = call("getUpdates")[1]["result"][0]["message"]

    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize(("kind", "error"), [("fail", NetworkError), ("cut", NetworkError), ("lost", NetworkError), ("flood", RetryAfter)])
async def test_a_trouble_strikes_as_often_as_asked_and_then_is_over(simulator: Simulator, bot: Bot, kind: str,
                                                                    error: type[Exception]) -> None:
    ana = simulator.person(1)
    ana.say("hola")
    simulator.trouble(kind, n=2, method="sendMessage", seconds=7)

    for _ in range(2):
        with pytest.raises(error) as struck:
            await bot.send_message(1, "hola")
    await bot.send_message(1, "por fin")

    assert len(ana.messages()) == (4 if kind == "lost" else 2)
    assert kind != "flood" or struck.value.retry_after == 7


async def test_a_silence_lets_calls_wait_and_carries_none_out(simulator: Simulator, bot: Bot) -> None:
    ana = simulator.person(1)
    ana.say("hola")
    simulator.trouble("silence", seconds=0.6)

    with pytest.raises(TimedOut):
        await bot.send_message(1, "uno", read_timeout=0.2)
    with pytest.raises(NetworkError):
        await bot.send_message(1, "dos", read_timeout=10)
    await bot.send_message(1, "tres")

    assert [message["text"] for message in ana.messages()] == ["hola", "tres"]


def test_updates_are_doubled_swapped_and_jump_when_asked(simulator: Simulator, call: Raw) -> None:
    ana = simulator.person(1)
    simulator.trouble("duplicate")
    ana.say("doble")
    simulator.trouble("reorder")
    ana.say("segundo")
    ana.say("primero")
    simulator.trouble("jump")
    ana.say("lejos")

    got = call("getUpdates")[1]["result"]
    ids = [update["update_id"] for update in got]

    assert [update["message"]["text"] for update in got] == ["doble", "doble", "primero", "segundo", "lejos"]
    assert (ids[0] == ids[1], ids[2] - ids[3], ids[4] - ids[2] > 1) == (True, 1, True)


def test_a_swapped_update_is_not_lost_to_a_bot_that_confirms_the_higher_id(simulator: Simulator, call: Raw) -> None:
    ana = simulator.person(1)
    simulator.trouble("reorder")
    ana.say("segundo")
    ana.say("primero")

    first = call("getUpdates", limit=1)[1]["result"]
    second = call("getUpdates", offset=first[0]["update_id"] + 1)[1]["result"]

    assert [update["message"]["text"] for update in [*first, *second]] == ["primero", "segundo"]


def test_a_swap_without_a_next_update_comes_late(simulator: Simulator, call: Raw) -> None:
    simulator.trouble("reorder")
    simulator.person(1).say("solo")

    assert [update["message"]["text"] for update in call("getUpdates", timeout=5)[1]["result"]] == ["solo"]
