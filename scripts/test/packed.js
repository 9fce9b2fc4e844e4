import { vitest } from './vitest.js'

/**
 * Packs the published packages, installs them in apps outside of the repository, and builds and runs those.
 *
 * @param {boolean} all also what does not fit into four minutes
 * @param {Record<string, string>} env
 * @returns {Promise<import('./step.js').Count>}
 */
export const packedApps = (all, env) =>
  vitest('Packed apps', ['--config', 'e2e/packed/vitest.config.ts'], all ? { ...env, PACKED_APPS: 'all' } : env)
