"""Write docs/safety/matrix.md anew from its data and from the marks on the tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.safety_matrix import MATRIX, matrix

MATRIX.write_text(matrix(), encoding="utf-8")
