import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../launch/ports.js'
import { say } from '../launch/say.js'
import { aptInstall, onPath } from './apt.js'

const help =
  'The tests need a Redis or Valkey server, 7 or newer. Install one so that `redis-server` is on the PATH ' +
  '(apt-get install redis-server, brew install redis), or name a running one: TEST_REDIS_URL=redis://127.0.0.1:6379 npm test'

/** @param {number} port @returns {Promise<boolean>} */
const pong = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })

/**
 * Finds Redis or Valkey on this machine, and installs Redis if there is none and we may.
 *
 * @returns {Promise<string>} the path of the program
 * @throws Error that tells what to do if there is none
 */
export async function findRedis() {
  const find = () => onPath('redis-server') ?? onPath('valkey-server')
  const found = find() ?? ((await aptInstall('redis-server')) ? find() : null)
  if (!found) throw new Error(help)
  return found
}

/**
 * Starts the Redis that all tests share, without persistence. If TEST_REDIS_URL is set, that one is used instead.
 *
 * @param {string} folder its working folder
 * @returns {Promise<import('./run.js').Service>}
 * @throws Error that tells what to do if there is none
 */
export async function startRedis(folder) {
  const given = process.env.TEST_REDIS_URL
  if (given) {
    say('Redis: at TEST_REDIS_URL')
    return { env: { TEST_REDIS_URL: given }, stop: async () => {} }
  }
  const program = await findRedis()
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const redis = spawn(program, args, { stdio: 'ignore' })
  // Redis must not outlive this process, however this process ends.
  process.once('exit', () => redis.kill('SIGKILL'))
  const deadline = Date.now() + 10_000
  while (!(await pong(port))) {
    if (redis.exitCode !== null || Date.now() > deadline) throw new Error(`${program} does not start. ${help}`)
    await setTimeout(50)
  }
  say(`Redis: ${program}`)
  return {
    env: { TEST_REDIS_URL: `redis://127.0.0.1:${port}` },
    async stop() {
      if (redis.exitCode !== null || redis.signalCode !== null) return
      redis.kill('SIGTERM')
      await once(redis, 'exit')
    },
  }
}
