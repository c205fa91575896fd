"""What a bot says of itself: its name, descriptions, menu button and commands."""

from __future__ import annotations

import re
from typing import Any

from bot.simulator.calls import Call, Json, bad_request
from bot.simulator.state import Telegram

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
MOST_COMMANDS = 100
LONGEST = {"name": 64, "description": 512, "short_description": 120}
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators", "chat_member"}


async def get_me(telegram: Telegram, call: Call) -> Json:
    return telegram.bot | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
                           "can_connect_to_business": False, "has_main_web_app": False}


async def set_my_commands(telegram: Telegram, call: Call) -> bool:
    commands = call.value("commands")
    if not isinstance(commands, list) or len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH" if isinstance(commands, list) else "commands must be an Array")
    telegram.commands[_key(call)] = [_command(one) for one in commands]
    _show_commands(telegram)
    return True


async def get_my_commands(telegram: Telegram, call: Call) -> list[Json]:
    return telegram.commands.get(_key(call), [])


async def delete_my_commands(telegram: Telegram, call: Call) -> bool:
    telegram.commands.pop(_key(call), None)
    _show_commands(telegram)
    return True


async def set_my_name(telegram: Telegram, call: Call) -> bool:
    return _set(telegram, call, "name")


async def get_my_name(telegram: Telegram, call: Call) -> Json:
    return {"name": _get(telegram, call, "name") or telegram.bot["first_name"]}


async def set_my_description(telegram: Telegram, call: Call) -> bool:
    return _set(telegram, call, "description")


async def get_my_description(telegram: Telegram, call: Call) -> Json:
    return {"description": _get(telegram, call, "description")}


async def set_my_short_description(telegram: Telegram, call: Call) -> bool:
    return _set(telegram, call, "short_description")


async def get_my_short_description(telegram: Telegram, call: Call) -> Json:
    return {"short_description": _get(telegram, call, "short_description")}


async def set_chat_menu_button(telegram: Telegram, call: Call) -> bool:
    button = call.value("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or str(button.get("type")) not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button")
    if not call.text("chat_id"):
        telegram.menu_button = button
    elif call.integer("chat_id") in telegram.chats:
        telegram.chats[call.integer("chat_id")].menu_button = button
    else:
        raise bad_request("chat not found")
    _show_commands(telegram)
    return True


async def get_chat_menu_button(telegram: Telegram, call: Call) -> Json:
    chat = telegram.chats.get(call.integer("chat_id"))
    return chat.menu_button if chat and chat.menu_button else telegram.menu_button


async def log_out(telegram: Telegram, call: Call) -> bool:
    """Also `close`: there is no other server to go to, so nothing happens."""
    return True


def commands_for(telegram: Telegram, chat: int, language: str) -> list[Json]:
    """The commands that a person's menu shows: the narrowest scope that has any, in their language where it has that."""
    wide = "all_group_chats" if chat < 0 else "all_private_chats"
    keys = [f"{scope}:{one}" for scope in (f"chat{chat}", wide, "default") for one in (language, "")]
    return next((telegram.commands[key] for key in keys if telegram.commands.get(key)), [])


def about(telegram: Telegram, language: str) -> Json:
    """The bot as the page shows it to somebody who reads that language."""
    known = {what: telegram.names.get(f"{what}:{language}") or telegram.names.get(f"{what}:") or "" for what in LONGEST}
    return {**telegram.bot, **known, "name": known["name"] or telegram.bot["first_name"]}


def _show_commands(telegram: Telegram) -> None:
    for chat in telegram.chats.values():
        chat.tell("profile")


def _key(call: Call) -> str:
    scope = call.value("scope") or {"type": "default"}
    if not isinstance(scope, dict) or str(scope.get("type")) not in SCOPES:
        raise bad_request("can't parse BotCommandScope")
    return f"{scope['type']}{scope.get('chat_id', '')}:{_language(call)}"


def _language(call: Call) -> str:
    language = call.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _command(one: Any) -> Json:
    name, description = (str(one.get(key, "")) for key in ("command", "description")) if isinstance(one, dict) else ("", "")
    name = name.removeprefix("/")
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _set(telegram: Telegram, call: Call, what: str) -> bool:
    text = call.text(what)
    if len(text) > LONGEST[what]:
        raise bad_request(f"bot {what.replace('_', ' ')} is too long")
    telegram.names[f"{what}:{_language(call)}"] = text
    _show_commands(telegram)
    return True


def _get(telegram: Telegram, call: Call, what: str) -> str:
    return telegram.names.get(f"{what}:{_language(call)}") or telegram.names.get(f"{what}:") or ""
