"""What was certified of whom, by which issuer, and the log that shows it: nothing is forged or taken back unseen.

A credential, its leaf in the log, its place in a status list and the evidence of its skills are written in one
transaction. For the rooms above:

    issue_credential(person, achievement=…, issuer=…, by=…) -> Credential
    issue_credentials(awards, batch=…, by=…) -> BatchReport          # many, a thousand a transaction, each once
    withdraw_credential(credential, because=…, by=…)                 # and its skills with it, everywhere at once
"""
