"""What a runner tells beside the runs, and what is plain from it: entries, pain, load, activities.

Entries and the facts of finished runs come in; levels, days and what a rating in a run means go
out. What the programme makes of them is in `programme`.
"""
