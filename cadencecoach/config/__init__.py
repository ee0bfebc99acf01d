"""TOML files and typed options into frozen values, apart so that nothing else trusts a file.

`reading` finds every fault at once, `plans` and `settings` say what a file may hold, `shelf` finds
plans by name.
"""
