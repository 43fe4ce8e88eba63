"""How is a rule broken on purpose, in a script or in the policy?"""

import sys
from importlib.resources import files
from types import ModuleType

from mutants import Mutant

from routing.script import lua_texts

LADDER = ("Rung", "ladder", "opening_times")


def changed(text: str, mutant: Mutant) -> str:
    """The text with everything that is right in it made wrong."""
    for right, wrong in zip(mutant[1::2], mutant[2::2], strict=True):
        assert right in text, f"nothing to break: {right}"
        text = text.replace(right, wrong)
    return text


def wrong_scripts(mutant: Mutant) -> dict[str, str]:
    """All scripts, one of them wrong."""
    texts = lua_texts()
    texts[mutant[0]] = changed(texts[mutant[0]], mutant)
    return texts


def wrong_policy(mutant: Mutant) -> ModuleType:
    """A policy of its own, whose need, widening or decisions are wrong."""
    folder = files("routing")
    made: dict[str, ModuleType] = {}
    for name in ("widening", "policy"):
        text = folder.joinpath(f"{name}.py").read_text("utf-8")
        module = made[name] = ModuleType(f"wrong_{name}")
        sys.modules[module.__name__] = module
        if mutant[0] == name:
            text = changed(text, mutant)
        exec(compile(text, f"wrong {name}", "exec"), vars(module))  # noqa: S102
        if name == "policy":
            vars(module).update({key: getattr(made["widening"], key) for key in LADDER})
    return made["policy"]
