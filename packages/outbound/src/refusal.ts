/** Why something outside was not asked, or its answer not taken. Its text names what it was told, so it stays in the log. */
export class OutboundRefusal extends Error {
  override readonly name = 'OutboundRefusal'
}
