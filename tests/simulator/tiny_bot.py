"""A small bot on the real library, in a thread of its own, that shows everything the chat page can draw."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Update
from telegram.constants import ChatAction, ParseMode
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.simulator.media import sample_picture
from tests.stand_ins.telegram import Simulator

ANSWER = (
    "El <b>técnico en Ciberseguridad</b> de CONALEP dura <b>6 semestres</b> y se estudia en planteles de 9 estados.\n\n"
    "Aprendes a proteger redes, a revisar sistemas y a responder cuando algo falla.\n\n"
    "<i>Fuentes</i>\n• <a href='https://www.gob.mx/conalep'>Oferta educativa de CONALEP</a>, revisada el 12 de noviembre"
)
MARKS = "Con <code>código</code>, <s>tachado</s> y <tg-spoiler>oculto</tg-spoiler>. Mira https://www.gob.mx o escribe /ayuda"
KEYS = InlineKeyboardMarkup([
    [InlineKeyboardButton("¿Cuánto cuesta?", callback_data="cost"), InlineKeyboardButton("¿Dónde se estudia?", callback_data="where")],
    [InlineKeyboardButton("Página de CONALEP", url="https://www.gob.mx/conalep")],
    [InlineKeyboardButton("👍", callback_data="up"), InlineKeyboardButton("👎", callback_data="down")],
])


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    text = message.text or message.caption or ""
    if text.startswith("/start"):
        await message.reply_html("¡Hola! Soy <b>Rumbo</b>. Pregúntame por carreras técnicas, cursos o becas.")
    elif text == "escribe":
        await message.reply_chat_action(ChatAction.TYPING)
    elif text == "todo":
        await show_everything(update)
    elif text == "borra":
        sent = await message.reply_text("esto se borra")
        await sent.edit_text("esto cambió")
        await asyncio.sleep(0.3)
        await sent.delete()
    elif text.startswith("<"):
        await message.reply_text(f"Escribiste {text}")
    else:
        await message.reply_html(ANSWER, reply_markup=KEYS)


async def show_everything(update: Update) -> None:
    message = update.effective_message
    await message.reply_photo(sample_picture(640, 420), caption="<b>Tu plan</b> en una imagen", parse_mode=ParseMode.HTML)
    await message.reply_document(InputFile(b"%PDF-1.4 plan", filename="plan-de-ana.pdf"))
    await message.reply_venue(19.4, -99.1, "CONALEP Azcapotzalco", "Av. de las Granjas 456, Ciudad de México")
    await message.reply_html(MARKS, reply_to_message_id=message.message_id)
    await message.reply_text("🎉")


async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    if query.data == "up":
        await query.answer("¡Gracias! Tomamos nota.")
    elif query.data == "down":
        await query.answer("Gracias por decirlo.", show_alert=True)
    else:
        await query.answer()
        await query.message.reply_html("Pagas una <b>cuota voluntaria</b>, y nadie te puede negar la inscripción por no pagarla.")


async def announced(application: Application) -> None:
    await application.bot.set_my_commands([BotCommand("ayuda", "Qué puedo hacer por ti"), BotCommand("nuevo", "Empezar de nuevo")])
    await application.bot.set_my_commands([BotCommand("help", "What I can do for you")], language_code="en")
    await application.bot.set_my_description("Te ayudo a encontrar una carrera técnica, un curso o una beca que vaya contigo.")
    await application.bot.set_my_description("I help you find a technical degree, a course or a scholarship.", "en")


@contextmanager
def tiny_bot(simulator: Simulator) -> Iterator[None]:
    """The bot, polling until the end."""
    ended, ready = threading.Event(), threading.Event()

    async def run() -> None:
        application = ApplicationBuilder().token(simulator.token).base_url(simulator.base_url).build()
        application.add_handler(MessageHandler(filters.ALL, answer))
        application.add_handler(CallbackQueryHandler(pressed))
        async with application:
            await announced(application)
            await application.start()
            await application.updater.start_polling()
            ready.set()
            await asyncio.to_thread(ended.wait)
            await application.updater.stop()
            await application.stop()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert ready.wait(10)
    try:
        yield
    finally:
        ended.set()
        thread.join()
