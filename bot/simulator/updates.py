"""How the bot hears of what happened by asking: long polling. `webhook.py` is the other way; never both, as in the original."""

from __future__ import annotations

import asyncio
from itertools import islice

from bot.simulator.calls import Call, Json, Refusal
from bot.simulator.state import Telegram

LONGEST_POLL = 50
TWO_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


def choose_kinds(telegram: Telegram, call: Call) -> None:
    """Remember which kinds of update the bot wants, when the call says so; an empty list means the usual ones."""
    chosen = call.value("allowed_updates")
    if isinstance(chosen, list):
        telegram.allowed = tuple(str(kind) for kind in chosen)


async def get_updates(telegram: Telegram, call: Call) -> list[Json]:
    """Updates from `offset` on; those before it are confirmed and forgotten. A second poll ends the first with 409."""
    if telegram.webhook:
        raise Refusal(409, WEBHOOK_SET)
    choose_kinds(telegram, call)
    limit = min(max(call.integer("limit", 100), 1), 100)
    timeout = min(max(call.integer("timeout"), 0), LONGEST_POLL)
    telegram.poll += 1
    mine = telegram.poll
    await telegram.wake()
    _confirm(telegram, call.integer("offset"))
    telegram.polling += 1
    try:
        async with asyncio.timeout(timeout), telegram.changed:
            await telegram.changed.wait_for(lambda: bool(telegram.updates) or telegram.poll != mine or telegram.webhook is not None)
    except TimeoutError:
        pass
    finally:
        telegram.polling -= 1
    if telegram.webhook:
        raise Refusal(409, WEBHOOK_SET)
    if telegram.poll != mine:
        raise Refusal(409, TWO_POLL)
    given = list(islice(telegram.updates, limit))
    for update in given:
        update.handed_out = True
    return [update.body for update in given]


def _confirm(telegram: Telegram, offset: int) -> None:
    if offset < 0:
        telegram.confirm(list(telegram.updates)[:offset])
    elif offset:
        telegram.confirm([update for update in telegram.updates if update.id < offset and (update.handed_out or not update.late)])
