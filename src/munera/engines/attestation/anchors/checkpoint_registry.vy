# pragma version ~=0.4.3
"""
@title Checkpoint registry
@license EUPL-1.2
@notice Keeps the roots of transparency logs, one transaction a checkpoint. A log only grows: a root stands once, and
        each size is larger than the one before, so the registry cannot hold two faces of one log.
"""

event Anchored:
    origin: indexed(bytes32)
    root: indexed(bytes32)
    size: uint64


# Who may write. A consortium puts a contract here that counts the votes of its members.
owner: public(immutable(address))

# The largest size of each log, which is named by the SHA-256 of its origin.
latest: public(HashMap[bytes32, uint64])

# By origin and root: the size in the upper half, the time of the block in the lower 64 bits.
records: HashMap[bytes32, HashMap[bytes32, uint256]]


@deploy
def __init__():
    owner = msg.sender


@external
def anchor(origin: bytes32, size: uint64, root: bytes32):
    assert msg.sender == owner, "not owner"
    assert self.records[origin][root] == 0, "already"
    assert size > self.latest[origin], "not newer"
    self.latest[origin] = size
    self.records[origin][root] = (convert(size, uint256) << 64) | block.timestamp
    log Anchored(origin=origin, root=root, size=size)


@external
@view
def find(origin: bytes32, root: bytes32) -> (uint64, uint64):
    """
    @return The size of the tree under this root, and when it was anchored in seconds since 1970; zeros if it was not.
    """
    record: uint256 = self.records[origin][root]
    return convert(record >> 64, uint64), convert(record & convert(max_value(uint64), uint256), uint64)
