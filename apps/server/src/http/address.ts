import type { IncomingMessage } from 'node:http'

/**
 * The client's address. Anybody can send an `X-Forwarded-For` header, so only the entries that our own proxies appended
 * are believed: the last entry is the address that the nearest proxy saw.
 */
export function addressOf(req: IncomingMessage, trustedProxies: number): string {
  const nearest = req.socket.remoteAddress ?? 'unknown'
  if (trustedProxies === 0) return nearest
  const chain = [...(req.headers['x-forwarded-for']?.toString().split(',') ?? []).map((part) => part.trim()), nearest]
  return chain.at(-1 - trustedProxies) ?? chain[0] ?? nearest
}
