"""The arguments of the commands that run and keep a workbench: serve, accounts, workspace."""

from __future__ import annotations

TYPE_CHECKING = False  # as in evaluator/__init__.py: no typing on the way to --help
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Command = Callable[[str, str, str], Any]
    Say = Callable[[str, str], str]


def serve(command: Command, say: Say) -> None:
    """The workbench."""
    serve = command("serve", "在浏览器里工作（工作台）", "the workbench in a browser")
    serve.add_argument("--host", default="127.0.0.1", help=say("监听的地址（默认只限本机）", "address to listen on"))
    serve.add_argument("--port", type=int, default=8765, help=say("端口", "port"))
    serve.add_argument("--workspace", metavar="DIR", help=say("工作文件夹", "folder for files and database"))
    serve.add_argument(
        "--database",
        metavar="URL",
        help=say(
            "数据库地址，如 postgresql+psycopg://…（默认在工作文件夹里）",
            "database address (default: in the folder)",
        ),
    )
    serve.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help=say("浏览器可以用来访问的主机名", "a host name that browsers may call it by"),
    )
    serve.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help=say(
            "前面的反向代理的地址：只有它说的来源地址和 https 才算数",
            "address of a proxy in front, which alone is believed about addresses and https",
        ),
    )
    serve.add_argument(
        "--check",
        action="store_true",
        help=say("只核对记录、文件和数据库，不启动", "check record, files and database only"),
    )
    serve.add_argument("--no-browser", action="store_true", help=say("不自动打开浏览器", "do not open a browser"))


def accounts(command: Command, say: Say) -> None:
    """Who may use a team's workbench."""
    people = command("accounts", "工作台的账号（第一个账号使它成为多人工作台）", "accounts of the workbench for a team")
    people.add_argument("action", choices=("list", "add", "password", "stop"))
    people.add_argument("name", metavar="NAME", nargs="?", help=say("账号名称", "name of the account"))
    people.add_argument(
        "--role",
        choices=("viewer", "officer", "auditor", "administrator"),
        help=say("角色（第一个账号为管理员）", "role (the first account is an administrator's)"),
    )
    people.add_argument(
        "--department",
        action="append",
        default=[],
        metavar="NAME",
        help=say(
            "可看的部门，可多次给出；* 为全部（管理员默认全部，其他人默认没有）",
            "a department to be seen, may be repeated; * for all (administrators: all by default, others: none)",
        ),
    )
    people.add_argument("--workspace", metavar="DIR", help=say("工作文件夹", "folder for files and database"))
    people.add_argument("--database", metavar="URL", help=say("数据库地址", "database address"))


def workspace(command: Command, say: Say) -> None:
    """The files and the database of a workbench, whole."""
    kept = command("workspace", "工作台资料的备份、恢复、核对", "back up, restore or check the data of a workbench")
    kept.add_argument("action", choices=("backup", "restore", "check"))
    kept.add_argument("file", metavar="FILE", nargs="?", help=say("备份文件（.zip）", "the backup (.zip)"))
    kept.add_argument("--workspace", metavar="DIR", help=say("工作文件夹", "folder for files and database"))
    kept.add_argument("--database", metavar="URL", help=say("数据库地址", "database address"))
