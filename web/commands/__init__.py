"""The commands of ``regesta``, a module for each group; what each needs is imported when it runs, not before."""

from web.commands.command import Command, CommandParser, Run, UsageError

__all__ = ["Command", "CommandParser", "Run", "UsageError"]
