const groupsOf = (part: string): readonly string[] => (part === '' ? [] : part.split(':'))

/**
 * What is counted as one address: an IPv4 address (also when it is written as IPv6), or the /64 of an IPv6 address,
 * which one customer owns whole.
 */
export const addressBlock = (ip: string): string => {
  if (!ip.includes(':')) return ip
  if (ip.includes('.')) return ip.slice(ip.lastIndexOf(':') + 1)
  const [head = '', tail] = (ip.split('%', 1)[0] ?? '').split('::')
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
