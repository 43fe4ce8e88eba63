"""What do commands stand on that need nothing but settings, and start without everything else?"""

import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from ivr import environment, logs
from ivr.environment import BadEnvironment, Environment

__all__ = ["plainly", "settings"]

Given = ParamSpec("Given")
Made = TypeVar("Made")


def settings(part: str = "helpline") -> Environment:
    """This process's settings, with its log set up."""
    found = environment.read(os.environ)
    logs.configure(part, as_json=found.production)
    return found


def plainly(command: Callable[Given, Made]) -> Callable[Given, Made]:
    """A command whose problems with the settings end in sentences and exit code 1."""

    @wraps(command)
    def guarded(*args: Given.args, **named: Given.kwargs) -> Made:
        try:
            return command(*args, **named)
        except BadEnvironment as problem:
            raise click.ClickException("\n".join(problem.problems)) from None

    return guarded
