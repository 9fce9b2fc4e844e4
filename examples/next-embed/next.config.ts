import path from 'node:path'
import type { NextConfig } from 'next'

const root = path.join(import.meta.dirname, '../..')

export default {
  reactStrictMode: true,
  agentRules: false,
  devIndicators: false,
  allowedDevOrigins: ['127.0.0.1'],
  // Only inside Chime's repository, where these packages are TypeScript. The packages from npm need none of this.
  transpilePackages: ['@chime/client', '@chime/protocol', '@chime/ui'],
  turbopack: { root },
  outputFileTracingRoot: root,
  typescript: { ignoreBuildErrors: true },
} satisfies NextConfig
