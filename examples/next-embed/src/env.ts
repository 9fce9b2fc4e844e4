import 'server-only'

function required(name: 'CHIME_URL' | 'CHIME_KEY' | 'SHOP_SECRET'): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: see README.md`)
  return value
}

/** Read when they are needed, because the build has none of them. */
export const env = {
  /** The address of the Chime server, for browsers, too. */
  chimeUrl: () => required('CHIME_URL'),
  /** A server key of it. */
  chimeKey: () => required('CHIME_KEY'),
  /** Signs the shop's own cookies. */
  shopSecret: () => required('SHOP_SECRET'),
}
