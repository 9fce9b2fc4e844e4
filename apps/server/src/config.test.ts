import { isAbsolute } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const refused = (environment: Record<string, string>) => {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'accepted'
}

const wrong = {
  NODE_ENV: 'staging',
  PORT: '65536',
  PUBLIC_URL: 'chime.example.com',
  WEB_URL: 'ftp://web',
  ALLOWED_ORIGINS: 'https://good.example, https://bad.example/path',
  TRUST_PROXY: 'yes',
  DATABASE_URL: 'mysql://localhost/chime',
  DATABASE_POOL: '0',
  REDIS_URL: 'localhost:6379',
  LOG_LEVEL: 'loud',
  RATE_LIMITS: 'maybe',
  PEOPLE: 'family',
  REGISTRATION: 'friends',
  REGISTRATION_DOMAINS: 'example.com, no domain',
  SMTP_URL: 'mail.example.com:25',
  MAIL_FROM: 'Chime at example.com',
  DISK_RESERVE_MIB: 'some',
  FILES_PER_PERSON_MIB: '-1',
  FILES_MIB: 'all',
  S3_ENDPOINT: 'my-bucket',
  S3_FORCE_PATH_STYLE: 'sometimes',
  METRICS_TOKEN: 'guess me',
  SESSION_IDLE_DAYS: '0',
  SESSION_DAYS: '1e9',
  SIGNING_SECRET: 'too short',
}

describe('configuration', () => {
  it('names every bad variable at once', () => {
    const text = refused(wrong)
    for (const name of Object.keys(wrong)) expect(text).toContain(`\n  ${name}: `)
    expect(text).toContain('https://bad.example/path is not an origin')
  })

  it.each(Object.entries(wrong))('refuses %s=%s alone', (name, value) => {
    expect(refused({ [name]: value }).split('\n')).toHaveLength(2)
  })

  it.each(['-1', '3000.5', '0x10', ' 3000', '1e3', 'three'])('refuses PORT=%s', (PORT) => {
    expect(refused({ PORT })).toContain('PORT: ')
  })

  it('counts an empty variable as unset', () => {
    const empty = Object.fromEntries(Object.keys(wrong).map((name) => [name, '']))
    expect(readConfig({ ...empty, HOST: '', DATA_DIR: '', LOG_FILE: '' })).toEqual(readConfig({}))
  })

  it('needs nothing, and then listens on this machine alone, with its own database and rate limits', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 3_000,
      publicUrl: null,
      databaseUrl: null,
      redisUrl: null,
      trustedProxies: 0,
      rateLimits: true,
    })
  })

  it('counts the life of sessions in days, or parts of one', () => {
    const dayMs = 24 * 60 * 60 * 1_000
    expect(readConfig({}).sessionLife).toEqual({ idleMs: 30 * dayMs, absoluteMs: 180 * dayMs })
    const { sessionLife } = readConfig({ SESSION_IDLE_DAYS: '0.5', SESSION_DAYS: '7' })
    expect(sessionLife).toEqual({ idleMs: dayMs / 2, absoluteMs: 7 * dayMs })
  })

  it('takes what is set', () => {
    const config = readConfig({
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: '0',
      PUBLIC_URL: 'https://chime.example.com',
      ALLOWED_ORIGINS: ' https://a.example ,https://b.example:8443,',
      DATABASE_URL: 'postgresql://localhost/chime',
      REDIS_URL: 'rediss://localhost',
      TRUST_PROXY: '2',
      RATE_LIMITS: 'off',
      HOME: '/unrelated variables are no concern',
    })
    expect(config).toMatchObject({ production: true, host: '0.0.0.0', port: 0, trustedProxies: 2, rateLimits: false })
    expect(config.publicUrl?.origin).toBe('https://chime.example.com')
    expect(config.allowedOrigins).toEqual(['https://a.example', 'https://b.example:8443'])
  })

  it.each([
    [{ S3_ENDPOINT: 'http://localhost:9000' }, ['S3_BUCKET']],
    [{ S3_REGION: 'eu-central-1' }, ['S3_BUCKET']],
    [{ S3_BUCKET: 'files' }, ['S3_REGION']],
    [{ S3_BUCKET: 'files', S3_REGION: 'eu-central-1', S3_ACCESS_KEY_ID: 'me' }, ['S3_SECRET_ACCESS_KEY']],
    [{ S3_SECRET_ACCESS_KEY: 'secret' }, ['S3_BUCKET', 'S3_REGION', 'S3_ACCESS_KEY_ID']],
  ])('names what is missing beside %j', (environment, missing) => {
    const lines = refused(environment).split('\n').slice(1)
    expect(lines.map((line) => line.trim().split(':', 1)[0])).toEqual(missing)
    expect(refused(environment)).not.toContain('secret')
  })

  it('keeps files in DATA_DIR, or in a bucket when there is one', () => {
    expect(readConfig({}).s3).toBeNull()
    expect(readConfig({ S3_BUCKET: 'files', S3_REGION: 'eu-central-1' }).s3).toEqual({
      bucket: 'files',
      region: 'eu-central-1',
      forcePathStyle: false,
    })
    const own = { S3_BUCKET: 'files', S3_ENDPOINT: 'http://localhost:9000' }
    const keys = { S3_ACCESS_KEY_ID: 'me', S3_SECRET_ACCESS_KEY: 'secret' }
    expect(readConfig({ ...own, ...keys }).s3).toEqual({
      bucket: 'files',
      endpoint: 'http://localhost:9000',
      region: 'us-east-1',
      credentials: { accessKeyId: 'me', secretAccessKey: 'secret' },
      forcePathStyle: true,
    })
  })

  it('makes DATA_DIR absolute, so that a later change of directory moves nothing', () => {
    expect(isAbsolute(readConfig({ DATA_DIR: 'data' }).dataDir)).toBe(true)
    expect(readConfig({ DATA_DIR: '/var/lib/chime' }).dataDir).toBe('/var/lib/chime')
  })
})
