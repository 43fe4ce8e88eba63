"""Does what is done after an answer cost whoever waits for the answer nothing?"""

import logging

import pytest
from flask import Flask, Response
from werkzeug.test import Client

from ivr.webhooks.edges import after_the_answer, xml


def answering(work) -> Client:
    """An application with one address, which has this done afterwards."""
    app = Flask(__name__)

    @app.post("/")
    def answer() -> Response:
        after_the_answer(work)
        return xml("<Response/>")

    return Client(app)


def test_the_whole_answer_is_there_before_anything_else_is_done() -> None:
    done: list[str] = []
    response = answering(lambda: done.append("noted")).post("/")
    assert response.get_data() == b"<Response/>"
    assert done == []
    response.close()
    assert done == ["noted"]


def test_what_breaks_afterwards_hurts_nobody_and_is_written_down(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def breaks() -> None:
        raise LookupError("a secret of somebody")

    with caplog.at_level(logging.ERROR):
        response = answering(breaks).post("/")
        assert response.get_data() == b"<Response/>"
        response.close()
    assert [record.message for record in caplog.records] == ["broke after the answer"]
