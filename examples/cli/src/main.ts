#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Node keeps what it has compiled, which makes the next start twice as fast. It helps only what is loaded afterwards.
enableCompileCache()
await import('./start.ts')
