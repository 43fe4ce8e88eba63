"""Where do walks take place in which numbers are typed, and callers are asked how it was?"""

import shutil
from dataclasses import replace
from pathlib import Path

from town import Town

from ivr.operations import flows

HERE = Path(__file__).parent / "typing"
PHRASES = Path(__file__).parents[2] / "callflows" / "wording" / "en.yaml"
CASE, EXTENSION = "welcome.case", "welcome.extension"


def publish(town: Town, folder: Path) -> None:
    """Make a small set live in this town, before its first call; the system says what it does
    in the shipped one."""
    written = folder / "typing"
    shutil.copytree(HERE, written)
    (written / "wording").mkdir()
    phrases = PHRASES.read_text(encoding="utf-8").partition("\nwords:")[0]
    (written / "wording" / "en.yaml").write_text(phrases + "\n", encoding="utf-8")
    environment = replace(town.rt.environment, flows_dir=written)
    flows.publish(replace(town.rt, environment=environment))
