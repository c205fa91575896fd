"""What a person does: writes, sends things, edits, presses buttons, blocks the bot. Each becomes the update that Telegram would make."""

from __future__ import annotations

import base64
import re
import secrets
from typing import Any

from bot.simulator.calls import Json, bad_request
from bot.simulator.entities import LONGEST_TEXT, found_entities, units
from bot.simulator.keyboards import button_data
from bot.simulator.media import described, document, photo, sample_picture, silent_voice
from bot.simulator.state import Chat, Press, Stored, Telegram

SAMPLE_TEXT = "Un documento de prueba.\n"
VOICE_SECONDS = 2


async def send(telegram: Telegram, user: int, group: int, content: Json, edit: int = 0) -> Json:
    """A message of a person, new or edited; gives the message and the number of its update."""
    chat, sender = telegram.room(user, group), telegram.person(user)
    chat.open = True
    message = _edited(telegram, chat, user, content, edit) if edit else telegram.new_message(chat, sender, content)
    update = await telegram.new_update("edited_message" if edit else "message", dict(message), chat)
    return {"message": message, "update_id": update}


async def press(telegram: Telegram, user: int, group: int, message_id: int, data: str, forged: bool = False) -> Json:
    """Press a button of a message. A changed client can send data that no button has: `forged`."""
    chat, sender = telegram.room(user, group), telegram.person(user)
    message = chat.messages.get(message_id)
    if not message or (data not in button_data(message) and not forged):
        raise bad_request("there is no such button to press")
    query = str(secrets.randbits(62))
    telegram.presses[query] = Press(chat.id, user, message_id, telegram.clock())
    pressed = {"id": query, "from": sender, "message": dict(message), "chat_instance": str(chat.id), "data": data}
    update = await telegram.new_update("callback_query", pressed, chat)
    return {"callback_query_id": query, "update_id": update}


async def block(telegram: Telegram, user: int, blocked: bool) -> Json:
    """Block the bot or let it in again; the bot is told as Telegram does."""
    chat, person = telegram.room(user), telegram.person(user)
    if blocked == (user in telegram.blocked):
        return {"blocked": blocked}
    (telegram.blocked.add if blocked else telegram.blocked.discard)(user)
    chat.tell("blocked", blocked=blocked)
    out: Json = {"user": telegram.bot, "status": "kicked", "until_date": 0}
    member: Json = {"user": telegram.bot, "status": "member"}
    changed = {"chat": telegram.described(chat), "from": person, "date": int(telegram.clock()),
               "old_chat_member": member if blocked else out, "new_chat_member": out if blocked else member}
    return {"blocked": blocked, "update_id": await telegram.new_update("my_chat_member", changed, chat)}


def content(telegram: Telegram, body: Json) -> Json:
    """What a person sends, as a message has it: the first of the things a message can be that `body` names."""
    for name, made in {"text": _text, "photo": _photo, "voice": _voice, "sticker": _sticker, "document": _document,
                       "location": _location, "contact": _contact}.items():
        if name in body:
            return made(telegram, body[name]) | _caption(body)
    raise bad_request("send needs text, photo, voice, sticker, document, location or contact")


def _edited(telegram: Telegram, chat: Chat, user: int, content: Json, edit: int) -> Json:
    message = chat.messages.get(edit)
    if not message or message["from"]["id"] != user:
        raise bad_request("message to edit not found")
    message.pop("entities", None)
    message |= {**content, "edit_date": int(telegram.clock())}
    chat.tell("edit", message=message)
    return message


def _text(telegram: Telegram, text: Any) -> Json:
    if not isinstance(text, str) or not text:
        raise bad_request("message text is empty")
    if units(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    entities = list(found_entities(text))
    return {"text": text} | ({"entities": entities} if entities else {})


def _photo(telegram: Telegram, given: Any) -> Json:
    return photo(_file(telegram, given, "photos", "foto.png", "image/png", sample_picture()))


def _voice(telegram: Telegram, given: Any) -> Json:
    stored = _file(telegram, given, "voice", "voz.ogg", "audio/ogg", silent_voice(VOICE_SECONDS))
    seconds = given.get("duration", VOICE_SECONDS) if isinstance(given, dict) else VOICE_SECONDS
    return {"voice": {**described(stored), "duration": seconds, "mime_type": stored.mime_type}}


def _document(telegram: Telegram, given: Any) -> Json:
    return document(_file(telegram, given, "documents", "documento.txt", "text/plain", SAMPLE_TEXT.encode()))


def _sticker(telegram: Telegram, given: Any) -> Json:
    stored = _file(telegram, True, "stickers", "sticker.png", "image/png", sample_picture(64, 64))
    return {"sticker": {**described(stored), "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False,
                        "emoji": given if isinstance(given, str) else "👍"}}


def _location(telegram: Telegram, given: Any) -> Json:
    place = given if isinstance(given, dict) else {"latitude": 19.4326, "longitude": -99.1332}
    try:
        return {"location": {"latitude": float(place["latitude"]), "longitude": float(place["longitude"])}}
    except (KeyError, TypeError, ValueError):
        raise bad_request("a location has latitude and longitude") from None


def _contact(telegram: Telegram, given: Any) -> Json:
    contact = {"phone_number": "+525500000000", "first_name": "Ana"} | (given if isinstance(given, dict) else {})
    return {"contact": contact}


def _caption(body: Json) -> Json:
    text = body.get("caption")
    return {"caption": str(text)} if text else {}


def _file(telegram: Telegram, given: Any, folder: str, name: str, mime_type: str, sample: bytes) -> Stored:
    """A file given as {name, mime_type, data in base64}, or the sample when it is given as true."""
    if not isinstance(given, dict) or "data" not in given:
        return telegram.keep(sample, mime_type, folder, name)
    try:
        content = base64.b64decode(str(given["data"]), validate=True)
    except ValueError:
        raise bad_request("data must be base64") from None
    kind = str(given.get("mime_type") or mime_type)
    named = re.sub(r"[\x00-\x1f/\\]", "_", str(given.get("name") or name))[:120]
    return telegram.keep(content, kind, folder, named)
