"""What each page knows and may do, without a window: one frozen state and one signal each."""
