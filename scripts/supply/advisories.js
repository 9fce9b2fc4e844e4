/**
 * An advisory that is known and does no harm here, or none yet.
 *
 * @typedef {{ advisory: string, why: string, until: string }} Exception `until`: the last day, 2027-01-31
 * @typedef {{ advisory: string, package: string, severity: string, title: string }} Advisory
 * @typedef {{ checked: false, why: string } | { checked: true, found: Advisory[], excepted: Advisory[], expired:
 * Exception[], idle: Exception[] }} Audit `idle`: exceptions that nothing needs any more
 */

/**
 * Reads what `npm audit --json` has written.
 *
 * @param {string} output
 * @param {Exception[]} exceptions
 * @param {Date} today
 * @returns {Audit}
 */
export function readAudit(output, exceptions, today) {
  /** @type {unknown} */
  let answer
  try {
    answer = JSON.parse(output)
  } catch {
    return { checked: false, why: 'npm wrote something that is no JSON' }
  }
  if (!isReport(answer)) return { checked: false, why: whyNot(answer) }
  const advisories = advisoriesIn(answer.vulnerabilities)
  const day = today.toISOString().slice(0, 10)
  const expired = exceptions.filter(({ until }) => until < day)
  const valid = new Set(exceptions.filter((one) => !expired.includes(one)).map(({ advisory }) => advisory))
  const reported = new Set(advisories.map(({ advisory }) => advisory))
  return {
    checked: true,
    found: advisories.filter(({ advisory }) => !valid.has(advisory)),
    excepted: advisories.filter(({ advisory }) => valid.has(advisory)),
    expired: expired.filter(({ advisory }) => reported.has(advisory)),
    idle: exceptions.filter(({ advisory }) => !reported.has(advisory)),
  }
}

/** @typedef {Record<string, { via?: unknown[] }>} Vulnerabilities */

/** @param {unknown} answer @returns {answer is { vulnerabilities: Vulnerabilities }} */
const isReport = (answer) =>
  isObject(answer) && answer.auditReportVersion === 2 && isObject(answer.vulnerabilities) && isObject(answer.metadata)

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What npm says names the registry, which is nobody's business here. @param {unknown} answer */
function whyNot(answer) {
  const { statusCode, code, error } = isObject(answer) ? answer : {}
  if (typeof statusCode === 'number') return `the registry answered ${statusCode}`
  const named = isObject(error) ? error.code : code
  if (typeof named === 'string' && /^[A-Z_]{2,30}$/.test(named)) return `the registry did not answer (${named})`
  return 'npm wrote something that is no report'
}

/** @param {Vulnerabilities} vulnerabilities @returns {Advisory[]} each once, however many packages it reaches */
function advisoriesIn(vulnerabilities) {
  /** @type {Map<string, Advisory>} */
  const byId = new Map()
  for (const { via } of Object.values(vulnerabilities)) {
    // A name in place of an advisory says only through which package it comes.
    for (const one of (via ?? []).filter(isObject)) {
      const advisory = String(one.url ?? one.source).replace(/^.*\/advisories\//, '')
      const { name, severity, title } = one
      byId.set(advisory, { advisory, package: String(name), severity: String(severity), title: String(title) })
    }
  }
  return [...byId.values()]
}

/**
 * @param {unknown} value what exceptions.json holds
 * @returns {Exception[]}
 * @throws Error that names the entry without an advisory, a reason of some words, or a day
 */
export function readExceptions(value) {
  if (!Array.isArray(value)) throw new Error('exceptions.json must be a list')
  return value.map((one) => {
    const { advisory, why, until } = isObject(one) ? one : {}
    const isWhole =
      typeof advisory === 'string' &&
      /^GHSA(-[\da-z]{4}){3}$/.test(advisory) &&
      typeof why === 'string' &&
      why.length >= 20 &&
      typeof until === 'string' &&
      /^\d{4}-\d\d-\d\d$/.test(until) &&
      !Number.isNaN(Date.parse(until))
    if (!isWhole)
      throw new Error(
        `exceptions.json: needs advisory (GHSA-…), why (a sentence) and until (a day): ${JSON.stringify(one)}`,
      )
    return { advisory, why, until }
  })
}
