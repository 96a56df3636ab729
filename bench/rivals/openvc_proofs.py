"""eddsa-jcs-2022 by openvc-core, timed on the credential that it is handed: run in an environment of its own.

    python openvc_proofs.py < request.json

The request is ``{"credential": …, "seed": base64url, "now": …, "rounds": …, "times": …}``; what was measured is printed
as JSON. openvc-core is LGPL-3.0: nothing of ours is imported here, and this program is no part of what is shipped.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from openvc.keys import Ed25519SigningKey
from openvc.proof.di_jcs import EddsaJcsProofSuite


def least_milliseconds(what: Callable[[], object], *, rounds: int, times: int) -> float:
    taken = []
    for _ in range(rounds):
        begin = time.process_time()
        for _ in range(times):
            what()
        taken.append((time.process_time() - begin) * 1e3 / times)
    return min(taken)


def main() -> None:
    request = json.load(sys.stdin)
    now = datetime.fromisoformat(request["now"])
    pace = {"rounds": request["rounds"], "times": request["times"]}
    method = request["verification_method"]
    key = Ed25519SigningKey.from_jwk(request["jwk"], method)
    suite = EddsaJcsProofSuite()

    def issue() -> bytes:
        secured = suite.add_proof(request["credential"], signing_key=key, verification_method=method, created=now)
        return json.dumps(secured, ensure_ascii=False, separators=(",", ":")).encode()

    issued = issue()
    public = {name: value for name, value in request["jwk"].items() if name != "d"}

    def verify() -> object:
        return suite.verify(json.loads(issued), public_key_jwk=public, now=now)

    verify()
    measured = {"issue": least_milliseconds(issue, **pace), "verify": least_milliseconds(verify, **pace)}
    print(json.dumps(measured | {"version": version("openvc-core"), "bytes": len(issued)}))


if __name__ == "__main__":
    main()
