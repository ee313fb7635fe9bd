import { enterAsPerson } from './enter-as-person.ts'
import { anyPersonWish, eraseProfile } from './person-wishes.ts'
import { recoverPassword } from './recover-password.ts'
import type { KnownPerson } from './wish.ts'
import type { Writer } from './writer.ts'

type Visiting = Omit<Writer, 'keepsAnswers'>

/** So many are left to the rounds that come. */
const fewest = 6

/** Does once what a person wants, and tells whether there is somebody to ask for more. */
const want = async (
  { client, ledger }: Visiting,
  wish: ReturnType<typeof anyPersonWish>,
  cookie: string | null,
): Promise<'unknown' | 'done' | 'in'> => {
  ledger.wishes.push(wish)
  const answer = await client.send(wish, cookie)
  if (answer === null) return 'unknown'
  return answer.status === 401 ? 'done' : 'in'
}

/** Signs in with a Profile that no account is entered with, and changes what only its owner can. */
const visit = async (visiting: Visiting, person: KnownPerson): Promise<'unknown' | 'done'> => {
  const { client, ledger, chance, isOver } = visiting
  const session = await enterAsPerson(client, ledger, person)
  // Somebody has just changed the password, or too many codes were sent.
  if (typeof session === 'string') return session === 'unknown' ? 'unknown' : 'done'
  for (let left = chance.between(2, 6); left > 0 && !isOver(); left -= 1) {
    const came = await want(visiting, anyPersonWish(person, chance, ledger), session.cookie)
    if (came !== 'in') return came
  }
  if (chance.isLucky(0.5) && !isOver()) await client.leave(session)
  return 'done'
}

/** Somebody comes as the owner of a Profile, or asks that it be erased, also while others are in. */
export const visitAsPerson = async (visiting: Visiting): Promise<'unknown' | 'done'> => {
  const { ledger, chance } = visiting
  const there = ledger.people.filter(({ isErased }) => !isErased)
  const person = chance.pickFrom(there)
  if (person === undefined) return 'done'
  const as = chance.next()
  if (as < 0.15 && ledger.hasInbox) return recoverPassword(visiting, person)
  if (as < 0.9 || there.length <= fewest) return visit(visiting, person)
  return (await want(visiting, eraseProfile(person, chance, ledger), null)) === 'unknown' ? 'unknown' : 'done'
}
