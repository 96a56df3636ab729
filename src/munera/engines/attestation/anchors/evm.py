"""Checkpoints in a contract on an EVM chain: ``checkpoint_registry.vy`` beside this file, one transaction each.

The contract lets a log only grow, so what stands there is one history. Which chain it is, and who runs it, is not our
business: a consortium's own (Besu), or a public one. Needs the extra ``chain``.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from web3 import Web3
from web3.contract import Contract
from web3.exceptions import Web3Exception
from web3.types import TxParams

from munera.engines.attestation.anchors import AnchorReceipt
from munera.engines.attestation.canonical import canonical, read_document
from munera.engines.attestation.errors import LogRefused, Unreadable
from munera.engines.attestation.log.checkpoints import Checkpoint

# Seconds until a transaction must be in a block.
PATIENCE: Final = 120
BYTES32: Final = "bytes32"


def _inputs(*named: tuple[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in named]


# What the compiler says of checkpoint_registry.vy, as far as we use it.
ABI: Final[list[dict[str, Any]]] = [
    {
        "type": "event",
        "name": "Anchored",
        "anonymous": False,
        "inputs": [
            {"name": "origin", "type": BYTES32, "indexed": True},
            {"name": "root", "type": BYTES32, "indexed": True},
            {"name": "size", "type": "uint64", "indexed": False},
        ],
    },
    {
        "type": "function",
        "name": "anchor",
        "stateMutability": "nonpayable",
        "inputs": _inputs(("origin", BYTES32), ("size", "uint64"), ("root", BYTES32)),
        "outputs": [],
    },
    {
        "type": "function",
        "name": "find",
        "stateMutability": "view",
        "inputs": _inputs(("origin", BYTES32), ("root", BYTES32)),
        "outputs": _inputs(("", "uint64"), ("", "uint64")),
    },
    {
        "type": "function",
        "name": "latest",
        "stateMutability": "view",
        "inputs": _inputs(("origin", BYTES32)),
        "outputs": _inputs(("", "uint64")),
    },
    {
        "type": "function",
        "name": "owner",
        "stateMutability": "view",
        "inputs": [],
        "outputs": _inputs(("", "address")),
    },
]


class EvmAnchor:
    """One registry on one chain, reached through ``web3``; ``sender`` is the account that pays and may write.

    Only ``publish`` needs a sender. Whoever checks brings a node of their own and the address of the contract, which
    they know from the log's operator and not from the receipt.
    """

    kind = "evm"

    def __init__(self, web3: Web3, address: str, *, sender: str | None = None) -> None:
        self._web3 = web3
        self._contract: Contract = web3.eth.contract(address=Web3.to_checksum_address(address), abi=ABI)
        self._sender = sender

    def publish(self, checkpoint: Checkpoint) -> AnchorReceipt:
        """One transaction, and the wait until it is in a block.

        ``LogRefused`` ``anchor-refused``: the contract has this root, has seen a tree as large, or knows the sender not
        as its owner; or the chain did not answer.
        """
        if self._sender is None:
            raise LogRefused("anchor-refused", "Without an account nothing can be written to the chain.")
        call = self._contract.functions.anchor(origin_id(checkpoint.origin), checkpoint.size, checkpoint.root)
        paid_by: TxParams = {"from": Web3.to_checksum_address(self._sender)}
        try:
            transaction = call.transact(paid_by)
            done = self._web3.eth.wait_for_transaction_receipt(transaction, timeout=PATIENCE)
        except Web3Exception as error:
            raise LogRefused("anchor-refused", f"The registry did not take the checkpoint: {error}") from error
        if done["status"] != 1:
            raise LogRefused("anchor-refused", "The transaction with the checkpoint was reverted.")
        evidence = {
            "block": done["blockNumber"],
            "chain": self._web3.eth.chain_id,
            "contract": self._contract.address,
            "transaction": Web3.to_hex(transaction),
        }
        return AnchorReceipt(self.kind, checkpoint.origin, checkpoint.size, checkpoint.root, canonical(evidence))

    def check(self, receipt: AnchorReceipt) -> datetime:
        """The time of the block with the checkpoint, as the contract tells it today.

        ``LogRefused``: ``other-anchor`` for a receipt of another chain or contract, ``not-anchored`` where the contract
        does not have this root with this size.
        """
        try:
            evidence = read_document(receipt.evidence)
        except Unreadable as error:
            raise LogRefused("other-anchor", "The receipt does not say where the checkpoint was anchored.") from error
        here = self._web3.eth.chain_id, self._contract.address
        if receipt.kind != self.kind or (evidence.get("chain"), evidence.get("contract")) != here:
            raise LogRefused("other-anchor", "The receipt is of another chain or another contract.")
        try:
            size, seconds = self._contract.functions.find(origin_id(receipt.origin), receipt.root).call()
        except Web3Exception as error:
            raise LogRefused("not-anchored", f"The registry did not answer: {error}") from error
        if seconds == 0 or size != receipt.size:
            raise LogRefused("not-anchored", "The registry does not have this checkpoint.")
        return datetime.fromtimestamp(seconds, UTC)


def origin_id(origin: str) -> bytes:
    """By what name the contract knows a log: the SHA-256 of its origin."""
    return sha256(origin.encode()).digest()
