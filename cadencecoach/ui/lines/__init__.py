"""Text made of views: lines of spans, in so many cells, without a widget and without a loop.

A view comes in, lines go out; what asks for keys or paints itself is in `widgets`.
"""
