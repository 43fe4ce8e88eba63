"""How do experts change a file as it is written, with what is wrong beside its line?"""

from collections.abc import Mapping

from werkzeug.wrappers import Response

from ivr.console import sorry
from ivr.console.access import Visit
from ivr.console.flow_saving import save
from ivr.console.flow_sets import Shown, of_draft, of_set, only, show, shown, typed
from ivr.flow.finding import BrokenFlows, Finding
from ivr.flow.proofs.script import read_scripts
from ivr.flow.recording import AUDIO

__all__ = ["PAGES"]

LARGEST = 200_000


def show_file(visit: Visit, one: Shown) -> Response:
    """One file of the set, each line with its number and what is wrong there."""
    files = _files(one)
    wanted = visit.request.args.get("file", files[0] if files else "")
    if wanted not in files:
        return sorry.nothing_here(visit)
    return _page(visit, one, wanted, one.files[wanted])


def _files(one: Shown) -> list[str]:
    """Those people write; the settings, the flows, the words, then the call scripts."""
    written = [name for name in one.files if not name.startswith(AUDIO)]
    return sorted(written, key=lambda name: (name.count("/"), "scripts/" in name, name))


def _page(
    visit: Visit,
    one: Shown,
    file: str,
    text: str,
    *,
    wrong: tuple[Finding, ...] | None = None,
) -> Response:
    findings = _findings(one) if wrong is None else wrong
    here = [finding for finding in findings if finding.file == file]
    return show(
        visit,
        "flow_yaml.html",
        one,
        at="yaml",
        files=_files(one),
        opened=file,
        text=text,
        lines=text.splitlines(),
        beside=_beside(here),
        problems=here,
        refused=wrong is not None,
        status=422 if wrong is not None else 200,
    )


def _beside(findings: list[Finding]) -> Mapping[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.line, []).append(finding)
    return found


def _findings(one: Shown) -> tuple[Finding, ...]:
    try:
        read_scripts(one.files)
    except BrokenFlows as problem:
        return (*one.problems, *problem.findings)
    return one.problems


def change(visit: Visit, one: Shown) -> Response:
    """The file as it was typed. One that breaks what can be read now is kept as it is only for
    who says so; nothing typed is ever lost."""
    file, text = visit.request.form.get("file", ""), typed(visit, "text", LARGEST)
    if file not in _files(one):
        return sorry.nothing_here(visit)
    after = shown(visit, one, {**one.files, file: text})
    broken = _findings(after) if after.read is None else _scripts_broken(after)
    if broken and not visit.request.form.get("anyway"):
        return _page(visit, one, file, text, wrong=broken)
    return save(visit, one, after.files, f"{one.path}/yaml?file={file}")


def _scripts_broken(after: Shown) -> tuple[Finding, ...]:
    found = _findings(after)
    return tuple(one for one in found if one not in after.problems)


PAGES = (
    only("/<of>/yaml", "flow_yaml", of_set(show_file)),
    only("/<of>/yaml", "flow_change_yaml", of_draft(change), "POST"),
)
