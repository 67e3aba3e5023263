"""The version of the installed package."""

from importlib import metadata


def version() -> str:
    """Return the installed version, or "unknown" when run from a folder that is not installed."""
    try:
        return metadata.version("onrecord")
    except metadata.PackageNotFoundError:
        return "unknown"
