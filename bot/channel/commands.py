"""The commands in Telegram's menu, and what the bot says of itself, in both languages.

A person's Telegram shows the list of its own language; without one it shows the Spanish list. All names work in both languages.
"""

from __future__ import annotations

from telegram import Bot, BotCommand

from bot.channel.ports import Phrases

COMMANDS = (  # Spanish, English
    ("start", "start"), ("plan", "plan"), ("intereses", "interests"), ("perfil", "profile"), ("cerca", "near"),
    ("recordatorios", "reminders"), ("ayuda", "help"), ("nuevo", "new"), ("idioma", "language"), ("persona", "person"),
    ("privacidad", "privacy"), ("misdatos", "mydata"), ("descargar", "download"), ("olvidame", "forgetme"))
LANGUAGES = (("", "es"), ("es", "es"), ("en", "en"))  # Telegram's language code ("" is everybody else), ours


async def register(bot: Bot, phrases: Phrases) -> None:
    """Tell Telegram the commands, and the texts of the bot's profile."""
    for code, language in LANGUAGES:
        await bot.set_my_commands(menu(phrases, language), language_code=code or None)
        await bot.set_my_description(phrases.say("channel.about", language), language_code=code or None)
        await bot.set_my_short_description(phrases.say("channel.about_short", language), language_code=code or None)


def menu(phrases: Phrases, language: str) -> list[BotCommand]:
    """The commands as a person of this language sees them."""
    spanish = language == "es"
    return [BotCommand(es if spanish else en, phrases.say(f"channel.command.{en}", language)) for es, en in COMMANDS]
