"""A panic inside surfaces as an ordinary error, in a module built for this test alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cases import ROOT

import assumable

PROGRAM = """
import json
import assumable
from assumable import _native

# Through the public road, as any operation goes.
from assumable._decode import ask
try:
    ask("planted_panic", {}, None, lambda value: value)
except Exception as error:
    assert isinstance(error, assumable.InternalError), type(error)
    assert error.code == "INTERNAL"
    assert "secret" not in str(error) + str(error.help)
else:
    raise SystemExit("nothing was raised")

handle = _native.Handle("TrustPolicy", POLICY)
assert json.loads(handle.answer("planted_panic", "{}"))["error"]["code"] == "INTERNAL"
# The handle and the module answer on.
assert "ok" in json.loads(handle.answer("check", '{"claims": {}}'))
assert assumable.parse_image("nginx").repository == "library/nginx"
print("went on")
"""

POLICY = """
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "*"},
 "Action": "sts:AssumeRoleWithWebIdentity"}]}
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with a native module that has the planted panic."""
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    subprocess.run(
        ["cargo", "build", "--quiet", "--locked", "-p", "assumable-python"],
        cwd=ROOT,
        env={**os.environ, "RUSTC_WORKSPACE_WRAPPER": str(ROOT / "tests" / "planted-panic"), "PYO3_BUILD_EXTENSION_MODULE": "1", "PYO3_PYTHON": sys.executable},
        check=True,
    )
    folder = tmp_path_factory.mktemp("planted")
    source = ROOT / "bindings-python" / "python" / "assumable"
    shutil.copytree(source, folder / "assumable", ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    built = next(
        file for file in (target / "debug").iterdir() if file.name in ("lib_native.so", "lib_native.dylib", "_native.dll")
    )
    shutil.copy(built, folder / "assumable" / ("_native.pyd" if built.suffix == ".dll" else "_native.abi3.so"))
    return folder


def test_a_panic_is_an_ordinary_error(planted: Path) -> None:
    program = f"POLICY = {POLICY!r}\n{PROGRAM}"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(planted)},
        cwd=planted,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "went on\n"
    assert ran.stderr == "", "the panic's own text, which may quote the caller's data, is printed nowhere"
    assert assumable.__file__ and str(planted) not in assumable.__file__
