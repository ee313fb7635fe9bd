import { z } from 'zod'
import { registrationSteps } from '../../domain/registration/registration.ts'
import { id, instant, sealedText } from './basics.ts'

export const registrationView = z
  .strictObject({
    id,
    due: z.enum(registrationSteps).meta({ description: 'The step that comes next.' }),
    phone: sealedText().nullable().meta({ description: 'E.164; null until it is given.' }),
    email: sealedText().nullable().meta({ description: 'Null until it is given.' }),
    offer: z
      .strictObject({ version: z.string(), accepted: z.boolean() })
      .meta({ description: 'The version that was accepted, or the one to accept.' }),
    expiresAt: instant.meta({ description: 'When it ends unless it is completed. RFC 3339, UTC.' }),
  })
  .meta({ id: 'Registration', description: 'A Profile on its way.' })

export type RegistrationView = z.infer<typeof registrationView>

export const exampleRegistration: RegistrationView = {
  id: '5a1b6c9e-0c57-4b0f-8f0e-5f7f0c1f6a11',
  due: 'phoneCode',
  phone: '+79031112233',
  email: null,
  offer: { version: '2026-11-01', accepted: false },
  expiresAt: '2026-11-25T09:30:00.000Z',
}
