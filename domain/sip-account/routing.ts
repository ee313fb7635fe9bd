/** Where incoming calls go (M24): to the SIM, to the SIP devices, or to both at once. */
export const routingModes = ['GSM', 'SIP', 'SIP+GSM'] as const

export type RoutingMode = (typeof routingModes)[number]
