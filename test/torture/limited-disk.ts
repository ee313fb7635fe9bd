import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A file system of its own with little room, which can be filled up and emptied again. */
export interface LimitedDisk {
  /** Fills all but so many bytes. */
  readonly fill: (left: number) => void
  readonly makeRoom: () => void
  readonly freeBytes: () => number
  readonly unmount: () => void
}

const block = 65_536

/** Why there is none here, in words; or the disk, mounted on an empty directory. */
export const limitedDisk = (directory: string, megabytes: number): LimitedDisk | string => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'a file system of limited size wants Linux and root, which this is not'
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', directory], {
      stdio: 'pipe',
    })
  } catch {
    return 'this machine does not let root mount a tmpfs'
  }
  let isMounted = true
  const unmount = (): void => {
    if (isMounted) execFileSync('umount', ['-l', directory], { stdio: 'pipe' })
    isMounted = false
  }
  process.once('exit', unmount)
  const ballast = join(directory, 'ballast')
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize
  }
  return {
    freeBytes,
    fill: (left) => {
      const descriptor = openSync(ballast, 'a')
      try {
        while (freeBytes() > left)
          writeSync(descriptor, Buffer.alloc(Math.max(1, Math.min(block, freeBytes() - left))))
      } catch {
        // Somebody else took the last block: full is full.
      } finally {
        closeSync(descriptor)
      }
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    unmount,
  }
}
