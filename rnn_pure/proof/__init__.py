"""What is certain: a proof for numbers of every length, or a sum that is wrong."""
from .certificate import Certificate, check
from .regions import Refused
from .search import Verdict, prove

__all__ = ["Certificate", "Refused", "Verdict", "check", "prove"]
