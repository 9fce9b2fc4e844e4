import '@fontsource-variable/inter/wght.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import { nonceHeader } from '../security/content-security-policy.ts'
import { Providers } from '../shell/providers.tsx'

export const metadata: Metadata = {
  title: { default: 'Chime', template: '%s · Chime' },
  description: 'Chat for your team, on your own server.',
  applicationName: 'Chime',
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, email: false, address: false, date: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  /** When the keyboard of a phone opens, the page gets smaller, so that the composer stays visible above it. */
  interactiveWidget: 'resizes-content',
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f7f7' },
    { media: '(prefers-color-scheme: dark)', color: '#0d1213' },
  ],
}

export default async function RootLayout({ children }: LayoutProps<'/'>) {
  const nonce = (await headers()).get(nonceHeader) ?? undefined
  return (
    // next-themes sets the theme before React starts. Only the browser knows the theme, so this element may
    // differ from the HTML of the server.
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  )
}
