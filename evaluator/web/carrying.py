"""Words typed into a page whose session had ended: carried through the login, sealed, and sent again by a button."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib

from starlette.datastructures import FormData


def sealed(secret: bytes, session: str, to: str, form: FormData) -> str:
    """The fields of a form and where it was sent, packed; only this workbench can make it, for this session only."""
    fields = [[name, text] for name, text in form.multi_items() if isinstance(text, str) and name != "csrf"]
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps([to, fields]).encode(), 9)).decode()
    return f"{_seal(secret, session, packed)}.{packed}"


def opened(secret: bytes, session: str, text: str) -> tuple[str, dict[str, str]] | None:
    """Where a form was sent and its fields; None for what this workbench did not pack for this session."""
    seal, _, packed = text.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(secret, session, packed).encode()):
        return None
    to, fields = json.loads(zlib.decompress(base64.urlsafe_b64decode(packed)))
    return str(to), dict(fields)


def _seal(secret: bytes, session: str, packed: str) -> str:
    return hmac.new(secret, f"carry\0{session}\0{packed}".encode(), hashlib.sha256).hexdigest()
