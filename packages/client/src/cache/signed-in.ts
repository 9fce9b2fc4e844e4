import type { SignedIn } from './last-view.ts'

/**
 * Who is signed in, as far as the page can know it by itself. A token is told from another one by its hash. Session
 * cookies cannot be read by scripts, and hashes cannot be made on pages that came over plain http: then only the app
 * can say it.
 */
export async function signedInWith(token: string | null, userId: string | null): Promise<SignedIn> {
  const session = token && globalThis.crypto?.subtle ? await hashOf(token) : null
  return { userId, session }
}

async function hashOf(token: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
