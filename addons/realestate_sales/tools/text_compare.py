"""Two texts side by side, with what differs marked: plain Python without ORM."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass
class Piece:
    """A stretch of text that stands in both texts, or in one of them alone."""

    text: str
    differs: bool = False


def compare(left, right):
    """Return the pieces of ``left`` and those of ``right``, character by character.

    Chinese has no spaces between words, so characters are compared; a single equal character between two
    different stretches is taken as part of them, else a rewritten sentence turns into confetti.

    :rtype: tuple[list[Piece], list[Piece]]
    """
    pieces = ([], [])
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        differs = tag != "equal" or (i2 - i1 == 1 and i1 > 0 and i2 < len(left) and j1 > 0 and j2 < len(right))
        for side, text in zip(pieces, (left[i1:i2], right[j1:j2]), strict=True):
            if text and side and side[-1].differs == differs:
                side[-1].text += text
            elif text:
                side.append(Piece(text, differs))
    return pieces


def compare_whole(left, right):
    """Return the pieces of both sides of what is no text: a number is the same or another one."""
    differs = left != right
    return tuple([Piece(text, differs)] if text else [] for text in (left, right))
