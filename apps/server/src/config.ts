import { isAbsolute, resolve } from 'node:path'
import type { Admission, FileQuotas, People } from '@chime/api'
import type { S3Options } from '@chime/files/s3'
import { z } from 'zod'

const url = (...protocols: string[]) =>
  z.string().refine(
    (text) => {
      const parsed = URL.parse(text)
      return parsed !== null && protocols.includes(parsed.protocol.slice(0, -1))
    },
    `must be a URL with ${protocols.join(' or ')}`,
  )

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be from ${min} to ${max}`)

const day = 24 * 60 * 60 * 1_000
/** A part of a day is allowed too. @returns milliseconds */
const days = (max: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number of days')
    .transform((text) => Math.round(Number(text) * day))
    .refine((ms) => ms >= 1_000 && ms <= max * day, `must be more than 0 and at most ${max} days`)

const origins = z.string().transform((text, context) => {
  const list = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  for (const origin of list) {
    if (URL.parse(origin)?.origin !== origin) {
      context.addIssue({ code: 'custom', message: `${origin} is not an origin such as https://example.com` })
    }
  }
  return list
})

/** `Name <address>`, or the address alone. The name is what the server is called in its mails. */
const sender = z.string().transform((text, context) => {
  const [, name = '', inner] = /^\s*(?:"?([^"<>]*?)"?\s*<)?([^<>\s]+)>?\s*$/.exec(text) ?? []
  const address = z.email().safeParse(inner)
  if (address.success && !/\p{Cc}/u.test(name)) return { name: name || 'Chime', address: address.data }
  context.addIssue({
    code: 'custom',
    message: 'must be an address, or a name and an address: Chime <chime@example.com>',
  })
  return z.NEVER
})

const domains = z.string().transform((text, context) => {
  const list = text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter(Boolean)
  for (const domain of list) {
    if (!z.email().safeParse(`a@${domain}`).success) {
      context.addIssue({ code: 'custom', message: `${domain} is not a domain such as example.com` })
    }
  }
  return list
})

const Environment = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3_000),
  PUBLIC_URL: url('http', 'https').optional(),
  WEB_URL: url('http', 'https').optional(),
  ALLOWED_ORIGINS: origins.default([]),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  DATABASE_POOL: wholeNumber(1, 500).default(10),
  REDIS_URL: url('redis', 'rediss').optional(),
  DATA_DIR: z.string().min(1).default('.chime'),
  DISK_RESERVE_MIB: wholeNumber(0, 1_000_000_000).default(200),
  FILES_PER_PERSON_MIB: wholeNumber(0, 1_000_000_000).default(10_240),
  FILES_MIB: wholeNumber(0, 1_000_000_000).default(0),
  S3_BUCKET: z.string().min(1).optional(),
  S3_ENDPOINT: url('http', 'https').optional(),
  S3_REGION: z.string().min(1).optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  S3_FORCE_PATH_STYLE: z.enum(['true', 'false']).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOG_FILE: z.string().min(1).optional(),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  LINK_PREVIEWS: z.enum(['on', 'off']).default('on'),
  SESSION_IDLE_DAYS: days(3_650).default(30 * day),
  SESSION_DAYS: days(3_650).default(180 * day),
  SIGNING_SECRET: z.string().min(32, 'must be at least 32 random characters').optional(),
  PEOPLE: z.enum(['team', 'community']).default('team'),
  REGISTRATION: z.enum(['open', 'invite', 'domain', 'closed']).default('open'),
  REGISTRATION_DOMAINS: domains.default([]),
  SMTP_URL: url('smtp', 'smtps').optional(),
  MAIL_FROM: sender.optional(),
  FIRST_ADMIN: z.enum(['link', 'registration']).default('link'),
  AUDIT_KEY: z
    .string()
    .regex(/^[\w.~+/=-]{32,}$/, 'must be at least 32 letters, digits or any of ._~+/=-')
    .optional(),
  CHIME_CONFIG: z.string().min(1).optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{16,}$/, 'must be at least 16 letters, digits or any of ._~+/=-')
    .optional(),
})

export type Config = {
  production: boolean
  host: string
  /** 0 picks a free port. */
  port: number
  /** Where people reach Chime. Unset: the Origin that a browser names must be the host that it sent the request to. */
  publicUrl: URL | null
  /** The web app. It gets every request that the server does not answer itself. */
  webUrl: string | null
  /** Other origins whose pages may call the API with a bearer token, but never with the cookie. */
  allowedOrigins: string[]
  /** How many proxies are in front of the server. Their `X-Forwarded-For` entries are believed. */
  trustedProxies: number
  /** Unset: an embedded Postgres, with its data in `dataDir`. */
  databaseUrl: string | null
  databasePool: number
  /** Unset: bus, presence and rate limits live in this process, so there can be only one node. */
  redisUrl: string | null
  dataDir: string
  /** Unset: files are stored in `dataDir`, which several nodes must then share. */
  s3: S3Options | null
  /** How much space uploads leave free on the disk. */
  diskReserveBytes: number
  /** How many bytes of files one person, and all together, may keep. Infinity: no limit. */
  fileQuotas: FileQuotas
  logLevel: z.infer<typeof Environment>['LOG_LEVEL']
  logFile: string | null
  rateLimits: boolean
  /** Whether the server fetches the pages that messages link to. */
  linkPreviews: boolean
  /** A session ends when it was not used for `idleMs`, and in any case after `absoluteMs`. */
  sessionLife: { idleMs: number; absoluteMs: number }
  /** Encrypts the private keys of access tokens and the secrets of two-factor in the database. Unset: a secret in `dataDir`. */
  signingSecret: string | null
  /** Whether people are colleagues, or have to be invited by whom they share no channel with. */
  people: People
  /** Who may register. */
  admission: Admission
  /** `smtpUrl` unset: mails are written to the log. */
  mail: { smtpUrl: string | null; from: { name: string; address: string } }
  /** How the first admin is made: by a link that the server prints, or by being the first who registers. */
  firstAdmin: 'link' | 'registration'
  /** Unset: a key in `dataDir`, which several nodes must then share. */
  auditKey: string | null
  /** The path of a module with what this installation adds, such as a schema for metadata; see `installation.ts`. */
  installation: string | null
  /** Whoever sends this token may read `/metrics`. Unset: only requests from this machine may. */
  metricsToken: string | null
}

/** S3 is used when any of its variables is set, and then needs the others: half a configuration is a mistake. */
function missingForS3(e: z.infer<typeof Environment>): string[] {
  const set = Object.entries(e).filter(([name, value]) => name.startsWith('S3_') && value !== undefined)
  if (set.length === 0) return []
  const [name] = set[0] ?? []
  const wanted = ['S3_BUCKET', ...(e.S3_ENDPOINT ? [] : ['S3_REGION'])]
  if (e.S3_ACCESS_KEY_ID || e.S3_SECRET_ACCESS_KEY) wanted.push('S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY')
  const known = new Set(set.map(([one]) => one))
  return wanted.filter((one) => !known.has(one)).map((one) => `${one}: is missing, and ${name} is set`)
}

/** Half a configuration of mails and registration is a mistake too. */
function missingForAccounts(e: z.infer<typeof Environment>): string[] {
  // Links in mails must lead to an address that no stranger can choose by the headers of a request.
  const forMail = { PUBLIC_URL: e.PUBLIC_URL, MAIL_FROM: e.MAIL_FROM }
  const missing = Object.entries(e.SMTP_URL ? forMail : {}).filter(([, value]) => value === undefined)
  const lines = missing.map(([name]) => `${name}: is missing, and SMTP_URL is set`)
  const isDomain = e.REGISTRATION === 'domain'
  if (isDomain && e.REGISTRATION_DOMAINS.length === 0) {
    lines.push('REGISTRATION_DOMAINS: is missing, and REGISTRATION is domain')
  }
  if (!isDomain && e.REGISTRATION_DOMAINS.length > 0) {
    lines.push(`REGISTRATION_DOMAINS: is set, and REGISTRATION is ${e.REGISTRATION} and not domain`)
  }
  return lines
}

const s3Options = (e: z.infer<typeof Environment>): S3Options | null =>
  e.S3_BUCKET === undefined
    ? null
    : {
        bucket: e.S3_BUCKET,
        endpoint: e.S3_ENDPOINT,
        // Most stores other than AWS have no regions, but a request's signature contains one.
        region: e.S3_REGION ?? 'us-east-1',
        credentials:
          e.S3_ACCESS_KEY_ID && e.S3_SECRET_ACCESS_KEY
            ? { accessKeyId: e.S3_ACCESS_KEY_ID, secretAccessKey: e.S3_SECRET_ACCESS_KEY }
            : undefined,
        // AWS has a host name for each bucket; most other stores have the bucket in the path.
        forcePathStyle: e.S3_FORCE_PATH_STYLE ? e.S3_FORCE_PATH_STYLE === 'true' : e.S3_ENDPOINT !== undefined,
      }

/** 0 means: no limit. */
const quota = (mib: number) => (mib === 0 ? Number.POSITIVE_INFINITY : mib * 1024 * 1024)

/** Names every variable that is wrong, so that all can be corrected at once. */
export class ConfigError extends Error {
  constructor(lines: string[]) {
    super(`The configuration is wrong:\n${lines.map((line) => `  ${line}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

/**
 * Reads the configuration; an empty variable counts as unset.
 *
 * @throws ConfigError
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  }
  const e = parsed.data
  const missing = [...missingForS3(e), ...missingForAccounts(e)]
  if (missing.length > 0) throw new ConfigError(missing)
  return {
    production: e.NODE_ENV === 'production',
    host: e.HOST,
    port: e.PORT,
    publicUrl: e.PUBLIC_URL ? new URL(e.PUBLIC_URL) : null,
    webUrl: e.WEB_URL ?? null,
    allowedOrigins: e.ALLOWED_ORIGINS,
    trustedProxies: e.TRUST_PROXY,
    databaseUrl: e.DATABASE_URL ?? null,
    databasePool: e.DATABASE_POOL,
    redisUrl: e.REDIS_URL ?? null,
    dataDir: isAbsolute(e.DATA_DIR) ? e.DATA_DIR : resolve(e.DATA_DIR),
    s3: s3Options(e),
    diskReserveBytes: e.DISK_RESERVE_MIB * 1024 * 1024,
    fileQuotas: { person: quota(e.FILES_PER_PERSON_MIB), server: quota(e.FILES_MIB) },
    logLevel: e.LOG_LEVEL,
    logFile: e.LOG_FILE ?? null,
    rateLimits: e.RATE_LIMITS === 'on',
    linkPreviews: e.LINK_PREVIEWS === 'on',
    sessionLife: { idleMs: e.SESSION_IDLE_DAYS, absoluteMs: e.SESSION_DAYS },
    signingSecret: e.SIGNING_SECRET ?? null,
    people: e.PEOPLE,
    admission: { mode: e.REGISTRATION, domains: e.REGISTRATION_DOMAINS },
    mail: { smtpUrl: e.SMTP_URL ?? null, from: e.MAIL_FROM ?? { name: 'Chime', address: 'chime@localhost' } },
    firstAdmin: e.FIRST_ADMIN,
    auditKey: e.AUDIT_KEY ?? null,
    installation: e.CHIME_CONFIG === undefined ? null : resolve(e.CHIME_CONFIG),
    metricsToken: e.METRICS_TOKEN ?? null,
  }
}
