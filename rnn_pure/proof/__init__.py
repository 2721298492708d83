"""What is certain: a proof for numbers of every length, or a sum that is wrong."""
from .certificate import Certificate, Refused, check
from .search import Verdict, prove

__all__ = ["Certificate", "Refused", "Verdict", "check", "prove"]
