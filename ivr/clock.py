"""What must happen although nobody asks for it now? Sweeps, again and again."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.logs import log
from ivr.operations import approvals, retention, shifts, steps, sweeps
from ivr.operations.callback_sweeps import sweep_promised, sweep_promised_rings
from ivr.operations.reconcile import reconcile
from ivr.runtime import Runtime

__all__ = ["Round", "rounds", "run", "tick"]


@dataclass
class Round:
    """One sweep and when it is next due."""

    sweep: Callable[[Runtime], None]
    every: timedelta
    due_at: datetime


def rounds(rt: Runtime) -> list[Round]:
    """Every sweep, due at once: a clock that starts looks at what was left undone."""
    now = rt.now()
    return [
        Round(sweeps.sweep_rings, rt.span(sweeps.OFTEN), now),
        Round(sweeps.sweep_promises, rt.span(sweeps.SOMETIMES), now),
        Round(sweep_promised_rings, rt.span(sweeps.OFTEN), now),
        Round(sweep_promised, rt.span(sweeps.SOMETIMES), now),
        Round(reconcile, rt.span(sweeps.RARELY), now),
        Round(sweeps.sweep_records, rt.span(sweeps.EACH_MINUTE), now),
        Round(retention.forget, rt.span(retention.EVERY), now),
        Round(steps.drain, rt.span(sweeps.SOMETIMES), now),
        Round(approvals.publish_due, rt.span(sweeps.SOMETIMES), now),
        Round(shifts.end_those_over, rt.span(sweeps.SOMETIMES), now),
    ]


def tick(rt: Runtime, due: list[Round]) -> None:
    """Do every sweep that is due; one that breaks is written down and tried at its next turn."""
    for turn in due:
        if turn.due_at > rt.now():
            continue
        turn.due_at = rt.now() + turn.every
        try:
            turn.sweep(rt)
        except Exception:
            log("sweep broke", level=logging.ERROR, problem=True, sweep=turn.sweep.__name__)


def run(rt: Runtime, until: threading.Event) -> None:
    """Sweep until `until` is set. Several clocks may run: every sweep may be done twice."""
    due = rounds(rt)
    pause = rt.span(sweeps.OFTEN).total_seconds() / 4
    while not until.wait(pause):
        tick(rt, due)
