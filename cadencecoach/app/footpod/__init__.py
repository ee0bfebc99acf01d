"""The runner's footpods: found, watched, calibrated, chosen for the next run."""
