import type { ServerResponse } from 'node:http'
import type { Config } from '../config.ts'
import { isSecure } from './credentials.ts'

const yearSeconds = 365 * 24 * 60 * 60

/**
 * The headers that every answer of the front door carries, errors included. What answers may replace them: pages of the
 * web app have a Content-Security-Policy of their own (`apps/web/src/proxy.ts`), and so have files.
 */
export function createSecurityHeaders(config: Pick<Config, 'publicUrl'>): (res: ServerResponse) => void {
  const headers = new Map([
    // Answers of the API are no pages. If a browser shows one as a page, it loads nothing and runs nothing.
    ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
    ['X-Content-Type-Options', 'nosniff'],
    // An address of Chime may name a channel or carry an invitation, so other sites do not learn it.
    ['Referrer-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
    // A page that opened ours, or that ours opens, gets no reference to it.
    ['Cross-Origin-Opener-Policy', 'same-origin'],
  ])
  if (isSecure(config)) headers.set('Strict-Transport-Security', `max-age=${yearSeconds}`)
  return (res) => {
    res.setHeaders(headers)
  }
}
