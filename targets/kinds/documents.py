"""Kinds of findings about documents as files: T5."""

from __future__ import annotations

from targets.kinds.finding import Kind

FormulaWithoutValue = Kind("targets", "formula-without-value")
PageWithoutText = Kind("targets", "page-without-text")
MacrosPresent = Kind("targets", "macros-present")
ExternalLink = Kind("targets", "external-link")
TrackedChanges = Kind("targets", "tracked-changes")
HiddenContent = Kind("targets", "hidden-content")
CellError = Kind("targets", "cell-error")
TextOverflow = Kind("targets", "text-overflow")
HiddenRows = Kind("targets", "hidden-rows")
HiddenColumn = Kind("targets", "hidden-column")
HiddenColumnRead = Kind("targets", "hidden-column-read")
StruckText = Kind("targets", "struck-text")
HiddenText = Kind("targets", "hidden-text")
FootnoteMark = Kind("targets", "footnote-mark")
CellComment = Kind("targets", "cell-comment")
PictureNotRead = Kind("targets", "picture-not-read")
TextBoxOverSheet = Kind("targets", "text-box")
DateCell = Kind("targets", "date-cell")
TextNotPrinted = Kind("targets", "text-not-printed")
ScanRead = Kind("targets", "scan-read")
ScanDoubtful = Kind("targets", "scan-doubtful")
ScanStructure = Kind("targets", "scan-structure")
