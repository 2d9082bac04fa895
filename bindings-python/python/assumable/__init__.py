"""Which GitHub Actions jobs can assume which AWS roles through OpenID Connect, why not, and which images they may push.

Everything is answered offline: nothing leaves the machine, and nothing is called verified. A denial is an answer;
malformed input raises :class:`AssumableError`.
"""

from . import _generated, errors
from ._folder import Folder, UnreadFile, read_folder
from ._generated import *  # noqa: F403
from ._native import version as _version
from ._record import Record
from ._roles import ArrowTable, RoleAnswers, RoleSet
from ._rows import Cell, rows
from .errors import *  # noqa: F403

__all__ = ["ArrowTable", "Cell", "Folder", "Record", "RoleAnswers", "RoleSet", "UnreadFile", "__version__", "read_folder", "rows"]
__all__ += _generated.__all__
__all__ += errors.__all__

__version__ = _version()
