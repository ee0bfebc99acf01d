"""Homes and commands as the tests of the command line have them."""

from tests.cli.conftest import command, own_home

__all__ = ["command", "own_home"]
