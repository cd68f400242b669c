// The token of the terms page is for the customer alone.
import assert from 'node:assert/strict';
import { termsLink, withoutTermsToken } from '../../domain/terms-link.ts';

describe('the terms link', () => {
  const link = termsLink('https://example.com', 'OEiA-VFgeQ9ppKqmbXUP_w');

  it('shows others that there was one, and not which', () => {
    assert.equal(withoutTermsToken(`Reply I AGREE: ${link}\nSunday`), 'Reply I AGREE: https://example.com/t/...\nSunday');
  });

  it('leaves everything else as it was said', () => {
    for (const text of ['see https://example.com/t/short', 'https://example.com/terms', 'and/t/or']) assert.equal(withoutTermsToken(text), text);
  });
});
