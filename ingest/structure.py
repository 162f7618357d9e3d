"""Counts the bytes of a CSV that stand around its cells, chunk by chunk and without splitting it.

The counts come from the bytes alone. Where DuckDB's reading of the same file agrees with them, it
was read as written; DuckDB alone takes `"00" ""` for `00 ` and drops a delimiter after an empty
last cell, without a word, in strict mode.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

BOM = b"\xef\xbb\xbf"
LF, CR = 10, 13
# A cell has one or a few; what a disk left empty has sectors of them.
ZERO_BLOCK = b"\0" * 64
SEPARATORS = (b"\x1d", b"\x1e", b"\x1f")


@dataclass
class Structure:
    """What a UTF-8 text is made of, after all chunks were added and `finish` was called.

    `line_feeds`, `carriage_returns` and `pairs` (CRLF) are those outside quotes, `breaks_inside`
    tells that there are more inside; `doubled` are the quotes that stand for a quote in a cell.
    `is_sound` is false when a quote opens or closes anything but a whole cell.
    """

    quote: bytes
    delimiter: bytes
    size: int = 0
    quotes: int = 0
    doubled: int = 0
    line_feeds: int = 0
    carriage_returns: int = 0
    pairs: int = 0
    breaks_inside: bool = False
    is_sound: bool = True
    nuls: int = 0
    has_zero_block: bool = False
    has_separators: bool = False
    last_byte: bytes = b""
    head: bytes = field(default=b"", repr=False)
    # The byte before the chunk to come, and the one that waits for the byte after it.
    _before: bytes = field(default=b"\n", repr=False)
    _waiting: bytes = field(default=b"", repr=False)

    def add(self, chunk: bytes) -> None:
        """Count one more chunk."""
        text = chunk
        if not self.head:
            self.head, text = chunk, chunk.removeprefix(BOM)
        self.size += len(chunk)
        self.last_byte = chunk[-1:]
        if b"\0" in chunk:
            self.nuls += chunk.count(b"\0")
            self.has_zero_block = self.has_zero_block or ZERO_BLOCK in chunk
        self.has_separators = self.has_separators or any(byte in chunk for byte in SEPARATORS)
        text = self._waiting + text
        is_plain = self.quote not in text and b"\r" not in self._before + text
        if not is_plain or self.quotes % 2:
            self._count(text[:-1], text[-1:])
            self._waiting = text[-1:]
        else:
            self.line_feeds += int(np.count_nonzero(np.frombuffer(text, np.uint8) == LF))
            self._before, self._waiting = text[-1:], b""

    def finish(self) -> None:
        """Count the last byte, after which nothing comes."""
        self._count(self._waiting, b"\n")
        self._waiting = b""
        if self.quotes % 2:
            self.is_sound = False

    def _count(self, text: bytes, after: bytes) -> None:
        """Count `text`, knowing the byte before and the byte after it."""
        if not text:
            return
        framed = np.frombuffer(self._before + text + after, np.uint8)
        body = framed[1:-1]
        was_inside = self.quotes % 2
        quotes = np.flatnonzero(body == self.quote[0]) if self.quote in text else None
        if quotes is not None:
            self._count_quotes(framed, quotes, was_inside)
        self._count_line_ends(framed, text, quotes, was_inside)
        self._before = text[-1:]

    def _count_quotes(
        self, framed: NDArray[np.uint8], quotes: NDArray[np.intp], was_inside: int
    ) -> None:
        """Opening quotes follow, and closing ones are followed by, a border or another quote."""
        border = np.zeros(256, dtype=bool)
        border[[LF, CR, self.delimiter[0], self.quote[0]]] = True
        opening, closing = quotes[was_inside::2], quotes[1 - was_inside :: 2]
        following = framed[closing + 2]
        self.doubled += int(np.count_nonzero(following == self.quote[0]))
        if not (border[framed[opening]].all() and border[following].all()):
            self.is_sound = False
        self.quotes += len(quotes)

    def _count_line_ends(
        self,
        framed: NDArray[np.uint8],
        text: bytes,
        quotes: NDArray[np.intp] | None,
        was_inside: int,
    ) -> None:
        body = framed[1:-1]
        for byte in (LF, CR):
            if bytes([byte]) not in text:
                continue
            places = np.flatnonzero(body == byte)
            if quotes is not None or was_inside:
                before = 0 if quotes is None else np.searchsorted(quotes, places)
                outside = places[(before + was_inside) % 2 == 0]
                self.breaks_inside = self.breaks_inside or len(outside) < len(places)
                places = outside
            if byte == LF:
                self.line_feeds += len(places)
                self.pairs += int(np.count_nonzero(framed[places] == CR))
            else:
                self.carriage_returns += len(places)


def structure_of(text: bytes, quote: str, delimiter: str) -> Structure:
    """The structure of a whole text in memory."""
    structure = Structure(quote.encode(), delimiter.encode())
    structure.add(text)
    structure.finish()
    return structure
