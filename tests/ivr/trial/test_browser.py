"""Is somebody without a browser told what to install?"""

from pathlib import Path

import pytest

from ivr.trial import browser, pictures


def test_a_machine_without_chromium_is_told_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    logging_restored: None,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(browser.NothingToRun, match="apt install chromium"), browser.opened():
        pass
    assert pictures.main() == 1
    assert "apt install chromium" in capsys.readouterr().err
