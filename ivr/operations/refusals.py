"""What do we tell a member of staff who asks for something that cannot be?"""

__all__ = ["Refusal"]


class Refusal(ValueError):
    """Raised with one sentence for the person who asked: what is so, and what to do. Nothing was
    changed."""
