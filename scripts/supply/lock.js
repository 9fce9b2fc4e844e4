import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../launch/say.js'

/**
 * An entry of package-lock.json: a workspace (without `node_modules` in its path), or a package that is installed.
 *
 * @typedef {Record<string, unknown> & { version?: string, name?: string, license?: string, integrity?: string, dev?:
 * boolean, devOptional?: boolean, extraneous?: boolean, link?: boolean, inBundle?: boolean, devDependencies?:
 * Record<string, string> }} LockEntry
 * @typedef {{ name: string, lockfileVersion: number, packages: Record<string, LockEntry> }} Lock
 */

/** @returns {Lock} */
export const readLock = () => JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))

const isDevelopment = (/** @type {LockEntry} */ { dev, devOptional }) => dev === true || devOptional === true

/**
 * What is installed in production (`npm ci --omit=dev`), on whatever system.
 *
 * @param {Lock} lock
 * @returns {{ name: string, version: string, license?: string, path: string }[]}
 */
export function inProduction({ packages }) {
  return Object.entries(packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.link && !isDevelopment(entry))
    .map(([path, { name, version, license }]) => ({
      name: name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: version ?? '',
      ...(license !== undefined && { license }),
      path,
    }))
}

/**
 * The lock file as it would be if nobody developed here. Our own packages stay, those too that serve development alone.
 *
 * @param {Lock} lock
 * @returns {Lock}
 */
export function withoutDevelopment(lock) {
  const isOurs = (/** @type {string} */ path, /** @type {LockEntry} */ entry) =>
    entry.link === true || !path.includes('node_modules/')
  const kept = Object.entries(lock.packages).filter(([path, entry]) => isOurs(path, entry) || !isDevelopment(entry))
  const packages = Object.fromEntries(kept.map(([path, { devDependencies: _, ...entry }]) => [path, entry]))
  return { ...lock, packages }
}
