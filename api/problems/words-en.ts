import type { ProblemWords } from './problem-words.ts'
import { englishOfProfiles } from './profile-words-en.ts'
import { englishOfStaff } from './staff-words-en.ts'

/** `{seconds}` stands for the Retry-After. */
export const english: ProblemWords = {
  ...englishOfProfiles,
  ...englishOfStaff,
  StoreUnavailable: {
    title: 'The store does not answer',
    detail:
      'Whether the request was carried out is not known. Send it again with the same Idempotency-Key in {seconds} s.',
  },
  RevisionStale: {
    title: 'Changed meanwhile',
    detail: 'The account has changed since the revision in If-Match. Read it again and repeat the change.',
  },
  TooManyConflicts: {
    title: 'Others are changing the same thing',
    detail: 'The change kept meeting changes by others and was not made. Repeat it in {seconds} s.',
  },
  IdempotencyKeyReused: {
    title: 'Idempotency-Key used for another request',
    detail: 'This Idempotency-Key came before with another body. Use a new key for a new request.',
  },
  CredentialsWrong: {
    title: 'Login or password is wrong',
    detail:
      'Check the login and the password. A forgotten password of a Profile is recovered by its phone; a SIP password can be sent by SMS to the number of the service.',
  },
  TooManyAttempts: {
    title: 'Too many failed attempts',
    detail: 'After several wrong passwords entry is delayed. Try again in {seconds} s.',
  },
  AccountNotFound: {
    title: 'No such account',
    detail: 'There is no such account, or it is not open to you in this session. Check the id or the login.',
  },
  AccountExists: {
    title: 'The account exists already',
    detail: 'This number has an account; it was left as it is. Find it by its login.',
  },
  ServiceDisabled: {
    title: 'The service is disabled',
    detail: 'A disabled service cannot be set up. Ask the operator to restore it.',
  },
  ServiceSuspended: {
    title: 'The service is suspended',
    detail:
      'The operator has suspended the service; this setting waits until it is resumed. Ask the operator.',
  },
  TrunkLimitOutOfRange: {
    title: 'No such number of lines',
    detail: 'The limit of outgoing lines is a whole number from 1 to 20.',
  },
  CallerIdInvalid: {
    title: 'No such caller id',
    detail: 'A caller id is a Russian number in E.164, for example +74951234567, or null for none.',
  },
  TooManyReminders: {
    title: 'Too many reminders',
    detail: 'The password is sent at most 3 times in 24 hours. The next reminder is possible in {seconds} s.',
  },
  SipPasswordWeak: {
    title: 'The password does not keep the rule',
    detail:
      'A SIP password has 8 to 20 Latin letters and digits: at least one upper-case letter, one lower-case letter and one digit.',
  },
  LoginInvalid: {
    title: 'No such login',
    detail: 'A login is a number such as 79XXXXXXXXX.',
  },
  RoutingUnknown: {
    title: 'No such routing',
    detail: 'Routing is GSM, SIP or SIP+GSM; an empty cell is SIP.',
  },
  TariffOptionInvalid: {
    title: 'A tariff option cannot be called so',
    detail:
      'The name of a tariff option has at most 100 characters, none of them control characters; an empty cell is the basic tariff.',
  },
  BalanceMalformed: {
    title: 'The balance cannot be read',
    detail: 'A balance is roubles with a dot and at most two digits after it, for example -748822.93.',
  },
  ImportStopped: {
    title: 'The import has stopped',
    detail:
      'The store stopped answering: this line and those after it were not begun. Import the same file again; what is in stays as it is.',
  },
  ConfirmationWrong: {
    title: 'Not confirmed',
    detail: 'The password or the code is wrong. Check it and give it again.',
  },
  ConfirmationRequired: {
    title: 'Confirm with the password',
    detail:
      'This change wants the password given within the last 5 minutes. Send it to /api/v1/session/confirmation, then repeat.',
  },
  TokenNotFound: { title: 'No such token', detail: 'There is no token with this id. List the tokens.' },
  NotParked: {
    title: 'Nothing is parked under this id',
    detail: 'It was tried again or given up meanwhile, or never was. List what is parked.',
  },
  ViewParked: {
    title: 'The data cannot be shown now',
    detail:
      'An event of this account could not be read; nothing is lost, and staff see why. Try again in {seconds} s.',
  },
  ViewBehind: {
    title: 'Not caught up yet',
    detail: 'What is read has not reached your own last change yet. Try again in {seconds} s.',
  },
  RequestInvalid: {
    title: 'The request is not as described',
    detail: 'What is wrong stands in errors, field by field. The description is at /docs.',
  },
  BodyMalformed: {
    title: 'The body cannot be read',
    detail: 'The body is not well-formed JSON, or is empty.',
  },
  BodyTooLarge: { title: 'The body is too large', detail: 'Send a smaller body.' },
  HeadersTooLarge: {
    title: 'The headers are too large',
    detail: 'Send fewer or shorter headers and cookies.',
  },
  UriTooLong: { title: 'The address is too long', detail: 'Send a shorter address.' },
  MediaTypeUnsupported: {
    title: 'This media type is not read here',
    detail: 'Send the body in the media type that /docs names for this request, mostly application/json.',
  },
  CsvHeadingWrong: {
    title: "The file's heading is wrong",
    detail:
      'The first line names the columns: login must be there; password, routing, lines, tariff_option, caller_id and balance may, each once. What is wrong is in errors.',
  },
  CsvNotUtf8: {
    title: 'The file is not UTF-8',
    detail: 'Save the file as UTF-8 (in Excel: "CSV UTF-8 (Comma delimited)") and import it again.',
  },
  CsvLineMalformed: {
    title: 'The line cannot be read',
    detail:
      'The line has not as many cells as the heading, or a quote is not closed. A row stands on one line of the file.',
  },
  RequestTimedOut: { title: 'The request came too slowly', detail: 'Send the request again without pauses.' },
  IfMatchMalformed: {
    title: 'If-Match cannot be read',
    detail: 'If-Match is * or one revision in quotes as an ETag gave it, for example "12".',
  },
  IdempotencyKeyMalformed: {
    title: 'Idempotency-Key cannot be read',
    detail: 'An Idempotency-Key has 1 to 255 visible ASCII characters; a uuid is best.',
  },
  LogPositionMalformed: {
    title: 'Log-Position cannot be read',
    detail: 'Log-Position is a decimal number as an earlier answer gave it.',
  },
  CursorMalformed: {
    title: 'The cursor cannot be read',
    detail: 'Use nextCursor of an earlier page of the same list as it is, or begin without a cursor.',
  },
  RequestInFlight: {
    title: 'The same request is being carried out',
    detail: 'The first request with this Idempotency-Key has no answer yet. Repeat in {seconds} s to get it.',
  },
  NotSignedIn: {
    title: 'Not signed in',
    detail: 'There is no session, or it has ended. Sign in and repeat.',
  },
  TokenInvalid: {
    title: 'The token opens nothing',
    detail: 'The token is unknown, expired or revoked. Ask the operator for a new one.',
  },
  ScopeMissing: {
    title: 'The token may not do this',
    detail: 'The token lacks the scope that this request needs. Ask the operator for one that has it.',
  },
  Forbidden: { title: 'Not allowed', detail: 'This is not open to you.' },
  OriginForeign: {
    title: 'Sent by a foreign page',
    detail: 'A browser sent this change from another site; it was not made. Open the cabinet itself.',
  },
  HttpsRequired: {
    title: 'Not over plain http',
    detail:
      'The request came unencrypted and nothing was done. Use https://, and replace the password or token that it held: it may have been overheard.',
  },
  RouteNotFound: { title: 'Nothing is here', detail: 'There is no such address. All of them are at /docs.' },
  MethodNotAllowed: {
    title: 'Not with this method',
    detail: 'The address exists, but not for this method. Allow names those that it has.',
  },
  AccountNotChosen: {
    title: 'No account is chosen',
    detail: 'Choose the account to work in with PUT /api/v1/session/account, then repeat.',
  },
  TooManyRequests: {
    title: 'Too many requests',
    detail: 'Requests come faster than is allowed. Go on in {seconds} s.',
  },
  BackupRunning: {
    title: 'A backup is being made already',
    detail:
      'One is made at a time, and the master key is not rotated meanwhile. Repeat the command when it has ended.',
  },
  KeyRotationUnfinished: {
    title: 'A rotation of the master key is not finished',
    detail:
      'A copy made now would be opened by two keys, and no key file holds both when the rotation has ended. Nothing was copied. Wait until it has ended; one that was broken off is finished by `cabinet keys rotate` or a restart. Then make the backup.',
  },
  BackupDirectoryTaken: {
    title: 'The directory is taken',
    detail:
      'A backup is written into a new directory: this one is there and holds files, or is where a disk is mounted. Name one in it that does not exist yet.',
  },
  BackupDirectoryWithin: {
    title: 'The directory lies in the data directory',
    detail:
      'There a backup would be lost together with the data. Name a directory elsewhere, best on another disk.',
  },
  BackupDirectoryUnusable: {
    title: 'The directory cannot be made',
    detail:
      'The cabinet cannot make or write it. It looks from where it runs, as its own user: give that user the parent directory.',
  },
  BackupNoRoom: {
    title: 'There is not enough room',
    detail:
      'The backup needs as much as events.db, vault.db and state.db together, and 16 MB. Nothing was written. Make room, or name another disk.',
  },
  BackupBroken: {
    title: 'The backup could not be finished',
    detail:
      'The disk failed or is full, or a copy turned out damaged; nothing is left of it. The cabinet’s log says why: see `cabinet doctor`, then repeat.',
  },
  MasterKeyFileReadOnly: {
    title: 'The key file cannot be replaced',
    detail:
      'A rotation writes the new key beside the file and puts it in its place; the cabinet may not write there, as when a secret is mounted read-only. Nothing was changed. Copy the file to a directory that the cabinet’s user may write, name it in MASTER_KEY_FILE, restart, rotate, and take the new file back.',
  },
  Overloaded: {
    title: 'Overloaded',
    detail: 'The server has too much to do right now. Try again in {seconds} s.',
  },
  Stopping: {
    title: 'Stopping',
    detail: 'This server is being stopped. Send the request again in {seconds} s.',
  },
  InternalError: {
    title: 'Something is broken on our side',
    detail: 'The request failed through a fault of ours. Tell support the correlationId.',
  },
}
