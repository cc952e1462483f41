"""The drug library as it is shipped, read once."""

from __future__ import annotations

from functools import cache

from programmer.resources_location import resource_path
from programmer.therapy.drug_library import DrugLibrary, load_library


@cache
def shipped_library() -> DrugLibrary:
    """What every test programs against unless it says otherwise."""
    return load_library(resource_path("drugs.toml").read_bytes())
