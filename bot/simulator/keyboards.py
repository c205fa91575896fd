"""The buttons of a message: accepted as Telegram accepts them, refused in its words."""

from __future__ import annotations

import re
from typing import Any

from bot.simulator.calls import Call, Json, bad_request

LONGEST_DATA = 64
MOST_BUTTONS = 100
URL = re.compile(r"(https?://|tg://)[^\s/]+\S*", re.IGNORECASE)
ACTIONS = {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
           "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"}


def reply_markup(call: Call) -> Json:
    """The markup of a call as a message keeps it: {} for none, else one of the four kinds under its own name."""
    markup = call.value("reply_markup")
    if markup is None or markup == {}:
        return {}
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return {"reply_markup": {"inline_keyboard": _inline(markup["inline_keyboard"])}}
    if "keyboard" in markup:
        return {"reply_keyboard": {**markup, "keyboard": [[_plain(button) for button in row] for row in _rows(markup["keyboard"])]}}
    if markup.get("remove_keyboard"):
        return {"reply_keyboard": {"remove_keyboard": True}}
    if markup.get("force_reply"):
        return {"reply_keyboard": {"force_reply": True}}
    raise bad_request("can't parse reply keyboard markup JSON object")


def inline_markup(call: Call) -> Json:
    """The markup of an edited message: only inline buttons fit there."""
    markup = reply_markup(call)
    if "reply_keyboard" in markup:
        raise bad_request("inline keyboard expected")
    return markup


def button_data(message: Json) -> set[str]:
    """What the buttons of a message send back."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" must be an Array of Arrays')
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def _inline(rows: Any) -> list[list[Json]]:
    return [[_button(button) for button in row] for row in _rows(rows)]


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    if not str(button.get("text") or "").strip():
        raise bad_request("can't parse inline keyboard button: can't find field \"text\"")
    actions = ACTIONS & button.keys()
    if not actions:
        raise bad_request("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: a button has exactly one action")
    data, url = button.get("callback_data"), button.get("url")
    if data is not None and (not isinstance(data, str) or not 1 <= len(data.encode()) <= LONGEST_DATA):
        raise bad_request("BUTTON_DATA_INVALID")
    if url is not None and not URL.fullmatch(str(url)):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: wrong HTTP URL")
    return button


def _plain(button: Any) -> Json:
    found = {"text": button} if isinstance(button, str) else button
    if not isinstance(found, dict) or not str(found.get("text") or "").strip():
        raise bad_request("can't parse keyboard button: can't find field \"text\"")
    return found
