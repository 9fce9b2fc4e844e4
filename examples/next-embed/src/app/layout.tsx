import './shop.css'
import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { findShopUser } from '../shop/session.ts'
import { logout } from './login/actions.ts'

export const metadata: Metadata = { title: 'Kettle', description: 'Tea, sent the day you order it.' }

export default async function ShopLayout({ children }: { children: ReactNode }) {
  const user = await findShopUser()
  return (
    <html lang="en">
      <body>
        <header className="top">
          <Link href="/" className="brand">
            kettle
          </Link>
          <nav aria-label="Shop">
            <Link href="/cart">Cart (2)</Link>
            <Link href={user?.staff ? '/desk' : '/support'}>{user?.staff ? 'Desk' : 'Help'}</Link>
            {user ? (
              <form action={logout}>
                <button type="submit">Log out</button>
              </form>
            ) : (
              <Link href="/login">Log in</Link>
            )}
          </nav>
        </header>
        {children}
      </body>
    </html>
  )
}
