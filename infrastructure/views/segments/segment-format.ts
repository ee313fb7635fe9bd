/**
 * The history that a rebuild has written, in segments that never change: entries in blocks of text, and beside them
 * sorted keys. A key is one number, so that sorting a quarter of a million of them is a matter of milliseconds and
 * storing them one of copying: 32 bits of the value's hash, the entry's place in its segment, and whether the account's
 * subscriber sees it. What live events add lies in a table of rows, and what staff take in again there too.
 */
export const entriesOfSegment = 2 ** 18
export const entriesOfBlock = 16
export const blocksOfSegment = entriesOfSegment / entriesOfBlock
/** Keys in one row of `historyKeys`. */
export const keysOfPage = 512

/** What entries are found by; the numbers are stored. */
export const keyKinds = { account: 1, profile: 2, actor: 3, type: 4, request: 5 } as const
export type KeyKind = (typeof keyKinds)[keyof typeof keyKinds]

const placesOfHash = 2 * entriesOfSegment

/** 32 bits of a text (FNV-1a). What is found by it is compared with the text itself. */
export const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

export const keyOf = (hash: number, place: number, forSubscriber: boolean): number =>
  hash * placesOfHash + place * 2 + (forSubscriber ? 1 : 0)

/** The least key of a hash, and the greatest. */
export const keysOf = (hash: number): readonly [least: number, greatest: number] => [
  hash * placesOfHash,
  hash * placesOfHash + placesOfHash - 1,
]

export const placeOf = (key: number): number => Math.floor((key % placesOfHash) / 2)

export const isForSubscriber = (key: number): boolean => key % 2 === 1

export const bytesOf = (numbers: Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)

/** SQLite's bytes may begin anywhere; numbers want a multiple of eight. */
export const numbersOf = (bytes: Uint8Array): Float64Array => new Float64Array(bytes.slice().buffer)
