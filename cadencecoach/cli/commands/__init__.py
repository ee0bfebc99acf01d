"""One module a command: what it takes, what it asks an act for, and what it prints.

A command decides nothing and opens no store; what it needs is loaded when it is used.
"""
