"""``evaluator accounts``: who may use a team's workbench. The first account makes it a team's."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from evaluator.commands.serve import default_workspace, needed
from evaluator.language import pick
from targets.errors import InputError


def run(args: argparse.Namespace) -> int:
    """Add, list, stop, or set a password. Raises InputError where that cannot be done."""
    needed()
    from evaluator.web import accounts
    from evaluator.web.security import system_user
    from evaluator.web.store import connect
    from evaluator.web.workspace import Workspace

    by = pick(args.lang, f"{system_user()}（命令行）", f"{system_user()} (command line)")
    workspace = Path(args.workspace) if args.workspace else default_workspace()
    engine = connect(args.database or Workspace(workspace).database)
    try:
        listed = accounts.all_accounts(engine)
        if args.action == "list":
            for one in listed:
                seen = "、".join(one.departments) or pick(args.lang, "没有部门", "no departments")
                seen = pick(args.lang, "全部部门", "all departments") if one.sees_all else seen
                stopped = "" if one.active else pick(args.lang, "\t已停用", "\tstopped")
                print(f"{one.name}\t{pick(args.lang, *accounts.ROLES[one.role])}\t{seen}{stopped}")
            return 0
        if not args.name:
            raise InputError("请写出账号名称", "name the account")
        if args.action == "stop":
            found = next((one for one in listed if one.name == args.name), None)
            if found is None:
                raise InputError(f"没有账号“{args.name}”", f"there is no account {args.name!r}")
            accounts.change(engine, found.name, role=found.role, departments=found.departments, active=False, by=by)
        elif args.action == "password":
            accounts.set_password(engine, args.name, _typed(args.lang), by=by)
        else:
            role = args.role or ("viewer" if listed else "administrator")
            if not listed and role != "administrator":
                raise InputError(
                    "第一个账号须是管理员（--role administrator）", "the first account must be an administrator's"
                )
            departments = args.department or ([accounts.ALL] if role == "administrator" else [])
            accounts.add(engine, args.name, role, departments, _typed(args.lang), by=by)
        print(pick(args.lang, f"账号 {args.name}：已办好。", f"account {args.name}: done."))
    finally:
        engine.dispose()
    return 0


def _typed(lang: str) -> str:
    """A password from the terminal, unseen and twice, or the first line of standard input; never an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(pick(lang, "密码：", "password: "))
    if getpass.getpass(pick(lang, "再输一次：", "again: ")) != first:
        raise InputError("两次输入的密码不同", "the two passwords differ")
    return first
