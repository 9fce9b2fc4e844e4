// Preloaded into each node (with `--expose-gc`): what a heap holds shows only when what it does not hold is gone.
process.on('SIGUSR2', () => globalThis.gc?.())
