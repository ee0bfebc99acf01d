"""A run taken along as sound and brought home: what is noted of it, where it lies in a watch's file.

A plan, its setup and the run a watch saw come in; an alignment and the inputs of a session go out.
What the session then came to is worked out in `outcome`.
"""
