"""How the bot is told what happened: updates posted to its webhook, several chats at once, one after another within a chat.

Telegram does not promise the order, but it is what one sees; `/control/trouble` with `reorder` breaks it. An update is posted again,
after growing pauses, until it is taken with a 2xx.
"""

from __future__ import annotations

import asyncio
import contextlib
import re

import httpx

from bot.simulator.calls import Call, Json, bad_request
from bot.simulator.state import Telegram, Update, Webhook
from bot.simulator.updates import choose_kinds

DELIVERY_SECONDS = 10.0
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
THIS_MACHINE = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


async def set_webhook(telegram: Telegram, call: Call) -> bool:
    """Deliver updates to `url` from now on; an empty one ends that. Plain http is allowed, and only this machine is."""
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return await delete_webhook(telegram, call)
    if not THIS_MACHINE.match(url):
        raise bad_request("bad webhook: the simulator delivers only to this machine")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = call.integer("max_connections", 40)
    if not 1 <= connections <= 100:
        raise bad_request("max_connections must be from 1 to 100")
    await stop(telegram)
    choose_kinds(telegram, call)
    _drop_if_asked(telegram, call)
    telegram.webhook = Webhook(url, secret, connections)
    telegram.delivery = asyncio.create_task(_deliver(telegram, telegram.webhook))
    await telegram.wake()
    return True


async def delete_webhook(telegram: Telegram, call: Call) -> bool:
    await stop(telegram)
    _drop_if_asked(telegram, call)
    return True


async def get_webhook_info(telegram: Telegram, call: Call) -> Json:
    webhook = telegram.webhook
    info: Json = {"url": webhook.url if webhook else "", "has_custom_certificate": False, "pending_update_count": len(telegram.updates)}
    if webhook:
        info["max_connections"] = webhook.max_connections
        if webhook.last_error_date:
            info |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error_message}
    if telegram.allowed:
        info["allowed_updates"] = list(telegram.allowed)
    return info


async def stop(telegram: Telegram) -> None:
    """End the delivery; what was not taken stays waiting."""
    task, telegram.delivery, telegram.webhook = telegram.delivery, None, None
    if task:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _drop_if_asked(telegram: Telegram, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        telegram.confirm(list(telegram.updates))


async def _deliver(telegram: Telegram, webhook: Webhook) -> None:
    """Start the delivery of the oldest update of each chat that has none under way."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
    busy: set[int] = set()

    def ready() -> Update | None:
        if len(busy) >= webhook.max_connections:
            return None
        return next((update for update in telegram.updates if update.chat not in busy), None)

    async with (httpx.AsyncClient(timeout=DELIVERY_SECONDS, headers=headers, trust_env=False, verify=False) as client,
                asyncio.TaskGroup() as deliveries):
        while True:
            async with telegram.changed:
                await telegram.changed.wait_for(lambda: ready() is not None)
            update = ready()
            if update:
                busy.add(update.chat)
                deliveries.create_task(_one(telegram, webhook, client, update, busy))


async def _one(telegram: Telegram, webhook: Webhook, client: httpx.AsyncClient, update: Update, busy: set[int]) -> None:
    tries = 0
    while problem := await _problem(client, webhook.url, update.body):
        webhook.last_error_date, webhook.last_error_message = int(telegram.clock()), problem
        await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
        tries += 1
    telegram.confirm([update])
    busy.discard(update.chat)
    await telegram.wake()


async def _problem(client: httpx.AsyncClient, url: str, update: Json) -> str:
    """Empty when the bot took it, otherwise what went wrong."""
    try:
        answer = await client.post(url, json=update)
    except httpx.HTTPError as error:
        return f"Connection failed: {type(error).__name__}"
    return "" if answer.is_success else f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
