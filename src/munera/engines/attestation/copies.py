"""What a copy of a log tells of keys and accreditation, for whoever checks without asking anybody."""

from collections.abc import Callable

from munera.engines.attestation.errors import LogRefused
from munera.engines.attestation.history import KeyHistory
from munera.engines.attestation.log.checkpoints import open_checkpoint
from munera.engines.attestation.log.leaves import IssuerEvent, read_entry
from munera.engines.attestation.log.receipts import LogPolicy
from munera.engines.attestation.log.tiles import bundles, read_bundle
from munera.engines.attestation.log.tree import Tree, leaf_hashes


def history_in(read: Callable[[str], bytes], *, log: LogPolicy) -> KeyHistory:
    """The history up to the checkpoint of the copy: the later the copy was made, the later a theft that it tells of.

    ``read`` gives the file under a path of the log: ``checkpoint``, ``tile/entries/000.p/5``. Nothing in it is believed
    before the tree over all of them has the root that the log has signed. Raises ``LogRefused`` ``wrong-root``, and
    what ``open_checkpoint`` and ``read_bundle`` raise.
    """
    signed = open_checkpoint(read("checkpoint"), log.log, origin=log.origin).checkpoint
    entries = [entry for bundle in bundles(signed.size) for entry in read_bundle(read(bundle.path))[: bundle.width]]
    tree = Tree()
    tree.extend(leaf_hashes(entries))
    if (tree.size, tree.root()) != (signed.size, signed.root):
        raise LogRefused("wrong-root", "The entries of the copy are not those that the log has signed for.")
    told = ((position, read_entry(entry)) for position, entry in enumerate(entries))
    events = ((position, event) for position, event in told if isinstance(event, IssuerEvent))
    return KeyHistory(events, origin=signed.origin)
