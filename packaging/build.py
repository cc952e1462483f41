"""Builds the one-folder bundle in dist/programmer and tries it."""

import shutil
import subprocess
import sys
from pathlib import Path

from PyInstaller.__main__ import run as pyinstaller

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist" / "programmer"


def main() -> int:
    shutil.rmtree(BUNDLE, ignore_errors=True)
    pyinstaller(
        [
            "--noconfirm",
            "--clean",
            "--log-level=WARN",
            f"--distpath={ROOT / 'dist'}",
            f"--workpath={ROOT / 'build' / 'pyinstaller'}",
            str(ROOT / "packaging" / "programmer.spec"),
        ]
    )
    size = sum(path.stat().st_size for path in BUNDLE.rglob("*") if path.is_file() and not path.is_symlink())
    sys.stderr.write(f"built {BUNDLE}, {size / 1e6:.0f} MB\n")
    return subprocess.run([sys.executable, ROOT / "packaging" / "smoke.py", BUNDLE], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
