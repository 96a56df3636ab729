"""A transparency log: what was ever written stays, and anybody can see that it did.

The tree is that of RFC 6962, written in the formats of C2SP: tiles, signed notes, checkpoints, cosignatures of
witnesses and a proof to take along.

>>> from munera.engines.attestation.log.tree import Tree, leaf_hash, verify_inclusion
>>> tree = Tree()
>>> tree.extend([leaf_hash(b"a certificate"), leaf_hash(b"a diploma"), leaf_hash(b"a licence")])
0
>>> verify_inclusion(leaf_hash(b"a diploma"), 1, tree.size, tree.inclusion(1), tree.root())
"""
