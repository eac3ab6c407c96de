"""Limits on a request: its size, and the time it may take to come."""

from __future__ import annotations

import asyncio
import time

from starlette.types import Message, Receive


class TooLarge(Exception):
    """A request holds more than it may."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} bytes")
        self.most = most


class TooSlow(Exception):
    """A request did not come within its time."""


def limited(receive: Receive, most: int, seconds: float, *, per_second: int = 0) -> Receive:
    """The same messages, as long as they hold no more than ``most`` bytes and come within so many seconds, to which
    ``per_second`` bytes that came add one more. Raises TooLarge or TooSlow.
    """
    seen, begun, ended = 0, time.monotonic(), False

    async def bounded() -> Message:
        nonlocal seen, ended
        if ended:  # what follows the body is the end of the connection: that may take as long as it likes
            return await receive()
        left = begun + seconds + (seen / per_second if per_second else 0) - time.monotonic()
        try:
            message = await asyncio.wait_for(receive(), max(left, 0.001))
        except TimeoutError:
            raise TooSlow from None
        seen += len(message.get("body", b""))
        ended = message["type"] != "http.request" or not message.get("more_body", False)
        if seen > most:
            raise TooLarge(most)
        return message

    return bounded
