"""What does the helpline do? One noun per file, its life in order."""
