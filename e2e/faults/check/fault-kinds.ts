// What a fault's name says about what it may excuse. Names are those of `e2e/faults/inject`.

/** Redis itself, or a node's way to it, or what it carries. */
export const hurtsRedis = (name: string): boolean => /redis|subscriber|publication/i.test(name)

/** Redis does not answer some node, or hardly: presence need not be known. What it carries may get lost all the same. */
export const isRedisNotUp = (name: string): boolean => /redis/i.test(name)

/** Redis answers no node at all: presence must be unknown. */
export const isRedisAway = (name: string): boolean => /^redis (killed|frozen)/i.test(name)

/** Postgres itself, or a node's way to it. */
export const hurtsPostgres = (name: string): boolean => /postgres|backend|pool/i.test(name)

/** What has left cannot arrive, for a time: it comes late, and nobody can help it. */
export const holdsUp = (name: string): boolean => /stalled|clients cut off|reader stops/i.test(name)
