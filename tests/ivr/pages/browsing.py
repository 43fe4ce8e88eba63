"""What would a browser make of a page?"""

import re
from html.parser import HTMLParser

from werkzeug.test import Client, TestResponse

__all__ = ["FORBIDDEN", "Page", "Reader"]

FORBIDDEN = "police|victim|abuse|violen|crime|helpline|hotline|shelter|policía|víctima|abuso|crimen"
FORBIDDEN += "|unsafe|not safe|danger|assault|refugio|agresi|جريمة|شرطة|ضحية|عنف"
"""What would tell somebody who looks on why this page is read."""


class Page(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def each(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def values(self, tag: str, name: str = "value") -> list[str]:
        return [element[name] or "" for element in self.each(tag) if name in element]


class Reader:
    """Somebody with a link, who taps what a page offers and nothing else."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url
        self.shown: TestResponse = client.get(url)

    @property
    def text(self) -> str:
        return self.shown.text

    @property
    def page(self) -> Page:
        return Page(self.text)

    def tap(self, value: str, **chosen: str) -> "Reader":
        """Press the button of this value, with all that the form around it sends along."""
        (form,) = self.page.each("form")
        assert form == {"method": "post"}, "to the address of the link, and nothing in it"
        (name,) = {
            button["name"] or "" for button in self.page.each("button") if button["value"] == value
        }
        hidden = {
            str(field["name"]): str(field["value"])
            for field in self.page.each("input")
            if field["type"] == "hidden"
        }
        for wish in chosen:
            assert wish in self.page.values("select", "name")
        sent = {**hidden, **self._selected(), **chosen, name: value}
        self.shown = self.client.post(self.url, data=sent)
        return self

    def _selected(self) -> dict[str, str]:
        """What every list of choices shows now."""
        shown: dict[str, str] = {}
        select = ""
        for tag, element in self.page.elements:
            if tag == "select":
                select = str(element["name"])
            elif tag == "option" and (select not in shown or "selected" in element):
                shown[select] = str(element["value"])
        return shown

    def names(self) -> list[str]:
        """What is listed."""
        names = re.findall(r"<h3>(.*?)</h3>", self.text, re.DOTALL)
        return [re.sub("<[^>]*>", "", name) for name in names]
