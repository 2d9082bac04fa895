"""The plugin for pytest: the fixture ``assumable``, a :class:`assumable.testing.Repository` of the folder that is tested."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .testing import Repository


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("assumable_folder", "the folder that the fixture `assumable` reads, from the root", default=".")


@pytest.fixture(scope="session")
def assumable(request: pytest.FixtureRequest) -> Repository:
    """The files of the repository, as ``assumable check`` reads them, and assertions about them."""
    from .testing import Repository

    repository = Repository.read(request.config.rootpath / str(request.config.getini("assumable_folder")))
    for file in repository.folder.unread:
        warnings.warn(pytest.PytestWarning(f"{file.name} is not read: {file.message}"), stacklevel=1)
    return repository
