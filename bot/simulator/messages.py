"""What a bot says: the methods that send, change and delete messages, and its answers to pressed buttons."""

from __future__ import annotations

from bot.simulator.calls import Call, Json, Refusal, bad_request
from bot.simulator.entities import Marked, caption, message_text
from bot.simulator.keyboards import inline_markup, reply_markup
from bot.simulator.media import LONGEST_DOWNLOAD, attached, described, document, photo
from bot.simulator.state import Chat, Telegram

QUERY_SECONDS = 60
LONGEST_TOAST = 200
CHAT_ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
                "choose_sticker", "find_location", "record_video_note", "upload_video_note"}
NOT_MODIFIED = ("message is not modified: specified new message content and reply markup are exactly the same as a current content "
                "and reply markup of the message")
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def send_message(telegram: Telegram, call: Call) -> Json:
    chat = _chat(telegram, call)
    return _sent(telegram, chat, call, _words("text", "entities", message_text(call.text("text"), call.text("parse_mode"))))


async def send_photo(telegram: Telegram, call: Call) -> Json:
    chat = _chat(telegram, call)
    return _sent(telegram, chat, call, photo(attached(telegram, call, "photo", "photos")) | _caption(call))


async def send_document(telegram: Telegram, call: Call) -> Json:
    chat = _chat(telegram, call)
    return _sent(telegram, chat, call, document(attached(telegram, call, "document", "documents")) | _caption(call))


async def send_location(telegram: Telegram, call: Call) -> Json:
    chat = _chat(telegram, call)
    return _sent(telegram, chat, call, {"location": _place(call)})


async def send_venue(telegram: Telegram, call: Call) -> Json:
    chat, place = _chat(telegram, call), _place(call)
    title, address = call.text("title"), call.text("address")
    if not title.strip() or not address.strip():
        raise bad_request("title and address of a venue must be non-empty")
    return _sent(telegram, chat, call, {"venue": {"location": place, "title": title, "address": address}, "location": place})


async def send_chat_action(telegram: Telegram, call: Call) -> bool:
    chat, action = _chat(telegram, call), call.text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.tell("action", action=action)
    return True


async def edit_message_text(telegram: Telegram, call: Call) -> Json:
    chat, message = _own_message(telegram, call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    words = _words("text", "entities", message_text(call.text("text"), call.text("parse_mode")))
    return _changed(telegram, chat, message, {"entities": [], **words}, inline_markup(call))


async def edit_message_reply_markup(telegram: Telegram, call: Call) -> Json:
    chat, message = _own_message(telegram, call)
    return _changed(telegram, chat, message, {}, inline_markup(call))


async def delete_message(telegram: Telegram, call: Call) -> bool:
    chat, number = _chat(telegram, call), call.integer("message_id")
    if chat.messages.pop(number, None) is None:
        raise bad_request("message to delete not found")
    chat.tell("delete", message_id=number)
    return True


async def answer_callback_query(telegram: Telegram, call: Call) -> bool:
    """Ends the waiting of a pressed button, with a toast where there is a text. Only the first answer is shown."""
    press = telegram.presses.get(call.text("callback_query_id"))
    if not press or telegram.clock() - press.time > QUERY_SECONDS:
        raise bad_request(TOO_OLD)
    text = call.text("text")
    if len(text) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if not press.answered:
        press.answered = True
        telegram.chats[press.chat].tell("answer", user=press.user, message_id=press.message_id, text=text, alert=call.flag("show_alert"))
    return True


async def get_file(telegram: Telegram, call: Call) -> Json:
    stored = telegram.files.get(call.text("file_id"))
    if not stored:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.content) > LONGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {**described(stored), "file_path": stored.path}


def _chat(telegram: Telegram, call: Call) -> Chat:
    """The chat a call is for, once a person opened it and as long as they let the bot in."""
    if not call.text("chat_id"):
        raise bad_request("chat_id is empty")
    try:
        number = int(call.text("chat_id"))
    except ValueError:
        raise bad_request("chat not found") from None
    chat = telegram.chats.get(number)
    if not chat or not chat.open:
        raise bad_request("chat not found")
    if number in telegram.blocked:
        raise Refusal(403, "Forbidden: bot was blocked by the user")
    return chat


def _sent(telegram: Telegram, chat: Chat, call: Call, content: Json) -> Json:
    extra = reply_markup(call) | _reply(chat, call)
    telegram.troubles.count_message(chat.id)
    return telegram.new_message(chat, telegram.bot, content | extra)


def _reply(chat: Chat, call: Call) -> Json:
    wanted = call.value("reply_parameters")
    if not isinstance(wanted, dict):
        return {}
    number = str(wanted.get("message_id", ""))
    replied = chat.messages.get(int(number)) if number.isdecimal() else None
    if replied:
        return {"reply_to_message": {key: value for key, value in replied.items() if key != "reply_to_message"}}
    if wanted.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _words(name: str, entities: str, marked: Marked) -> Json:
    return {name: marked.text} | ({entities: list(marked.entities)} if marked.entities else {})


def _caption(call: Call) -> Json:
    marked = caption(call.text("caption"), call.text("parse_mode"))
    return _words("caption", "caption_entities", marked) if marked.text else {}


def _place(call: Call) -> Json:
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("invalid coordinates specified")
    return {"latitude": latitude, "longitude": longitude}


def _own_message(telegram: Telegram, call: Call) -> tuple[Chat, Json]:
    chat = _chat(telegram, call)
    message = chat.messages.get(call.integer("message_id"))
    if not message:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != telegram.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, message


def _changed(telegram: Telegram, chat: Chat, message: Json, words: Json, markup: Json) -> Json:
    before = {name: message.get(name) for name in ("text", "entities", "reply_markup")}
    after = {**before, **words, "reply_markup": markup.get("reply_markup")}
    kept = {name: value for name, value in after.items() if value}
    if kept == {name: value for name, value in before.items() if value}:
        raise bad_request(NOT_MODIFIED)
    for name in before:
        message.pop(name, None)
    message |= {**kept, "edit_date": int(telegram.clock())}
    chat.tell("edit", message=message)
    return message
