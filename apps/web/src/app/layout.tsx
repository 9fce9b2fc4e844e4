import '@fontsource-variable/inter/wght.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { Appearance } from './appearance.tsx'

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
  /** The composer stays above the keyboard of a phone. */
  interactiveWidget: 'resizes-content',
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f7f7' },
    { media: '(prefers-color-scheme: dark)', color: '#0d1213' },
  ],
}

export default function RootLayout({ children }: LayoutProps<'/'>) {
  return (
    // next-themes sets the class before React starts, from what only the browser knows.
    <html lang="en" suppressHydrationWarning>
      <body>
        <Appearance>{children}</Appearance>
      </body>
    </html>
  )
}
