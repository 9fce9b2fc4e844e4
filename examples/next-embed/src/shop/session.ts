import 'server-only'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { env } from '../env.ts'
import { findUser, type ShopUser } from './users.ts'

const cookie = 'kettle_session'
const weekSeconds = 7 * 24 * 60 * 60

const sign = (value: string) => createHmac('sha256', env.shopSecret()).update(value).digest('base64url')

/** Logs a user of the shop in: a cookie with their id, signed. Chime knows nothing of it. */
export async function startSession(user: ShopUser): Promise<void> {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', maxAge: weekSeconds } as const
  const store = await cookies()
  store.set(cookie, `${user.id}.${sign(user.id)}`, options)
}

export async function endSession(): Promise<void> {
  const store = await cookies()
  store.delete(cookie)
}

/** The user of the shop who asked for this page; null if nobody is logged in. */
export async function findShopUser(): Promise<ShopUser | null> {
  const store = await cookies()
  const [id = '', signature = ''] = store.get(cookie)?.value.split('.') ?? []
  const [given, expected] = [Buffer.from(signature), Buffer.from(sign(id))]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  return findUser(id)
}

/** The same, but whoever is not logged in is sent to the login. */
export async function requireShopUser(): Promise<ShopUser> {
  return (await findShopUser()) ?? redirect('/login')
}
