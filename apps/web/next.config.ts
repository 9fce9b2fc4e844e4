import path from 'node:path'
import type { NextConfig } from 'next'

const root = path.join(import.meta.dirname, '../..')

export default {
  reactStrictMode: true,
  poweredByHeader: false,
  typedRoutes: false,
  /** These packages export TypeScript sources, which Next must compile. */
  transpilePackages: ['@chime/client', '@chime/protocol', '@chime/ui'],
  turbopack: { root },
  outputFileTracingRoot: root,
  /** In development the page may be opened by this address. Next allows `localhost` by itself. */
  allowedDevOrigins: ['127.0.0.1'],
  agentRules: false,
  /** Next's indicator would cover buttons of the page. Errors are shown without it. */
  devIndicators: false,
  /** `npm test` checks the types, so that the first start need not wait for it. */
  typescript: { ignoreBuildErrors: true },
} satisfies NextConfig
