"""The page of examples/play.py: a network that learns while people look, and the server of it."""
from .live import Live
from .server import Server, serve

__all__ = ["Live", "Server", "serve"]
