"""Signatures: what is signed (`dsse`), who signs (`signer`, one module per algorithm) and where keys are kept (`keyfile`).

A signature here shows that a record has not changed and which key signed it. Whose key that is, and whether its holder may
sign, is for the roster to say; it is not a legally qualified electronic signature.
"""
