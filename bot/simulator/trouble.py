"""What a test asks to go wrong, and Telegram's own limits on how fast a bot may send.

A trouble strikes the next `n` calls (or updates) it fits and is then over:

    fail       500 Internal Server Error; nothing is done
    cut        the connection breaks in the middle of an answer; nothing is done
    lost       the call is carried out, and the connection breaks before the bot hears of it
    flood      429 with `retry_after` = `seconds`
    silence    no answer for `seconds` (from now, to every call), then the connection breaks; `n` does not count
    duplicate  the update comes twice under the same id
    reorder    the update changes places with the one after it (or comes after half a second, when there is none)
    jump       the update's id is ahead of the one before it by a random number, as after a week without updates
"""

from __future__ import annotations

import math
import random
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from bot.simulator.calls import Json, Refusal, bad_request

CallTrouble = Literal["fail", "cut", "lost", "flood"]
UpdateTrouble = Literal["duplicate", "reorder", "jump"]
OF_CALLS: tuple[str, ...] = get_args(CallTrouble)
KINDS: tuple[str, ...] = (*OF_CALLS, "silence", *get_args(UpdateTrouble))
LONGEST_JUMP = 1_000_000
OVERALL = (30, 1.0)
ONE_CHAT = (3, 3.0)
ONE_GROUP = (20, 60.0)


@dataclass
class Trouble:
    """One thing that goes wrong for the next `left` times. `method` "" means every method but getUpdates, "*" means all."""

    kind: str
    left: int = 1
    method: str = ""
    seconds: float = 1.0

    def fits(self, method: str) -> bool:
        wanted = self.method.lower()
        return wanted == "*" or method.lower() == wanted or (not wanted and method.lower() != "getupdates")


class Troubles:
    """The troubles still to come. With `flood_limits` also Telegram's: 30 messages a second, 1 a second to a chat over any three
    seconds (it lets short bursts pass), 20 a minute to a group."""

    def __init__(self, clock: Callable[[], float], flood_limits: bool = False) -> None:
        self._clock = clock
        self._flood_limits = flood_limits
        self.clear()

    def clear(self) -> None:
        self._waiting: list[Trouble] = []
        self._silent_until = 0.0
        self._sent: defaultdict[int, deque[float]] = defaultdict(deque)

    def add(self, kind: str, n: int, method: str, seconds: float) -> None:
        """Ask for a trouble; a silence starts at once."""
        if kind not in KINDS:
            raise bad_request(f"kind must be one of {', '.join(KINDS)}")
        if kind == "silence":
            self._silent_until = max(self._silent_until, self._clock() + seconds)
        else:
            self._waiting.append(Trouble(kind, n, method, seconds))

    def coming(self) -> list[Json]:
        """What has not struck yet."""
        return [{"kind": one.kind, "n": one.left, "method": one.method, "seconds": one.seconds} for one in self._waiting]

    def silence(self) -> float:
        """Seconds until calls are answered again."""
        return max(self._silent_until - self._clock(), 0.0)

    def of_call(self, method: str) -> Trouble | None:
        """The trouble that strikes this call, if any; it is then used up once."""
        found = next((one for one in self._waiting if one.kind in OF_CALLS and one.fits(method)), None)
        return self._used(found) if found else None

    def strikes(self, kind: UpdateTrouble) -> bool:
        """Whether this update has that trouble; it is then used up once."""
        found = next((one for one in self._waiting if one.kind == kind), None)
        return bool(found and self._used(found))

    def jump(self) -> int:
        return random.randrange(1, LONGEST_JUMP) if self.strikes("jump") else 0

    def _used(self, trouble: Trouble) -> Trouble:
        trouble.left -= 1
        if trouble.left <= 0:
            self._waiting.remove(trouble)
        return trouble

    def count_message(self, chat: int) -> None:
        """Count a message about to go out; a `Refusal` with 429 when that is too many too soon."""
        if not self._flood_limits:
            return
        now = self._clock()
        limits = {0: OVERALL, chat: ONE_GROUP if chat < 0 else ONE_CHAT}
        wait = max(self._wait(key, now, *limit) for key, limit in limits.items())
        if wait > 0:
            raise too_many(math.ceil(wait))
        for key in limits:
            self._sent[key].append(now)

    def _wait(self, key: int, now: float, most: int, seconds: float) -> float:
        times = self._sent[key]
        while times and times[0] <= now - seconds:
            times.popleft()
        return times[0] + seconds - now if len(times) >= most else 0.0


def too_many(seconds: float) -> Refusal:
    """Telegram's 429. `retry_after` is in whole seconds there; a test may ask for less."""
    shown = int(seconds) if float(seconds).is_integer() else seconds
    return Refusal(429, f"Too Many Requests: retry after {shown}", {"retry_after": shown})
