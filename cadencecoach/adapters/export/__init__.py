"""Sessions as files for others: FIT, TCX, CSV, JSON, Parquet; docs/exports.md describes each field."""
