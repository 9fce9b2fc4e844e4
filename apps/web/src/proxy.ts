import { type NextRequest, NextResponse } from 'next/server'
import { env } from './env.ts'
import { contentSecurityPolicy, nonceHeader } from './security/content-security-policy.ts'

/**
 * Gives every page a Content-Security-Policy with a nonce of its own. Next finds the nonce in the request's header and
 * puts it on its scripts; `layout.tsx` passes it to those that are not Next's.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = contentSecurityPolicy(nonce, { allowedFrames: env.ALLOWED_FRAMES, isDevelopment: env.isDevelopment })
  const headers = new Headers(request.headers)
  headers.set(nonceHeader, nonce)
  headers.set('Content-Security-Policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  return response
}

/** Files of the build are left out: they are the same for everybody, and browsers keep them. */
export const config = { matcher: '/((?!_next/static|_next/image).*)' }
