// What a fault may excuse, by its name. The names are those in `e2e/faults/inject`.

/** Faults of Redis, of a node's link to it, or of what it carries. */
export const hurtsRedis = (name: string): boolean => /redis|subscriber|publication/i.test(name)

/** Redis hardly answers some node, or not at all: presence may be unknown. Lost publications alone do not make it so. */
export const isRedisNotUp = (name: string): boolean => /redis/i.test(name)

/** Redis answers no node: presence must be unknown. */
export const isRedisAway = (name: string): boolean => /^redis (killed|frozen)/i.test(name)

/** Faults of Postgres, or of a node's link to it. */
export const hurtsPostgres = (name: string): boolean => /postgres|backend|pool/i.test(name)

/** What has left a node or client arrives late. No program could prevent that. */
export const holdsUp = (name: string): boolean => /stalled|clients cut off|reader stops/i.test(name)
