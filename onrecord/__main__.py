"""``python -m onrecord``: the command."""

from onrecord.cli import cli

if __name__ == "__main__":
    cli(prog_name="python -m onrecord")
