"""The tree does what RFC 6962 says, leaf by leaf, and a database or a folder can serve it."""

import doctest
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from munera.engines.attestation import log
from munera.engines.attestation.errors import LogRefused, ProofFailed
from munera.engines.attestation.log import tree
from munera.engines.attestation.log.tree import EMPTY_ROOT, Tree, leaf_hash, node_hash

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(70)]


def grown(*leaves: bytes) -> Tree:
    planted = Tree()
    planted.extend(leaves)
    return planted


def split(count: int) -> int:
    """The largest power of two smaller than ``count``, as RFC 6962, 2.1 cuts a list."""
    return 1 << (count - 1).bit_length() - 1


def root_of(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, over leaf hashes, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(root_of(leaves[:k]), root_of(leaves[k:]))


def path_of(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path_of(m, leaves[:k]), root_of(leaves[k:])]
    return [*path_of(m - k, leaves[k:]), root_of(leaves[:k])]


def proof_of(m: int, leaves: list[bytes], *, known: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if m == len(leaves):
        return [] if known else [root_of(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*proof_of(m, leaves[:k], known=known), root_of(leaves[k:])]
    return [*proof_of(m - k, leaves[k:], known=False), root_of(leaves[:k])]


def test_the_example_at_the_top_of_the_package_runs() -> None:
    result = doctest.testmod(log)
    assert (result.failed, result.attempted) == (0, 4)


def test_every_root_path_and_proof_up_to_70_leaves_is_that_of_the_rfc() -> None:
    whole = grown(*LEAVES)
    for size in range(1, len(LEAVES) + 1):
        root = root_of(LEAVES[:size])
        assert whole.root(size) == root
        for index in range(size):
            path = path_of(index, LEAVES[:size])
            assert whole.inclusion(index, size) == path
            assert tree.inclusion(index, size, whole.hash_at) == path
            tree.verify_inclusion(LEAVES[index], index, size, path, root)
        for old in range(1, size + 1):
            proof = proof_of(old, LEAVES[:size])
            assert whole.consistency(old, size) == proof
            tree.verify_consistency(old, whole.root(old), size, root, proof)


@given(parts=st.lists(st.integers(0, 40), max_size=8))
def test_leaves_may_come_one_by_one_or_in_any_batches(parts: list[int]) -> None:
    leaves = [leaf_hash(number.to_bytes(4)) for number in range(sum(parts))]
    one_by_one, in_batches = Tree(), Tree()
    for leaf in leaves:
        one_by_one.append(leaf)
    start = 0
    for part in parts:
        assert in_batches.extend(leaves[start : start + part]) == start
        start += part
    assert in_batches.root() == one_by_one.root()
    assert [in_batches.inclusion(index) for index in range(start)] == [
        one_by_one.inclusion(index) for index in range(start)
    ]


@given(parts=st.lists(st.integers(1, 300), min_size=1, max_size=5))
@settings(max_examples=30)
def test_a_table_of_level_index_and_hash_is_enough_to_serve_a_log(parts: list[int]) -> None:
    table: dict[tuple[int, int], bytes] = {}
    reads: list[tuple[int, int]] = []

    def read(level: int, index: int) -> bytes:
        reads.append((level, index))
        return table[level, index]

    size, leaves = 0, [leaf_hash(number.to_bytes(4)) for number in range(sum(parts))]
    for part in parts:
        reads.clear()
        rows = list(chain.from_iterable(tree.new_hashes(leaves[size : size + part], size, read)))
        assert len(reads) <= size.bit_length()
        assert not any((level, index) in table for level, index, _ in rows)
        table.update({(level, index): digest for level, index, digest in rows})
        size += part
    whole = grown(*leaves)
    assert tree.root(size, read) == whole.root()
    assert tree.inclusion(size // 2, size, read) == whole.inclusion(size // 2)
    assert tree.consistency(parts[0], size, read) == whole.consistency(parts[0])


def test_all_nodes_that_a_proof_needs_can_be_asked_for_at_once() -> None:
    whole = grown(*LEAVES)
    groups = tree.inclusion_nodes(64, 70)
    rows = {node: whole.hash_at(*node) for group in groups for node in group}
    assert [tree.fold(group, lambda level, index: rows[level, index]) for group in groups] == whole.inclusion(64)
    assert groups == [[(0, 65)], [(1, 33)], [(1, 34)], [(6, 0)]]


def test_the_tree_without_leaves_has_the_hash_of_nothing() -> None:
    assert Tree().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_leaf_cannot_pass_for_a_node() -> None:
    """Without the bytes in front of them, the two halves of a node would be an entry of the log (second preimage)."""
    two = grown(leaf_hash(b"left"), leaf_hash(b"right"))
    forged = leaf_hash(leaf_hash(b"left") + leaf_hash(b"right"))
    assert forged != two.root()
    with pytest.raises(ProofFailed):
        tree.verify_inclusion(forged, 0, 1, [], two.root())


def test_from_size_zero_nothing_is_proved() -> None:
    for old_root in (EMPTY_ROOT, LEAVES[0]):
        with pytest.raises(ProofFailed) as refusal:
            tree.verify_consistency(0, old_root, 1, LEAVES[0], [])
        assert refusal.value.code == "out-of-range"
    with pytest.raises(LogRefused):
        grown(*LEAVES).consistency(0)


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0), (0, 71)])
def test_there_is_no_path_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(LogRefused) as refusal:
        grown(*LEAVES).inclusion(index, size)
    assert refusal.value.code == "out-of-range"


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_hash_of_another_length_is_refused_everywhere(length: int) -> None:
    odd = bytes(length)
    with pytest.raises(LogRefused):
        Tree().append(odd)
    with pytest.raises(LogRefused):
        Tree().extend([LEAVES[0], odd])
    with pytest.raises(ProofFailed):
        tree.verify_inclusion(odd, 0, 1, [], odd)
    with pytest.raises(ProofFailed):
        tree.verify_consistency(1, odd, 2, odd, [odd])


def test_a_log_has_no_more_than_2_to_the_63_leaves() -> None:
    with pytest.raises(ProofFailed):
        tree.verify_inclusion(LEAVES[0], 0, 2**63, [LEAVES[0]] * 63, LEAVES[0])
    with pytest.raises(LogRefused):
        tree.new_hashes([LEAVES[0]], 2**63 - 1, lambda _level, _index: LEAVES[0])
