"""Bytes to text: byte order marks, UTF-8, the Chinese encodings, UTF-16.

The rule of `auto`: a byte order mark decides; else text full of zero bytes is
UTF-16; else valid UTF-8 is UTF-8; else GB18030 (which holds GBK and GB2312).
What fits none of these, or fits GB18030 only by accident, is refused.
"""

from __future__ import annotations

import codecs

from sandan.importing.problems import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "utf8": "utf-8"}
_SAMPLE = 1 << 16
_NAME_IT = 'name the encoding in a mapping document, for example "encoding": "cp1252"'


def decode(data: bytes, encoding: str, file: str) -> tuple[str, str]:
    """The text of `data` and the name of the encoding it was read with."""
    wanted = _ALIASES.get(encoding.lower(), encoding.lower())
    if wanted == "auto":
        return _detect(data, file)
    try:
        codecs.lookup(wanted)
    except LookupError:
        raise SourceError(f"unknown encoding {encoding!r}", file=file) from None
    mark_size, marked = _mark(data)
    if wanted == "utf-16":
        if not marked.startswith("utf-16"):
            marked = _utf16_order(data)
        wanted = marked
    if mark_size and (marked == wanted or wanted == "utf-8-sig"):
        data = data[mark_size:]
    return _strict(data, wanted, file), wanted


def _mark(data: bytes) -> tuple[int, str]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return len(mark), name
    return 0, ""


def _detect(data: bytes, file: str) -> tuple[str, str]:
    mark_size, marked = _mark(data)
    if mark_size:
        return _strict(data[mark_size:], marked, file), marked
    zeros = data[:_SAMPLE].count(0)
    if zeros:
        if zeros * 5 >= len(data[:_SAMPLE]):
            order = _utf16_order(data)
            return _strict(data, order, file), order
        raise SourceError(f"zero byte at byte {data.index(0)}: this is not a text file", file=file)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _was_utf8_so_far(data[: error.start]):
            raise _broken(data, "utf-8", error, file) from None
        first = error
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"neither UTF-8 ({first.reason} at byte {first.start}) nor GB18030 "
            f"({error.reason} at byte {error.start}); {_NAME_IT}",
            file=file,
        ) from None
    if _gb18030_by_accident(data):
        raise SourceError(
            f"not UTF-8 ({first.reason} at byte {first.start}) and not likely to be Chinese "
            f"text; {_NAME_IT}",
            file=file,
        )
    return text, "gb18030"


def _utf16_order(data: bytes) -> str:
    sample = data[:_SAMPLE]
    return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"


def _strict(data: bytes, name: str, file: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise _broken(data, name, error, file) from None
    except (LookupError, ValueError) as error:
        raise SourceError(f"cannot be read as {name}: {error}", file=file) from None


def _broken(data: bytes, name: str, error: UnicodeDecodeError, file: str) -> SourceError:
    row = data[: error.start].count(b"\n") + 1 if name in ("utf-8", "gb18030") else None
    return SourceError(
        f"not valid {name.upper()}: {error.reason} at byte {error.start}",
        file=file,
        row=None if row is None else str(row),
    )


def _was_utf8_so_far(valid: bytes) -> bool:
    """Whether the part before the fault is clearly UTF-8 and not GBK by accident."""
    text = valid[-_SAMPLE:].decode("utf-8", errors="ignore")
    wide = sum(1 for c in text if ord(c) >= 0x800)
    narrow = sum(1 for c in text if 0x80 <= ord(c) < 0x800)
    return wide >= 2 and wide > narrow


def _gb18030_by_accident(data: bytes) -> bool:
    """A western one-byte encoding often decodes as GB18030: a letter with an
    accent swallows the ASCII letter after it. Chinese text rarely does that."""
    sample = data[: _SAMPLE * 4]
    pairs = swallowed = 0
    i = 0
    while i < len(sample) - 1:
        if sample[i] < 0x80:
            i += 1
            continue
        trail = sample[i + 1]
        if 0x30 <= trail <= 0x39:
            i += 4
            pairs += 1
            continue
        pairs += 1
        if trail < 0x80:
            swallowed += 1
        i += 2
    return swallowed * 3 > pairs
