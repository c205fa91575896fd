"""What the bot says of itself, through the real library, and what a person sees of it in their language."""

from __future__ import annotations

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, MenuButtonCommands

from tests.stand_ins.telegram import Simulator


async def test_commands_are_shown_by_scope_and_language(simulator: Simulator, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("ayuda", "Qué puedo hacer")])
    await bot.set_my_commands([BotCommand("help", "What I can do")], BotCommandScopeAllPrivateChats(), "en")

    shown = {language: simulator.look("chat", user=1, lang=language)["commands"] for language in ("es", "en")}

    assert shown == {"es": [{"command": "ayuda", "description": "Qué puedo hacer"}],
                     "en": [{"command": "help", "description": "What I can do"}]}
    assert await bot.get_my_commands() == (BotCommand("ayuda", "Qué puedo hacer"),)
    assert await bot.delete_my_commands(BotCommandScopeAllPrivateChats(), "en") and not await bot.get_my_commands(
        BotCommandScopeAllPrivateChats(), "en")


async def test_names_and_descriptions_are_kept_by_language(simulator: Simulator, bot: Bot) -> None:
    await bot.set_my_name("Rumbo")
    await bot.set_my_description("Te ayudo a elegir")
    await bot.set_my_description("I help you choose", "en")
    await bot.set_my_short_description("Orientación")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())

    shown = simulator.look("chat", user=1, lang="en")["bot"]

    assert (shown["name"], shown["description"], shown["short_description"]) == ("Rumbo", "I help you choose", "Orientación")
    assert ((await bot.get_me()).first_name, (await bot.get_my_description()).description) == ("Rumbo", "Te ayudo a elegir")
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)


async def test_logging_out_and_closing_do_no_harm(bot: Bot) -> None:
    assert (await bot.log_out(), await bot.close(), (await bot.get_me()).is_bot) == (True, True, True)
