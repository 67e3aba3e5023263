"""``python -m db.schema``: print the schema as the migrations make it, the content of ``current.sql``."""

from db.schema.migrations import current_schema

if __name__ == "__main__":
    print(current_schema(), end="")
