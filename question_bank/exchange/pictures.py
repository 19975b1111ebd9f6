"""Which pictures may come along: by what they are, not by what they call themselves."""

_STARTS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
}


def kind_of(content: bytes) -> str | None:
    """png, jpeg, gif or webp; None for all else, SVG too: it may hold scripts."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
