"""Tiles: paths as the specification writes them, bytes as another log has written them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from munera.engines.attestation.errors import LogRefused, NotSupported, Unreadable
from munera.engines.attestation.log import tiles, tree
from munera.engines.attestation.log.checkpoints import open_checkpoint
from munera.engines.attestation.log.notes import NoteVerifier
from munera.engines.attestation.log.tiles import Bundle, Tile
from munera.engines.attestation.log.tree import Tree, leaf_hash
from tests.engines.attestation.published import vectors
from tests.engines.attestation.vector_counts import Tally

# transparency-dev/tessera, testdata/build_log.sh.
TESSERA = NoteVerifier.from_vkey("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")


def test_the_16_checkpoints_of_a_tessera_log_their_tiles_and_bundles_are_ours(tally: Tally) -> None:
    folder = vectors("tessera-log")
    read = tiles.read_bundle((folder / "tile/entries/000.p/15").read_bytes())
    ours = Tree()
    ours.extend([leaf_hash(entry) for entry in read])
    checkpoints = sorted(folder.glob("checkpoint.*"))
    for file in checkpoints:
        checkpoint = open_checkpoint(file.read_bytes(), TESSERA).checkpoint
        assert ours.root(checkpoint.size) == checkpoint.root
    for size in range(1, 16):
        assert tiles.tile_bytes(Tile(0, 0, size), ours.hash_at) == (folder / Tile(0, 0, size).path).read_bytes()
        assert tiles.bundle_bytes(read[:size]) == (folder / Bundle(0, size).path).read_bytes()
    assert len(checkpoints) == 16
    tally("transparency-dev/tessera, checkpoints", accepted=16)
    tally("transparency-dev/tessera, tiles and bundles", accepted=30)
    assert open_checkpoint((folder / "checkpoint").read_bytes(), TESSERA).checkpoint.root == ours.root()


def test_a_tree_of_70_000_has_the_tiles_that_the_specification_counts() -> None:
    """tlog-tiles, "Partial Tiles": 273 full ones and one of 112, a full one and one of 17, and one of a single hash."""
    found = list(tiles.tiles(70_000))
    assert len(found) == 277
    assert found[272:] == [Tile(0, 272), Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles.tiles(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles(0)) == []


def test_after_growing_only_what_has_changed_is_written() -> None:
    assert list(tiles.tiles(513, since=510)) == [Tile(0, 1), Tile(0, 2, 1), Tile(1, 0, 2)]
    assert list(tiles.bundles(513, since=510)) == [Bundle(1), Bundle(2, 1)]
    assert list(tiles.tiles(512, since=512)) == []


@given(since=st.integers(0, 200_000), more=st.integers(0, 200_000))
def test_what_is_written_step_by_step_is_what_is_written_at_once(since: int, more: int) -> None:
    def full(found: set[Tile]) -> set[Tile]:
        return {tile for tile in found if tile.width == tiles.WIDTH}

    before, after = set(tiles.tiles(since)), set(tiles.tiles(since + more))
    grown = set(tiles.tiles(since + more, since=since))
    assert grown == after - before
    assert full(before) | full(grown) == full(after)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(63, 0, 1), "tile/63/000.p/1"),
        (Tile(1, 1000, 255), "tile/1/x001/000.p/255"),
        (Bundle(5), "tile/entries/005"),
        (Bundle(999_999, 7), "tile/entries/x999/999.p/7"),
    ],
)
def test_a_tile_has_one_path(tile: Tile | Bundle, path: str) -> None:
    if isinstance(tile, Tile) and tile.level == 63:
        assert tile.path == path  # A tree so tall does not exist, so the path leads nowhere.
        with pytest.raises(Unreadable):
            tiles.read_path(path)
    else:
        assert tile.path == path
        assert tiles.read_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/1000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/007",
        "tile/0/000.p/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/../000",
        "tile/entries/00٠",
        "tile/0/" + "x999/" * 2_000 + "999",
    ],
)
def test_no_other_path_leads_to_a_tile(path: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        tiles.read_path(path)
    assert refusal.value.code == "not-a-tile"


def test_a_log_can_be_read_out_of_its_tiles_alone() -> None:
    size = 70_000
    log = Tree()
    log.extend([leaf_hash(number.to_bytes(4)) for number in range(size)])
    files = {tile.path: tiles.tile_bytes(tile, log.hash_at) for tile in tiles.tiles(size)}
    read: list[str] = []

    def read_tile(tile: Tile) -> bytes:
        read.append(tile.path)
        return files[tile.path]

    hashes = tiles.hashes_from_tiles(read_tile, size)
    assert tree.root(size, hashes) == log.root()
    assert [tree.inclusion(index, size, hashes) for index in (0, 12_345, 69_999)] == [
        log.inclusion(index) for index in (0, 12_345, 69_999)
    ]
    assert tree.consistency(1_000, size, hashes) == log.consistency(1_000)
    assert len(read) == len(set(read)) < 12


def test_a_tile_that_was_cut_is_refused() -> None:
    hashes = tiles.hashes_from_tiles(lambda _tile: bytes(64), 3)
    with pytest.raises(LogRefused) as refusal:
        tree.root(3, hashes)
    assert refusal.value.code == "wrong-length"


@given(entries=st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_reads_as_it_was_written(entries: list[bytes]) -> None:
    assert tiles.read_bundle(tiles.bundle_bytes(entries)) == entries


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x00" * 257])
def test_a_bundle_that_was_cut_or_is_too_long_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        tiles.read_bundle(data)
    assert refusal.value.code == "not-a-bundle"


def test_an_entry_must_fit_into_a_bundle() -> None:
    assert len(tiles.bundle_bytes([bytes(65_535)])) == 65_537
    with pytest.raises(NotSupported):
        tiles.bundle_bytes([bytes(65_536)])
