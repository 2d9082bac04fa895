"""The documents of a folder, read as the command reads them."""

from __future__ import annotations

import json
from os import PathLike
from typing import Any

from . import _native
from ._generated import ExplainResponse, NamedFile, explain
from ._record import Record


class UnreadFile(Record):
    """A file that was to be read and could not be."""

    name: str
    """Its path from the root."""
    message: str
    """Why it is not read."""


class Folder(Record):
    """The documents of a folder, and what its settings say."""

    files: list[NamedFile]
    """The documents, named by their paths from the root of the repository."""
    options: dict[str, Any]
    """What is known beside them, for :func:`read_documents` and :func:`explain`."""
    facts: dict[str, Any]
    """What is known of the repository and its organisation, for :func:`explain`."""
    unread: list[UnreadFile]
    """The files that could not be read."""

    def explain(self) -> ExplainResponse:
        """What :func:`explain` says of the folder."""
        return explain(self.files, self.options, self.facts)


def read_folder(path: str | PathLike[str] = ".") -> Folder:
    """Reads a folder as ``assumable check`` does.

    What git ignores and what ``.assumable.yaml`` excludes is left out; the repository and its default branch come from the
    settings, or from the files of git.

    Args:
        path: The folder.

    Raises:
        OSError: The folder or its settings cannot be read; the message says where and why.
    """
    collected = json.loads(_native.collect(path))
    return Folder(
        files=[NamedFile(**file) for file in collected["files"]],
        options=collected["options"],
        facts=collected["facts"],
        unread=[UnreadFile(**file) for file in collected["unread"]],
    )
