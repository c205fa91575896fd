"""The people of the load test, as a program of its own: they write at a rate that does not wait for answers (open loop, Poisson).

    python -m tests.load.generator URL RATE SECONDS CHATS MIX SEED

Prints one JSON object: for each message the number of its update and when it was due; how late it was sent at most; its own CPU seconds.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time

import httpx

from tests.load.messages import all_different, campaign


async def generate(url: str, rate: float, seconds: float, chats: int, mix: str, seed: int) -> dict[str, object]:
    """Write for so long; `rate` in messages a second."""
    chance, messages = random.Random(seed), campaign(seed) if mix == "campaign" else all_different(seed)
    due: dict[int, float] = {}
    late, repeated, failed = 0.0, 0, 0
    sending: set[asyncio.Task[None]] = set()
    next(messages)  # reads the questions before the clock runs

    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, limits=httpx.Limits(max_connections=50)) as client:
        async def write(chat: int, text: str, at: float) -> None:
            nonlocal late, failed
            late = max(late, time.time() - at)
            answer = await client.post("/control/send", json={"user": chat, "text": text})
            if answer.is_success:
                due[answer.json()["update_id"]] = at
            else:
                failed += 1

        now, end = time.time(), time.time() + seconds
        while (now := now + chance.expovariate(rate)) < end:
            await asyncio.sleep(max(now - time.time(), 0))
            text, common = next(messages)
            repeated += common
            task = asyncio.create_task(write(chance.randrange(1, chats + 1), text, now))
            sending.add(task)
            task.add_done_callback(sending.discard)
        await asyncio.gather(*sending)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"due": due, "late": late, "repeated": repeated, "failed": failed, "cpu": used.ru_utime + used.ru_stime}


def main() -> None:
    url, rate, seconds, chats, mix, seed = sys.argv[1:]
    print(json.dumps(asyncio.run(generate(url, float(rate), float(seconds), int(chats), mix, int(seed)))))


if __name__ == "__main__":
    main()
