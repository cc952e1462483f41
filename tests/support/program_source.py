"""The program's own source, read and parsed once for all rules that are checked on it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import programmer

PACKAGE = Path(programmer.__file__).parent


@cache
def trees() -> dict[Path, ast.Module]:
    """Every module by its path inside the package; not to be changed."""
    return {
        path.relative_to(PACKAGE): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }
