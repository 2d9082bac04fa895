"""What is installed is what is to be shipped."""

from importlib.metadata import entry_points, files, metadata

from assumable import _native
from cases import ROOT


def test_the_metadata_says_what_the_abi_does() -> None:
    assert metadata("assumable")["Requires-Python"] == ">=3.10"
    assert 'features = ["abi3-py310"]' in (ROOT / "bindings-python" / "Cargo.toml").read_text(encoding="utf-8")
    assert ".abi3." in (_native.__file__ or "") or (_native.__file__ or "").endswith(".pyd")


def test_types_and_licences_are_in_it() -> None:
    names = [path.name for path in files("assumable") or ()]
    if "direct_url.json" in names and "py.typed" not in names:
        return  # an editable install lists a pointer to the sources alone
    assert {"py.typed", "_native.pyi", "LICENSE-MIT", "LICENSE-APACHE"} <= set(names)


def test_pytest_finds_the_plugin() -> None:
    [found] = entry_points(group="pytest11", name="assumable")
    assert found.value == "assumable.pytest_plugin" and hasattr(found.load(), "assumable")
