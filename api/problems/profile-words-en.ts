import type { ProfilesRefusal } from '../../application/profiles/refusal.ts'
import type { Words } from './problem-words.ts'

/** `{seconds}`: the value of Retry-After. */
export const englishOfProfiles: Readonly<Record<ProfilesRefusal, Words>> = {
  ChallengeNotFound: {
    title: 'No code was asked for',
    detail: 'No code was asked for this step in this browser. Ask for one.',
  },
  ChallengeAlreadyPassed: {
    title: 'Confirmed already',
    detail: 'This step is confirmed already. Go on to the next one.',
  },
  ChallengeNotPassed: {
    title: 'Not confirmed yet',
    detail: 'Confirm the code of the SMS, or the link of the letter, first.',
  },
  ChallengeBurned: { title: 'No tries left', detail: 'Five wrong codes were given. Begin this step anew.' },
  ChallengeExpired: {
    title: 'The code or link has expired',
    detail: 'Ask for a new one and use it in time.',
  },
  ChallengeSuperseded: {
    title: 'There is a newer code',
    detail: 'Only the code or letter that was sent last counts.',
  },
  ResendTooSoon: { title: 'Too soon', detail: 'It can be sent again in {seconds} s.' },
  CodeWrong: {
    title: 'Wrong code',
    detail: 'Check the code. After five wrong ones the step has to be begun anew.',
  },
  LinkInvalid: {
    title: 'The link does not fit',
    detail: 'Open the whole link of the latest letter, or ask for the letter again.',
  },
  TooManyMessages: {
    title: 'Too many messages',
    detail: 'Many messages were sent to this number or address already. Try again in {seconds} s.',
  },
  TooManySetups: {
    title: 'Too many authenticators begun',
    detail:
      'An authenticator was begun to be set up many times within an hour. Use the last one, or try again in {seconds} s.',
  },
  HashingBusy: {
    title: 'Busy',
    detail: 'Too many passwords are being checked right now. Try again in {seconds} s.',
  },
  ValueTaken: {
    title: 'Taken',
    detail: 'This phone or address belongs to another Profile. Sign in to it, or recover its password.',
  },
  RegistrationNotFound: {
    title: 'No such registration',
    detail: 'There is no such registration in this browser. Enter with a SIP account and begin one.',
  },
  RegistrationExists: {
    title: 'A registration was begun already',
    detail: 'Go on with the one that was begun.',
  },
  RegistrationCompleted: {
    title: 'The registration is completed',
    detail: 'The Profile exists. Sign in with its login and password.',
  },
  RegistrationAbandoned: { title: 'The registration has ended', detail: 'Begin it anew.' },
  RegistrationExpired: { title: 'The registration has expired', detail: 'Begin it anew.' },
  StepNotDue: { title: 'Another step is due', detail: 'Do the step that the field due names.' },
  PhoneInvalid: { title: 'The phone is not valid', detail: 'Give a Russian mobile number: +79XXXXXXXXX.' },
  LastNameInvalid: {
    title: 'The last name is not valid',
    detail: 'Give a last name: 1 to 100 characters, a letter among them.',
  },
  FirstNameInvalid: {
    title: 'The first name is not valid',
    detail: 'Give a first name: 1 to 100 characters, a letter among them.',
  },
  EmailInvalid: {
    title: 'The e-mail address is not valid',
    detail: 'Give an address that a letter can be sent to.',
  },
  OfferNotAccepted: { title: 'The offer is not accepted', detail: 'Read the present offer and accept it.' },
  OfferDue: {
    title: 'The offer has to be accepted',
    detail: 'The offer has changed. Read and accept the new one to go on.',
  },
  ProofMismatch: {
    title: 'Something else was confirmed',
    detail: 'The code or link is for another number, address or step. Ask for a new one.',
  },
  ProofUsed: {
    title: 'The confirmation is used up',
    detail: 'There were other changes since. Confirm anew.',
  },
  ProofTooOld: { title: 'The confirmation is too old', detail: 'Begin this step anew and confirm it again.' },
  SecondProofRequired: {
    title: 'A second confirmation is wanted',
    detail: 'Two-factor sign-in is on: follow the link of the letter too.',
  },
  ProfileNotFound: { title: 'No such Profile', detail: 'There is no such Profile.' },
  ProfileNotErased: {
    title: 'The Profile is not erased',
    detail: 'There is no certificate: nobody has erased this Profile.',
  },
  ProfileErased: { title: 'The Profile is erased', detail: 'This Profile is erased for good.' },
  ProfileExists: { title: 'The Profile exists already', detail: 'Sign in with its login and password.' },
  ProfileAlreadyProven: {
    title: 'The session has another Profile',
    detail: 'Leave the cabinet to sign in with another Profile.',
  },
  ProfilePasswordWeak: {
    title: 'The password cannot be used',
    detail:
      '8 to 128 characters: Latin upper-case and lower-case letters and digits, not a common one, without your name, phone or e-mail.',
  },
  SignInBlocked: {
    title: 'The password is not accepted',
    detail: 'After many wrong ones it is blocked. Recover the password.',
  },
  AccountBarred: {
    title: 'Access to the account is withdrawn',
    detail: 'The operator has withdrawn your access to this account. Turn to the operator.',
  },
  EmailChangeNotPending: {
    title: 'No change of the address is pending',
    detail: 'Ask for the change anew: this letter is no longer valid.',
  },
  TwoFactorOff: { title: 'No authenticator is set up', detail: 'Set up an authenticator app first.' },
  RecoveryCodeUsed: {
    title: 'The recovery code is not valid',
    detail: 'It is used, or replaced by newer ones. Take another.',
  },
  OtherAccountInvalid: {
    title: 'The account of the service is not valid',
    detail: 'Give a login or number: up to 64 letters, digits and @ . + _ -',
  },
  OtherServiceUnknown: {
    title: 'No such service',
    detail: 'The operator offers no service of this type. GET /profile/services lists those there are.',
  },
  OtherServiceNotConnected: {
    title: 'The service is not connected yet',
    detail: 'Nobody can tell here whose its accounts are. Turn to the operator.',
  },
  OtherServiceUnavailable: {
    title: 'The service does not answer',
    detail: 'Whether the account is yours could not be found out; nothing is changed. Try again later.',
  },
  OtherAccountNotProven: {
    title: 'The service does not know this account and password',
    detail: 'Check the login and password of that service, and the service that you chose.',
  },
  SessionExists: { title: 'The session exists already', detail: 'Sign in anew.' },
  SessionEnded: { title: 'The session has ended', detail: 'Sign in again.' },
  SessionNotFound: { title: 'No such session', detail: 'It has ended, or is none of yours.' },
  StageDue: { title: 'Another step of the sign-in is due', detail: 'Do the step that the field due names.' },
}
