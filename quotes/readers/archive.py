"""Archives: the files of a .zip, each read by its own reader."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from quotes.readers import limits
from quotes.readers.failure import Failure
from quotes.readers.source import Source
from quotes.types import Article

MOST_BYTES = 2_000_000_000  # unpacked, of one archive


def read_zip(source: Source) -> Iterator[Article | Failure]:
    """Yield the articles of an archive's files, in the order of their names; a bad file costs only itself."""
    from quotes.readers.formats import read_source

    if source.depth >= limits.DEEPEST:
        raise ValueError(f"Archives in archives are opened {limits.DEEPEST} deep.")
    source.file.seek(0)
    try:
        archive = zipfile.ZipFile(source.file)
        members = sorted(archive.infolist(), key=lambda member: member.filename)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise ValueError(f"The archive is damaged: {' '.join(str(error).split())}.") from None
    left = MOST_BYTES
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if member.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        path = f"{source.path}/{'/'.join(parts)}"
        left -= member.file_size
        if member.file_size > limits.MAX_BYTES or left < 0:
            yield Failure(path, f"The file is longer than {limits.MAX_BYTES:,} bytes, or the archive too large.")
            continue
        try:
            with archive.open(member) as file:
                data = file.read(limits.MAX_BYTES + 1)
        except RuntimeError:
            yield Failure(path, "The file is locked with a password.")
        except Exception as error:  # zlib's and others' on damaged archives
            yield Failure(path, f"The archive is damaged here: {type(error).__name__}.")
        else:
            yield from read_source(source.inside(data, path), named=False)
