"""A page for one phone on the same network, served for as long as a run lasts, and only if asked for.

What a run shows comes in, words of the vocabulary go out. The page's own files lie in page/.
"""
