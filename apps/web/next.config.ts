import path from 'node:path'
import type { NextConfig } from 'next'

const root = path.join(import.meta.dirname, '../..')

export default {
  reactStrictMode: true,
  poweredByHeader: false,
  typedRoutes: false,
  /** Their exports are TypeScript sources. */
  transpilePackages: ['@chime/client', '@chime/protocol', '@chime/ui'],
  turbopack: { root },
  outputFileTracingRoot: root,
  /** The browser talks to the front door, which may be named by address; `localhost` is allowed by itself. */
  allowedDevOrigins: ['127.0.0.1'],
  agentRules: false,
  /** It would lie on the page's own buttons; errors show without it. */
  devIndicators: false,
  /** `npm test` checks types; the first start need not wait for it. */
  typescript: { ignoreBuildErrors: true },
} satisfies NextConfig
