/** Longest query that is looked at, in characters; a real client's has fewer than 200. */
const longestQuery = 4096

/** As written where the percent-encoding is broken: no login, password or value of ours looks like that. */
const decoded = (written: string): string => {
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}

const nameAndValue = (pair: string): readonly [string, string] => {
  const equals = pair.indexOf('=')
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
}

/**
 * The parameters of a raw query, or `null` when it is too long to be one. Of a repeated parameter the first counts,
 * as in the servlets that clients were written against. A `+` stays a plus: neither a login nor a SIP password
 * (M27: letters and digits) holds a space, so nothing right is ever written with it. Empty pairs are skipped.
 */
export const queryParameters = (query: string): ReadonlyMap<string, string> | null => {
  if (query.length > longestQuery) return null
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    const [name, value] = nameAndValue(pair)
    const key = decoded(name)
    if (key !== '' && !parameters.has(key)) parameters.set(key, decoded(value))
  }
  return parameters
}
