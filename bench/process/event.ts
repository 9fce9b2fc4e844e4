/** Clients recognise an event by this text, followed by its sequence number in eight digits. */
export const marker = Buffer.from('event #')
export const digits = 8

export const eventBytes = 400

/** The content of a message that is event `sequence`. */
export const eventText = (sequence: number) => `${marker}${String(sequence).padStart(digits, '0')}`

/** An event of exactly `eventBytes` bytes of JSON, like that of a chat message. */
export function eventJson(sequence: number): string {
  const message = { number: sequence, createdAt: '2026-11-22T10:00:00.000Z', content: eventText(sequence), padding: '' }
  const event = { type: 'message', after: sequence - 1, revision: sequence, message }
  message.padding = 'x'.repeat(eventBytes - JSON.stringify(event).length)
  return JSON.stringify(event)
}
