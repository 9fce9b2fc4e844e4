// In the repository a package's manifest points at its sources, which run unbuilt. The packed one points at what was
// built of them.

/**
 * @typedef {string | { [condition: string]: Target }} Target
 * @typedef {{ name: string, version: string, exports: Record<string, Target>, scripts?: Record<string, string>,
 * dependencies?: Record<string, string>, peerDependencies?: Record<string, string>, [field: string]: unknown }} Manifest
 */

/** @param {Target} target @returns {Target} */
function built(target) {
  if (typeof target !== 'string')
    return Object.fromEntries(Object.entries(target).map(([condition, inner]) => [condition, built(inner)]))
  if (!/\.tsx?$/.test(target)) return target
  const file = target.replace(/^\.\/src\//, './dist/')
  // The types come first: TypeScript takes the first condition that fits.
  return { types: file.replace(/\.tsx?$/, '.d.ts'), default: file.replace(/\.tsx?$/, '.js') }
}

/**
 * What only the repository needs stays out: its scripts (npm would look for them where the package is installed) and
 * development dependencies.
 *
 * @param {Manifest} manifest
 * @returns {Manifest}
 */
export function packedManifest({ scripts: _scripts, devDependencies: _development, exports, ...rest }) {
  const entries = Object.entries(exports)
    // A stylesheet among the sources is for the apps of the repository, which build it.
    .filter(([, target]) => typeof target !== 'string' || !/^\.\/src\/.*\.css$/.test(target))
    .map(([path, target]) => [path, built(target)])
  return { ...rest, exports: { ...Object.fromEntries(entries), './package.json': './package.json' } }
}
