"""``evaluator workspace``: the data of a workbench backed up, restored, checked; the server may run meanwhile."""

from __future__ import annotations

import argparse
from pathlib import Path

from evaluator.commands.serve import default_workspace, needed
from evaluator.language import pick
from targets.errors import InputError


def run(args: argparse.Namespace) -> int:
    """0 done, 1 where a check finds something. Raises InputError for a place that cannot be used."""
    needed()
    from evaluator.web.backup import backup, check_backup, restore
    from evaluator.web.checking import check_workspace, tell

    workspace = Path(args.workspace) if args.workspace else default_workspace()
    if args.action == "check":
        if args.file:
            return tell(check_backup(Path(args.file)), args.lang)
        return check_workspace(workspace, args.database, args.lang)
    if not args.file:
        raise InputError("请写出备份文件（.zip）", "name the backup file (.zip)")
    if args.action == "backup":
        rows, files = backup(workspace, args.database, Path(args.file))
        zh, en = f"已备份到 {args.file}", f"backed up to {args.file}"
    else:
        rows, files = restore(Path(args.file), workspace, args.database)
        zh, en = f"已恢复到 {workspace}", f"restored to {workspace}"
    print(pick(args.lang, f"{zh}：{rows} 行记录，{files} 个文件", f"{en}: {rows} rows, {files} files"))
    return 0
