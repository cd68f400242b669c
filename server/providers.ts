// Which variables make up each provider's credentials, and what stands in when they are missing.
import type { Environment, VariableName } from './environment.ts';

export interface ProviderVariables {
  disabledBy: VariableName;
  /** All or none of these. */
  required: readonly VariableName[];
  /** What development and tests use without credentials: a simulator, or nothing. */
  fallback: 'simulator' | 'disabled';
}

export const providerVariables = {
  ringCentral: { disabledBy: 'RC_DISABLED', required: ['RC_CLIENT_ID', 'RC_CLIENT_SECRET', 'RC_JWT_TOKEN', 'RC_SMS_FROM'], fallback: 'simulator' },
  phoneLine: {
    disabledBy: 'RC_SIP_DISABLED',
    required: ['RC_SIP_DOMAIN', 'RC_SIP_OUTBOUND_PROXY', 'RC_SIP_USERNAME', 'RC_SIP_PASSWORD', 'RC_SIP_AUTHORIZATION_ID'],
    fallback: 'simulator',
  },
  // Without a model the built-in rules read the messages; nothing has to stand in for it.
  openAi: { disabledBy: 'OPENAI_DISABLED', required: ['OPENAI_API_KEY'], fallback: 'disabled' },
  deepgram: { disabledBy: 'DEEPGRAM_DISABLED', required: ['DEEPGRAM_API_KEY'], fallback: 'simulator' },
  whatsApp: {
    disabledBy: 'WHATSAPP_DISABLED',
    required: ['WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN', 'WHATSAPP_PHONE_NUMBER_ID'],
    fallback: 'simulator',
  },
  // A second way to take calls; the first one has the simulator.
  twilio: { disabledBy: 'TWILIO_DISABLED', required: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER'], fallback: 'disabled' },
  mail: { disabledBy: 'MAIL_DISABLED', required: ['MAIL_SMTP_URL', 'MAIL_FROM', 'MAIL_WEBHOOK_SECRET'], fallback: 'simulator' },
} as const satisfies Record<string, ProviderVariables>;

export type ProviderName = keyof typeof providerVariables;

export type ProviderMode = 'real' | 'simulator' | 'disabled';

export function isProviderGiven(provider: ProviderVariables, env: Partial<Environment>): boolean {
  return provider.required.some((name) => env[name] !== undefined);
}

export function providerMode(name: ProviderName, env: Environment): ProviderMode {
  const provider: ProviderVariables = providerVariables[name];
  if (env[provider.disabledBy] === true) return 'disabled';
  return isProviderGiven(provider, env) ? 'real' : provider.fallback;
}
