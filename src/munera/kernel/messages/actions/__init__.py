"""Write letters; the modules beside this one carry them out.

``letters`` the inbox · ``journal`` receipts on this machine's disk · ``post`` the conversation with the mail server ·
``outbox`` from waiting to sent.
"""

from munera.kernel.messages.actions.letters import mark_all_read, mark_letter_read, save_preferences, send_letter

__all__ = ["mark_all_read", "mark_letter_read", "save_preferences", "send_letter"]
