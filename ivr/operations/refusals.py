"""What do we tell a member of staff who asks for something that cannot be?"""

__all__ = ["Refusal"]


class Refusal(ValueError):
    """Raised with one sentence for the person who asked: what is so, and what to do. Nothing was
    changed. `about` is a code for what was refused, by which a page finds its own words and the
    field they belong to; empty where there is only the sentence."""

    def __init__(self, sentence: str = "", about: str = "") -> None:
        super().__init__(sentence)
        self.about = about
