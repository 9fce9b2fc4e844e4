/**
 * Whether this is the short form of a benchmark. It does everything and checks its counts, but its figures mean nothing and are
 * not saved.
 */
export const quick = process.argv.includes('--quick')
