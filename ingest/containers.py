"""What lies inside a delivered file: one CSV, a gzipped CSV, or a ZIP of CSVs.

DuckDB reads plain UTF-8 files; everything else is unpacked here in chunks, with checksums
verified, into a temporary UTF-8 file. The same pass computes the sha256 of the delivered bytes
and the counts with which the reader later proves that no byte was misread.
"""

import codecs
import gzip
import hashlib
import io
import logging
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from ingest.contracts import ObjectContract, is_utf8
from ingest.decoding import encoding_of, ended
from ingest.errors import FileRefusedError
from ingest.structure import Structure

log = logging.getLogger(__name__)
CHUNK = 1 << 20
# Exports pack to a fifth or a twentieth; a file made to fill the disk to a thousandth.
MOST_RATIO = 200
FREE_SIZE = 1 << 26
UNDECODABLE = "pantau_undecodable"
# No valid UTF-8 text holds this byte, so a marked row is found again by the careful reader.
codecs.register_error(UNDECODABLE, lambda error: ("\udcff", getattr(error, "end", 0)))


@dataclass(frozen=True)
class Unpacked:
    """A member ready for reading: its UTF-8 text, and what was delivered."""

    text: Path
    sha256: str
    size: int
    counts: Structure
    encoding: str = "utf-8"
    nuls: int = 0


def container_of(path: Path) -> str:
    """`zip`, `gz`, `csv`, or the suffix of a format that is not read, by file name."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix in ("zip", "gz"):
        return suffix
    if suffix in ("xlsx", "xls", "jsonl", "json", "parquet", "xml", "7z", "rar", "tgz", "tar"):
        return suffix
    return "csv"


def zip_members(path: Path) -> list[str]:
    """Names of the files in a ZIP, sorted; raises FileRefusedError if it cannot be opened."""
    require_regular(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(item.filename for item in archive.infolist() if not item.is_dir())
    except zipfile.BadZipFile as error:
        raise FileRefusedError(
            "checksum", f"the ZIP cannot be opened ({error}). Deliver it again, whole."
        ) from error
    except (UnicodeDecodeError, NotImplementedError) as error:
        raise FileRefusedError(
            "unreadable", f"the ZIP cannot be opened ({error}). Deliver it as a plain ZIP."
        ) from error
    except OSError as error:
        raise unreadable(error) from error
    except Exception as error:
        raise unexpected(error) from error
    if not names:
        raise FileRefusedError("empty_file", "the ZIP holds no file. Ask for the export again.")
    for name, following in pairwise(names):
        if name == following:
            raise FileRefusedError(
                "duplicate_member",
                f'the ZIP holds "{name}" more than once, and only one of them could be read.'
                " Deliver it with each name once.",
            )
    return names


def sha256_of(path: Path, member: str | None) -> str:
    """Sha256 of a delivered member's bytes; raises FileRefusedError."""
    digest = hashlib.sha256()
    for chunk in delivered_bytes(path, member):
        digest.update(chunk)
    return digest.hexdigest()


def unpack(path: Path, member: str | None, contents: ObjectContract, temporary: Path) -> Unpacked:
    """Hash and count a member, and write it as UTF-8 to `temporary` where it is not so yet.

    NUL characters are left out of the text. Raises FileRefusedError (`checksum`, `unreadable`,
    `encoding`, `not_csv`).
    """
    encoding = encoding_of(contents, lambda: delivered_bytes(path, member))
    is_plain = is_utf8(encoding) and member is None and container_of(path) == "csv"
    unpacked = _write(path, member, contents, encoding, None if is_plain else temporary)
    nuls = unpacked.counts.nuls
    if not nuls:
        return unpacked
    if unpacked.counts.has_zero_block or nuls * 10 > unpacked.counts.size:
        raise FileRefusedError(
            "not_csv",
            f"holds binary data: {nuls:,} zero bytes, many in a row, as a damaged disk or an"
            " interrupted copy leaves them. Deliver the file again.",
        )
    again = _write(path, member, contents, encoding, temporary, leave_out=b"\0")
    return replace(again, nuls=nuls)


def _write(
    path: Path,
    member: str | None,
    contents: ObjectContract,
    encoding: str,
    temporary: Path | None,
    leave_out: bytes = b"",
) -> Unpacked:
    """One pass over the delivered bytes; without `temporary` the text is the delivered file."""
    decoder = codecs.getincrementaldecoder(encoding)(UNDECODABLE)
    structure = Structure(contents.quote.encode(), contents.delimiter.encode())
    digest, size = hashlib.sha256(), 0
    with temporary.open("wb") if temporary else io.BytesIO() as target:
        for chunk in ended(delivered_bytes(path, member)):
            digest.update(chunk)
            if size == 0 and chunk:
                _refuse_other_encoding(chunk, encoding)
            size += len(chunk)
            text = chunk if is_utf8(encoding) else _recode(decoder, chunk, final=not chunk)
            if leave_out:
                text = text.replace(leave_out, b"")
            if temporary:
                target.write(text)
            if text:
                structure.add(text)
        structure.finish()
    return Unpacked(temporary or path, digest.hexdigest(), size, structure, encoding)


def unreadable(error: OSError) -> FileRefusedError:
    """The refusal for a file that the operating system does not give out."""
    reason = error.strerror or str(error)
    return FileRefusedError(
        "unreadable", f"cannot be read ({reason}). Check the file and its permissions."
    )


def unexpected(error: Exception) -> FileRefusedError:
    """The refusal for a file over which a reader stumbles in a way nobody foresaw."""
    log.debug("a reader stumbled", exc_info=error)
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    return FileRefusedError(
        "unreadable",
        f"cannot be read ({reason.rstrip('.')}). Look at the file, or report this as an error of"
        " Pantau; it is tried again every night.",
    )


def require_regular(path: Path) -> None:
    """Raise FileRefusedError for a pipe or a device, which might never end."""
    if path.exists() and not path.is_file():
        raise FileRefusedError("unreadable", "is a pipe or a device, not a file. Remove it.")


def delivered_bytes(path: Path, member: str | None) -> Iterator[bytes]:
    """The member's bytes; reading to the end verifies the container's own checksum."""
    require_regular(path)
    try:
        if member is not None:
            with zipfile.ZipFile(path) as archive, archive.open(member) as file:
                yield from _bounded(_read_all(file), archive.getinfo(member).compress_size)
        elif container_of(path) == "gz":
            with gzip.open(path) as file:
                yield from _bounded(_read_all(file), path.stat().st_size)
        else:
            with path.open("rb", buffering=0) as file:
                yield from _read_all(file)
    except gzip.BadGzipFile as error:
        raise FileRefusedError(
            "checksum", "is named .gz, but is damaged or not gzipped. Deliver the file again."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise FileRefusedError(
            "checksum", f"the compressed data is damaged ({error}). Deliver the file again."
        ) from error
    except (RuntimeError, NotImplementedError, KeyError) as error:
        raise FileRefusedError(
            "unreadable", f"cannot be unpacked ({error}). Deliver it as a plain ZIP or CSV."
        ) from error
    except OSError as error:
        raise unreadable(error) from error


def _bounded(chunks: Iterator[bytes], packed: int) -> Iterator[bytes]:
    """The chunks, as long as they are no more than a table can have been packed into."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max(FREE_SIZE, MOST_RATIO * packed):
            raise FileRefusedError(
                "oversized",
                f"unpacks to more than {MOST_RATIO} times its {packed:,} bytes, as no table does."
                " Look at where it comes from; deliver it unpacked if it is right.",
            )
        yield chunk


def _read_all(file: object) -> Iterator[bytes]:
    source: BinaryIO = file  # type: ignore[assignment]
    while chunk := source.read(CHUNK):
        yield chunk


def _recode(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool) -> bytes:
    try:
        return decoder.decode(chunk, final).encode("utf-8", "surrogateescape")
    except UnicodeError as error:
        raise FileRefusedError("encoding", f"cannot be decoded: {error}.") from error


def _refuse_other_encoding(head: bytes, encoding: str) -> None:
    if encoding.lower().replace("_", "-").startswith("utf-16"):
        return
    if not head.strip(b"\0"):
        raise FileRefusedError(
            "empty_file", "holds zero bytes only, as after a power cut. Ask for the export again."
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:200].count(b"\0") > 20:
        raise FileRefusedError(
            "encoding",
            f"looks like UTF-16, the contract says {encoding}."
            " Export as the contract says, or set encoding: utf-16 there.",
        )
