"""Which commands are there?"""

from importlib import import_module

import click

__all__ = ["root"]

COMMANDS = {
    "web": "web:web",
    "worker": "worker:worker",
    "clock": "clock:clock",
    "sandbox": "sandbox:sandbox",
    "server": "server:server",
    "first-call": "first_call:first_call",
    "db": "database:database",
    "flows": "flows:group",
    "rehearse": "rehearse:rehearse",
    "lines": "lines:group",
    "switch": "switches:group",
    "audit": "audit:group",
    "people": "people:people",
    "duty": "duty:duty",
    "shifts": "shifts:group",
    "callbacks": "callbacks:group",
    "routing": "routing:group",
    "resources": "resources:group",
    "series": "series:group",
    "voicemail": "voicemail:group",
    "retention": "retention:retention",
    "erase": "erase:erase",
    "keys": "keys:group",
    "doctor": "doctor:doctor",
    "lifeline": "doctor:lifeline",
}
"""Name → where in this folder it is."""


class OneByOne(click.Group):
    """Commands that are imported when they are asked for: four parts start at once on a
    newcomer's machine, and none should pay for the others."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """All names, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of this name; None when there is none."""
        if name not in COMMANDS:
            return None
        module, _, found = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(f"ivr.cli.{module}"), found)
        return command


@click.group(cls=OneByOne, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="helpline", prog_name="helpline")
def root() -> None:
    """A telephone switchboard for a victim-support helpline.

    \b
    To try it on this machine, with a stand-in phone company:
      scripts/server           start everything; Ctrl-C ends it
      scripts/first-call       play one whole call and read it

    \b
    To run it for real, with the settings of .env.example:
      helpline db upgrade      make the tables
      helpline flows publish   make callflows/ live
      helpline people add --name Ana --phone +1... --speaks es,en \\
                          --certified domestic_abuse:2027-12-31
      helpline shifts add Ana --every weekdays --at 09:00-17:00
      helpline duty on Ana
      helpline web | worker | clock      one process each
    """
