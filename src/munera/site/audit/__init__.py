"""The audit as people read it: each verb as a sentence, each reference as a name, filters for the auditor."""
