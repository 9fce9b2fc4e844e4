// Preloaded into each node, with `--expose-gc`: leaks show only in a heap whose garbage is collected.
process.on('SIGUSR2', () => globalThis.gc?.())
