"""The documentation as a site: `python -m sphinx -W -n -b html docs build/site`. No network is needed, a warning
is an error.

Every page is Markdown that reads as well where the repository is browsed; nothing is written twice for the site.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import evaluator  # noqa: E402

project = "evaluator"
author = "The evaluator developers"
project_copyright = author  # no year: equal sources give equal pages
release = version = evaluator.__version__
language = "zh_CN"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# A page of a finding or of a worked example is reached from its list: a hundred lines in every sidebar help nobody.
suppress_warnings = ["toc.not_included"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
# Types of other projects are named, not linked: linking would need their pages, and so a network.
nitpick_ignore_regex = [("py:.*", ".*")]

html_theme = "furo"
html_title = "evaluator · 绩效自评"
html_copy_source = False
html_last_updated_fmt = None
html_static_path: list[str] = []
