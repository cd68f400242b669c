// The link to the terms page. Whoever holds its token can accept, so it is for the customer alone.

/** 16 random bytes in base64url. */
const TOKEN = /(\/t\/)[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g;

export function termsLink(publicUrl: string, token: string): string {
  return `${publicUrl}/t/${token}`;
}

/** For everybody else who reads the conversation: nobody may press the button in the customer's place. */
export function withoutTermsToken(text: string): string {
  return text.replace(TOKEN, '$1...');
}
