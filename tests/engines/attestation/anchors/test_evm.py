"""The registry, compiled from its source and run in a real EVM in this process."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from munera.engines.attestation import anchors
from munera.engines.attestation.errors import LogRefused
from munera.engines.attestation.log.checkpoints import Checkpoint
from tests.engines.attestation.log.logs import ORIGIN, filled

pytest.importorskip("web3", reason="NO CHAIN: web3, eth-tester and vyper come with the test dependencies.")
pytest.importorskip("eth_tester")
vyper = pytest.importorskip("vyper")

SOURCE = Path(anchors.__file__).with_name("checkpoint_registry.vy")


@pytest.fixture(scope="module")
def compiled() -> dict[str, Any]:
    return vyper.compile_code(SOURCE.read_text(encoding="utf-8"), output_formats=["abi", "bytecode"])


@pytest.fixture
def chain() -> Any:
    from eth_tester import EthereumTester, PyEVMBackend
    from eth_tester.exceptions import TransactionFailed
    from web3 import EthereumTesterProvider, Web3
    from web3.exceptions import ContractLogicError
    from web3.middleware import Web3Middleware

    class RevertsAsNodesTellThem(Web3Middleware):
        """The provider of the tester lets the tester's own error through where a node answers with a revert."""

        def wrap_make_request(self, make_request: Any) -> Any:
            def make(method: Any, params: Any) -> Any:
                try:
                    return make_request(method, params)
                except TransactionFailed as error:
                    raise ContractLogicError(str(error)) from error

            return make

    web3 = Web3(EthereumTesterProvider(EthereumTester(PyEVMBackend())))
    web3.middleware_onion.add(RevertsAsNodesTellThem)
    return web3


@pytest.fixture
def registry(chain: Any, compiled: dict[str, Any]) -> str:
    """The address of a fresh registry, deployed by the first account."""
    contract = chain.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"])
    transaction = contract.constructor().transact({"from": chain.eth.accounts[0]})
    return str(chain.eth.wait_for_transaction_receipt(transaction)["contractAddress"])


def anchor(chain: Any, registry: str, *, account: int = 0) -> Any:
    from munera.engines.attestation.anchors.evm import EvmAnchor

    return EvmAnchor(chain, registry, sender=chain.eth.accounts[account])


def checkpoint(size: int, *, word: bytes = b"entry", origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, filled(size, word=word).tree.root())


def test_the_interface_is_what_the_compiler_says(compiled: dict[str, Any]) -> None:
    from munera.engines.attestation.anchors.evm import ABI

    def known(items: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            item["name"]: (
                [(each["type"], each.get("indexed", False)) for each in item["inputs"]],
                [each["type"] for each in item.get("outputs", [])],
                item.get("stateMutability"),
            )
            for item in items
            if "name" in item
        }

    assert known(ABI) == known(compiled["abi"])


def test_a_checkpoint_is_one_transaction_and_can_be_read_back(chain: Any, registry: str) -> None:
    before = chain.eth.block_number
    ours = anchor(chain, registry)
    receipt = ours.publish(checkpoint(5))
    assert chain.eth.block_number == before + 1
    block = chain.eth.get_block("latest")
    assert len(block["transactions"]) == 1
    assert anchor(chain, registry, account=3).check(receipt) == datetime.fromtimestamp(block["timestamp"], UTC)
    assert (receipt.kind, receipt.origin, receipt.size, receipt.root) == (
        "evm",
        ORIGIN,
        5,
        filled(5).tree.root(),
    )


def test_every_checkpoint_is_told_to_whoever_listens(chain: Any, registry: str, compiled: dict[str, Any]) -> None:
    from munera.engines.attestation.anchors.evm import origin_id

    ours = anchor(chain, registry)
    for size in (1, 5, 9):
        ours.publish(checkpoint(size))
    contract = chain.eth.contract(address=registry, abi=compiled["abi"])
    told = contract.events.Anchored.get_logs(from_block=0)
    assert [(each["args"]["origin"], each["args"]["root"], each["args"]["size"]) for each in told] == [
        (origin_id(ORIGIN), filled(size).tree.root(), size) for size in (1, 5, 9)
    ]
    assert contract.functions.latest(origin_id(ORIGIN)).call() == 9
    assert contract.functions.owner().call() == chain.eth.accounts[0]


@pytest.mark.parametrize(
    ("account", "second", "reason"),
    [
        (0, checkpoint(5), "already"),
        (0, Checkpoint(ORIGIN, 9, filled(5).tree.root()), "already"),
        (0, checkpoint(5, word=b"other"), "not newer"),
        (0, checkpoint(3), "not newer"),
        (1, checkpoint(9), "not owner"),
    ],
    ids=["the same again", "a root twice", "a split view", "a rollback", "a foreign sender"],
)
def test_what_contradicts_the_registry_is_reverted(
    chain: Any, registry: str, account: int, second: Checkpoint, reason: str
) -> None:
    receipt = anchor(chain, registry).publish(checkpoint(5))
    with pytest.raises(LogRefused, match=reason) as refusal:
        anchor(chain, registry, account=account).publish(second)
    assert refusal.value.code == "anchor-refused"
    anchor(chain, registry).check(receipt)
    with pytest.raises(LogRefused):
        anchor(chain, registry).check(replace(receipt, size=second.size + 1, root=second.root))


def test_one_log_says_nothing_of_another(chain: Any, registry: str) -> None:
    ours = anchor(chain, registry)
    ours.publish(checkpoint(9))
    other = ours.publish(checkpoint(5, origin="log.other.example"))
    ours.check(other)
    with pytest.raises(LogRefused) as refusal:
        ours.check(replace(other, origin=ORIGIN))
    assert refusal.value.code == "not-anchored"


def test_a_receipt_of_another_contract_is_refused(chain: Any, registry: str, compiled: dict[str, Any]) -> None:
    receipt = anchor(chain, registry).publish(checkpoint(5))
    contract = chain.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"])
    transaction = contract.constructor().transact({"from": chain.eth.accounts[1]})
    forged = str(chain.eth.wait_for_transaction_receipt(transaction)["contractAddress"])
    with pytest.raises(LogRefused) as refusal:
        anchor(chain, forged).check(receipt)
    assert refusal.value.code == "other-anchor"
    for changed in (
        replace(receipt, evidence=b"{}"),
        replace(receipt, evidence=b"x"),
        replace(receipt, kind="rfc3161"),
    ):
        with pytest.raises(LogRefused):
            anchor(chain, registry).check(changed)


def test_without_an_account_nothing_is_written(chain: Any, registry: str) -> None:
    from munera.engines.attestation.anchors.evm import EvmAnchor

    reader = EvmAnchor(chain, registry)
    with pytest.raises(LogRefused) as refusal:
        reader.publish(checkpoint(5))
    assert refusal.value.code == "anchor-refused"
