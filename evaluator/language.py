"""Which of the two languages to speak: ``--lang`` if given, else the locale; Chinese where the locale is Chinese."""

from __future__ import annotations

import os
import sys

LANGUAGES = ("zh", "en")


def default_language() -> str:
    """``zh`` or ``en`` by the environment, as gettext would look for it; on Windows by the user's locale."""
    for variable in ("EVALUATOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import locale

        return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
    return "en"


def pick(lang: str, zh: str, en: str) -> str:
    """One of two texts that stand side by side."""
    return zh if lang == "zh" else en
