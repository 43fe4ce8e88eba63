"""What does a person see who opens the link in a text, or asks for a call?"""

from ivr.pages.links import blueprint
from ivr.pages.showing import nothing_here

__all__ = ["blueprint", "nothing_here"]
