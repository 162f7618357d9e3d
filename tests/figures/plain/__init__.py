"""The headline metrics once more, in plain Python, straight from the delivered files.

Nothing here knows the warehouse: no SQL, no project code, only the delivered ZIPs and sheets and
the definitions in docs/metrics.md. Loops are simple on purpose, so that a person of sales
operations can follow how a figure comes about and say whether it is right.
"""
