"""A run without a screen: what is said before and after it, and what each answer leads to.

What is known of the runner, presses, words and the gate's answer come in; what is spoken and what
was told go out. The run itself is `run`; what is written down is decided in `app`.
"""
