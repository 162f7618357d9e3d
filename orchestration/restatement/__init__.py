"""What changed in past months since an earlier publication, and which records explain it."""
