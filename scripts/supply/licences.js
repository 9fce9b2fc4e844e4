import satisfies from 'spdx-satisfies'

/**
 * Licences of what is installed in production, by their SPDX names. What they ask for is kept by `npm ci` alone: the text of
 * each stays beside the package.
 */
const allowedLicences = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  // Data: which browser knows what.
  'CC-BY-4.0',
  // The typeface.
  'OFL-1.1',
  // libvips, which sharp loads as a library of its own and which can be replaced.
  'LGPL-3.0-or-later',
]

/**
 * Packages that name no licence, and where it stands instead.
 *
 * @type {Record<string, string>}
 */
const licencesReadByHand = {
  'combine-errors@3.0.3': 'MIT, in its Readme.md; comes with tus-js-client',
}

/**
 * @param {{ name: string, version: string, license?: string }[]} packages
 * @returns {string[]} one line for each that may not be used
 */
export function refusedLicences(packages) {
  return packages
    .filter(({ name, version, license }) =>
      license === undefined ? !(`${name}@${version}` in licencesReadByHand) : !isAllowed(license),
    )
    .map(({ name, version, license }) => `${name}@${version}: ${license ?? 'names no licence'}`)
}

/** @param {string} expression */
function isAllowed(expression) {
  try {
    return satisfies(expression, allowedLicences)
  } catch {
    // Not SPDX, such as "SEE LICENSE IN …": somebody has to read it.
    return false
  }
}
