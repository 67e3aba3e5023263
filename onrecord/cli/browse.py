"""The commands "onrecord browse" and "onrecord publish": the pages of a database, served or as files."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli import database_argument, one_line, open_db


@click.command()
@database_argument
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True,
    help="The port to listen on; 0 takes a free one.",
)  # fmt: skip
@click.option("--open", "show", is_flag=True, help="Open the pages in a web browser.")
@click.option(
    "--review", is_flag=True, help="Let whoever opens the printed address decide on doubtful speakers and stances."
)
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="Another address than this machine's own lets everybody read who reaches it.",
)  # fmt: skip
@click.option(
    "--allow-remote-review", "remote_review", is_flag=True,
    help="With --host and --review: let whoever has the printed address decide from elsewhere, too.",
)  # fmt: skip
@click.option(
    "--sql", is_flag=True,
    help="Let readers ask with SQL of their own. It only reads, but can take all memory: for people you trust.",
)  # fmt: skip
def browse(
    database: str, port: int, show: bool, review: bool, host: str, remote_review: bool, sql: bool
) -> None:
    """Browse a database: Datasette with pages to search, compare officials and read them in their articles."""
    try:
        from db.browse.serve import LOOPBACK, serve
    except ImportError as error:
        raise click.ClickException(f"pip install 'onrecord[browse]' first: {one_line(error)}") from error
    elsewhere = host not in LOOPBACK
    if elsewhere and review and not remote_review:
        raise click.UsageError("--host lets others reach the review: --allow-remote-review says that you want that.")
    with open_db(database):
        pass  # says what is wrong with it
    if elsewhere:
        click.echo(f"Warning: everybody who reaches {host} can read all of {database}; nothing is encrypted.", err=True)
    serve(database, host, port, review, show, lambda address: click.echo(f"{address}   Ctrl+C ends it."), sql)


@click.command()
@database_argument
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def publish(database: str, folder: Path) -> None:
    """Write the pages of a database as a folder of files that any web host can serve.

    DIR must be empty, or be what an earlier call began and did not finish.
    """
    try:
        from db.browse.publish import begun
        from db.browse.publish import publish as write_files
    except ImportError as error:
        raise click.ClickException(f"pip install 'onrecord[browse]' first: {one_line(error)}") from error
    with open_db(database):
        pass
    if folder.exists() and any(folder.iterdir()) and begun(folder) is None:
        raise click.ClickException(f"{folder} is not empty; it was left as it is.")
    count = write_files(database, folder, lambda done: None)
    click.echo(f"{folder}: {count} files, begin with {folder / 'index.html'}")
