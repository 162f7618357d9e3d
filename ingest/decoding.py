"""Which of a contract's encodings a file is written in, decided from all of its bytes.

UTF-8 proves itself: hardly any other text is valid UTF-8 by chance. A code page proves nothing, as
it reads whatever comes, so a file that is UTF-8 under a contract that names only a code page is
refused before `é` stands in every name of the warehouse as `Ã©`.
"""

import codecs
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from ingest.contracts import ObjectContract, is_utf8
from ingest.errors import FileRefusedError

CODE_PAGES = ("cp125", "iso8859")


def encoding_of(contents: ObjectContract, chunks: Callable[[], Iterator[bytes]]) -> str:
    """The first encoding of the contract that decodes all `chunks`, else its first.

    Text that is mostly UTF-8 stays so: a broken byte costs its row, not every accent of the file.
    Raises FileRefusedError (`encoding`) for UTF-8 where only code pages are allowed.
    """
    first, *others = contents.encoding
    if is_utf8(first) and not others:
        return first
    utf8 = next((name for name in contents.encoding if is_utf8(name)), None)
    if utf8 or codecs.lookup(first).name.startswith(CODE_PAGES):
        valid, broken = _utf8_in(chunks())
        if not broken and (utf8 or not valid):
            return utf8 or first
        if valid > broken and utf8:
            return utf8
        if valid > broken:
            raise FileRefusedError(
                "encoding",
                f"is written in utf-8, the contract says {' or '.join(contents.encoding)}: "
                f"{valid:,} letters would be misread. Add utf-8 before it in the contract, as"
                f" encoding: [utf-8, {first}].",
            )
    rest = [name for name in contents.encoding if name != utf8]
    if len(rest) == 1:
        return rest[0]
    return next((name for name in rest if _decodes(chunks(), name)), first)


def ended(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks and an empty one, with which a decoder gives out what it kept back."""
    yield from chunks
    yield b""


def _utf8_in(chunks: Iterable[bytes]) -> tuple[int, int]:
    """How many characters of several bytes, and how many bytes that are no UTF-8, there are."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    valid = broken = 0
    for chunk in ended(chunks):
        text = decoder.decode(chunk, not chunk)
        if text.isascii():
            continue
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        bad = int(np.count_nonzero((points >= 0xDC80) & (points <= 0xDCFF)))
        valid += int(np.count_nonzero(points >= 0x80)) - bad
        broken += bad
    return valid, broken


def _decodes(chunks: Iterable[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in ended(chunks):
            decoder.decode(chunk, not chunk)
    except UnicodeError:
        return False
    return True
