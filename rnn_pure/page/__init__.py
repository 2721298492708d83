"""What the page of examples/play.py shows: a network that learns while people look."""
from .jobs import Busy
from .live import Live

__all__ = ["Busy", "Live"]
