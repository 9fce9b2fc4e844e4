export { isPublicAddress } from './address.ts'
export { createOutbound, type Outbound, type OutboundAnswer, type OutboundOptions } from './outbound.ts'
export { OutboundRefusal } from './refusal.ts'
