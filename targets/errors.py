"""Misuse and input that cannot be used at all: raised, shown as one sentence, exit status 2."""

from __future__ import annotations

from targets.visible import readable, visible


class InputError(ValueError):
    """Input that stops the command: what is wrong, where, and what to do, in both languages, one sentence each."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = readable(zh), readable(en)
        super().__init__(self.en)

    def message(self, lang: str) -> str:
        """The sentence in ``zh`` or ``en``."""
        return visible(self.zh if lang == "zh" else self.en)

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str]]:
        """Survive the way back from a child process."""
        return InputError, (self.zh, self.en)
