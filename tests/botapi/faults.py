"""What goes wrong on purpose: by method, by chat, a number of times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .history import Call


class Kind(StrEnum):
    DROP_BEFORE = "drop_before"
    """The connection breaks, nothing was done."""
    DROP_AFTER = "drop_after"
    """Done, but the connection breaks before the reply."""
    DELAY = "delay"
    """`seconds` before anything is done."""
    DELAY_AFTER = "delay_after"
    """Done at once, the reply `seconds` late."""
    ERROR = "error"
    """5xx `code`, nothing was done."""
    ERROR_AFTER = "error_after"
    """5xx `code`, but it was done."""
    LIMITED = "limited"
    """429, retry after `seconds`."""


@dataclass(slots=True)
class Fault:
    """No ``method``: every method, getUpdates too. No ``times``: until it is removed."""

    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    seconds: float = 1
    code: int = 502

    def hits(self, call: Call) -> bool:
        return (self.method is None or self.method.lower() == call.method.lower()) and (
            self.chat_id is None or self.chat_id == call.chat_id
        )


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def take(self, call: Call) -> Fault | None:
        """The first that hits; it is then used up by one."""
        for fault in self._faults:
            if fault.hits(call):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                return fault
        return None
