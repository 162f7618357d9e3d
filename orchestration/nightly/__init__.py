"""What surrounds one nightly run: inputs, lock, workspace, manifest, instance, summary."""
