"""What a bot may send, through the real library, and what is refused, with Telegram's words."""

from __future__ import annotations

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter

from bot.simulator.media import picture_size, sample_picture
from tests.simulator.conftest import Raw
from tests.stand_ins.telegram import Simulator, buttons, running_simulator

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Sí", callback_data="yes"), InlineKeyboardButton("Leer", url="https://example.org")]])


async def test_a_formatted_message_arrives_as_text_entities_and_buttons(simulator: Simulator, bot: Bot) -> None:
    ana = simulator.person(1)
    ana.say("hola")

    text = "😀 <b>Hola</b> &amp; <a href='https://example.org/?a=1&amp;b=2'>lee</a>"
    sent = await bot.send_message(1, text, ParseMode.HTML, reply_markup=KEYBOARD)

    shown = ana.wait_for_reply()
    assert (shown["message_id"], shown["text"], shown["entities"], buttons(shown)) == (
        sent.message_id, "😀 Hola & lee",
        [{"type": "bold", "offset": 3, "length": 4}, {"type": "text_link", "offset": 10, "length": 3, "url": "https://example.org/?a=1&b=2"}],
        {"Sí": "yes"})


async def test_a_picture_goes_up_and_comes_down_unchanged(simulator: Simulator, bot: Bot) -> None:
    simulator.person(1).say("hola")
    picture = sample_picture()

    sent = await bot.send_photo(1, picture, caption="<i>Tu plan</i>", parse_mode=ParseMode.HTML)
    again = await bot.send_photo(1, sent.photo[-1].file_id)
    file = await bot.get_file(again.photo[-1].file_id)

    assert (bytes(await file.download_as_bytearray()), sent.caption, (sent.photo[0].width, sent.photo[0].height)) == (
        picture, "Tu plan", picture_size(picture))


async def test_a_document_keeps_its_name_and_kind(simulator: Simulator, bot: Bot) -> None:
    simulator.person(1).say("hola")

    sent = await bot.send_document(1, InputFile(b"%PDF-1.4 plan", filename="plan.pdf"))

    file = await bot.get_file(sent.document.file_id)
    assert (sent.document.file_name, sent.document.mime_type, bytes(await file.download_as_bytearray())) == (
        "plan.pdf", "application/pdf", b"%PDF-1.4 plan")


async def test_places_arrive_with_their_coordinates(simulator: Simulator, bot: Bot) -> None:
    ana = simulator.person(1)
    ana.say("hola")

    await bot.send_location(1, 19.4, -99.1)
    await bot.send_venue(1, 19.5, -99.2, "CONALEP Azcapotzalco", "Av. de las Granjas")

    assert [(ana.wait_for_reply()["location"]), ana.wait_for_reply()["venue"]] == [
        {"latitude": 19.4, "longitude": -99.1},
        {"location": {"latitude": 19.5, "longitude": -99.2}, "title": "CONALEP Azcapotzalco", "address": "Av. de las Granjas"}]


async def test_a_message_is_edited_and_deleted(simulator: Simulator, bot: Bot) -> None:
    ana = simulator.person(1)
    ana.say("hola")
    sent = await bot.send_message(1, "uno", reply_markup=KEYBOARD)

    await bot.edit_message_text("<b>dos</b>", 1, sent.message_id, parse_mode=ParseMode.HTML, reply_markup=KEYBOARD)
    await bot.edit_message_reply_markup(1, sent.message_id)
    edited = ana.wait_for_reply()
    await bot.delete_message(1, sent.message_id)

    assert (edited["text"], buttons(edited), "edit_date" in edited, len(ana.messages())) == ("dos", {}, True, 1)


async def test_a_reply_shows_what_it_answers(simulator: Simulator, bot: Bot) -> None:
    ana = simulator.person(1)
    asked = ana.say("¿cuánto cuesta?")

    await bot.send_message(1, "Nada", reply_to_message_id=asked)

    assert ana.wait_for_reply()["reply_to_message"]["text"] == "¿cuánto cuesta?"


async def test_typing_is_accepted_and_leaves_no_message(simulator: Simulator, bot: Bot) -> None:
    ana = simulator.person(1)
    ana.say("hola")

    assert await bot.send_chat_action(1, ChatAction.TYPING)
    assert len(ana.messages()) == 1


@pytest.mark.parametrize(("method", "parameters", "description"), [
    ("sendMessage", {"text": ""}, "Bad Request: message text is empty"),
    ("sendMessage", {"text": " \u200b\n"}, "Bad Request: message text is empty"),
    ("sendMessage", {"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
    ("sendMessage", {"text": "a" * 4097}, "Bad Request: message is too long"),
    ("sendMessage", {"text": "😀" * 2049}, "Bad Request: message is too long"),
    ("sendMessage", {"text": "hola", "chat_id": 99}, "Bad Request: chat not found"),
    ("sendMessage", {"text": "hola", "chat_id": "nadie"}, "Bad Request: chat not found"),
    ("sendMessage", {"text": "hola", "chat_id": ""}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"text": "hola", "reply_parameters": {"message_id": 5}}, "Bad Request: message to be replied not found"),
    ("sendMessage", {"text": "hola", "reply_parameters": {"message_id": "x"}}, "Bad Request: message to be replied not found"),
    ("sendMessage", {"text": "<b>hola", "parse_mode": "HTML"},
     "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ("sendMessage", {"text": "año <b>hola</i>", "parse_mode": "HTML"},
     "Bad Request: can't parse entities: Unmatched end tag at byte offset 12, expected \"</b>\", found \"</i>\""),
    ("sendMessage", {"text": "<br>", "parse_mode": "HTML"},
     "Bad Request: can't parse entities: Unsupported start tag \"br\" at byte offset 0"),
    ("sendMessage", {"text": "1 < 2", "parse_mode": "HTML"},
     "Bad Request: can't parse entities: Unsupported start tag \"\" at byte offset 2"),
    ("sendMessage", {"text": "</b>", "parse_mode": "HTML"}, "Bad Request: can't parse entities: Unexpected end tag at byte offset 0"),
    ("sendMessage", {"text": "hola", "reply_markup": {"inline_keyboard": [[{"text": "Sí", "callback_data": "é" * 33}]]}},
     "Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", {"text": "hola", "reply_markup": {"inline_keyboard": [[{"text": "Sí"}]]}},
     "Bad Request: can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"),
    ("sendMessage", {"text": "hola", "reply_markup": {"inline_keyboard": [[{"text": "", "callback_data": "a"}]]}},
     "Bad Request: can't parse inline keyboard button: can't find field \"text\""),
    ("sendMessage", {"text": "hola", "reply_markup": {"inline_keyboard": [[{"text": "Ir", "url": "javascript:alert(1)"}]]}},
     "Bad Request: inline keyboard button URL 'javascript:alert(1)' is invalid: wrong HTTP URL"),
    ("sendMessage", {"text": "hola", "reply_markup": "{"}, "Bad Request: can't parse reply markup JSON object"),
    ("sendMessage", {"text": "\ud800"}, "Bad Request: strings must be encoded in UTF-8"),
    ("sendPhoto", {}, "Bad Request: there is no photo in the request"),
    ("sendPhoto", {"photo": "AgAC-unknown"}, "Bad Request: wrong file identifier/HTTP URL specified"),
    ("sendLocation", {"latitude": 91, "longitude": 0}, "Bad Request: invalid coordinates specified"),
    ("sendLocation", {"latitude": "north", "longitude": 0}, "Bad Request: latitude must be a number"),
    ("sendVenue", {"latitude": 1, "longitude": 1, "title": "", "address": "x"},
     "Bad Request: title and address of a venue must be non-empty"),
    ("sendChatAction", {"action": "dancing"}, "Bad Request: wrong parameter action in request"),
    ("editMessageText", {"message_id": 1, "text": "x"}, "Bad Request: message to edit not found"),
    ("deleteMessage", {"message_id": 1}, "Bad Request: message to delete not found"),
    ("getFile", {"file_id": "x"}, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    ("answerCallbackQuery", {"callback_query_id": "1"},
     "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    ("setMyCommands", {"commands": [{"command": "Ayuda", "description": "x"}]}, "Bad Request: BOT_COMMAND_INVALID"),
])
def test_a_wrong_call_is_refused_as_by_telegram(simulator: Simulator, call: Raw, method: str, parameters: dict[str, object],
                                                description: str) -> None:
    simulator.person(1).say("hola")

    answer = call(method, **{"chat_id": 1, **parameters})

    assert answer == (400, {"ok": False, "error_code": 400, "description": description})


def test_a_text_of_exactly_the_longest_length_is_sent(simulator: Simulator, call: Raw) -> None:
    simulator.person(1).say("hola")

    status, body = call("sendMessage", chat_id=1, text="😀" * 2048)

    assert (status, len(body["result"]["text"])) == (200, 2048)


async def test_a_caption_may_not_be_longer_than_1024(simulator: Simulator, bot: Bot) -> None:
    simulator.person(1).say("hola")

    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(1, sample_picture(), caption="a" * 1025)


@pytest.mark.parametrize(("picture", "words"), [
    pytest.param(b"no picture", "IMAGE_PROCESS_FAILED", id="no-picture"),
    pytest.param(sample_picture(10, 210), "PHOTO_INVALID_DIMENSIONS", id="too-tall"),
])
async def test_what_is_no_fitting_picture_is_refused(simulator: Simulator, bot: Bot, picture: bytes, words: str) -> None:
    simulator.person(1).say("hola")

    with pytest.raises(BadRequest, match="(?i)" + words):
        await bot.send_photo(1, picture)


async def test_an_edit_that_changes_nothing_is_refused(simulator: Simulator, bot: Bot) -> None:
    simulator.person(1).say("hola")
    sent = await bot.send_message(1, "<b>uno</b>", ParseMode.HTML, reply_markup=KEYBOARD)

    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("<b>uno</b>", 1, sent.message_id, parse_mode=ParseMode.HTML, reply_markup=KEYBOARD)


async def test_a_persons_message_cannot_be_edited_by_the_bot(simulator: Simulator, bot: Bot) -> None:
    said = simulator.person(1).say("hola")

    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("adiós", 1, said)


async def test_who_blocked_the_bot_gets_nothing_until_they_let_it_in(simulator: Simulator, bot: Bot) -> None:
    ana = simulator.person(1)
    ana.say("hola")
    ana.block()

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1, "hola")
    ana.block(False)
    await bot.send_message(1, "otra vez")

    changes = [update.my_chat_member.new_chat_member.status for update in await bot.get_updates() if update.my_chat_member]
    assert (changes, ana.wait_for_reply()["text"]) == (["kicked", "member"], "otra vez")


async def test_nobody_is_written_to_first(simulator: Simulator, bot: Bot) -> None:
    simulator.look("chat", user=5)

    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "hola")


async def test_a_wrong_token_is_refused(simulator: Simulator) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=simulator.base_url):
            pass


def test_an_unknown_method_is_not_found_and_names_count_in_any_case(call: Raw) -> None:
    assert (call("sendDice")[0], call("GETME")[0]) == (404, 200)


async def test_flood_limits_are_telegrams_when_asked_for() -> None:
    with running_simulator(flood_limits=True) as simulator:
        async with Bot(simulator.token, base_url=simulator.base_url) as bot:
            for user in range(1, 32):
                simulator.person(user).say("hola")
            with pytest.raises(RetryAfter) as one_chat:
                for _ in range(4):
                    await bot.send_message(1, "hola")
            sent = 0
            with pytest.raises(RetryAfter) as overall:
                for user in range(2, 32):
                    await bot.send_message(user, "hola")
                    sent += 1

    assert (one_chat.value.retry_after, overall.value.retry_after, sent) == (3, 1, 27)
