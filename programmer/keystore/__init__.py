"""Where the keys of this workstation rest: in the operating system's key store, or in a file of its owner."""
