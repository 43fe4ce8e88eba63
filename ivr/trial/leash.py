"""How does a process we started end when we are gone?

Run as a program: `python leash.py STARTER SIGNAL USER COMMAND...`. It becomes COMMAND, which Linux
then sends SIGNAL when the thread that started it ends, even by SIGKILL. Elsewhere there is no such
promise: whoever starts a process ends it. STARTER is the process of that thread; USER is a login
name, or `-` to stay who we are.
Only the standard library is imported, and before the user changes, because another user may not
be able to read this interpreter's files.
"""

import ctypes
import os
import pwd
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def leashed(command: list[str], *, at_our_end: int, user: str | None = None) -> list[str]:
    """The command line that runs `command` on a leash, as `user` if one is named."""
    leash = [sys.executable, "-I", "-S", str(Path(__file__))]
    return [*leash, str(os.getpid()), str(int(at_our_end)), user or "-", *command]


def become(user: str) -> None:
    """Drop to `user` for good. Raises KeyError if there is none of that name."""
    person = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(person.pw_gid)
    os.setuid(person.pw_uid)


def main(starter: str, signal_number: str, user: str, *command: str) -> None:
    """Never returns: this process becomes `command`."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if user != "-":
        become(user)
    if libc is not None:
        # After the change of user, because changing credentials lets the leash go.
        libc.prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != int(starter):
            sys.exit(1)  # it ended before the leash was on
    os.execvp(command[0], command)  # noqa: S606 - becoming the command is the purpose


if __name__ == "__main__":
    main(*sys.argv[1:])
