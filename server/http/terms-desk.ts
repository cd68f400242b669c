// What the terms page needs to be told and to have done. The rules of acknowledging live in activities/terms-page.ts.

export type TermsStatus = 'live' | 'agreed' | 'declined' | 'expired' | 'superseded' | 'revoked';

export type TermsView = {
  status: TermsStatus;
  brand: string;
  title: string;
  /** Exactly as approved. */
  bodyMarkdown: string;
  version: string;
  reference: string;
  when: string;
  address: string;
  guests: string;
  priceLines: { label: string; amount: string }[];
  total: string;
  deposit: string;
  expiresAtText: string;
  acknowledgedAtText: string | null;
  /** Receipt code of the acknowledgment. */
  receipt: string | null;
};

export type TermsAnswer = { token: string; ip: string | null; userAgent: string | null; receivedAtMs: number };

export type TermsOutcome = {
  result: 'agreed' | 'already_agreed' | 'expired' | 'superseded' | 'declined' | 'not_found';
  threadId: string | null;
  /** The row that tells the conversation; null when nothing changed. */
  stimulusId: string | null;
};

export type TermsDesk = {
  viewTerms(token: string): Promise<TermsView | null>;
  acknowledgeByLink(answer: TermsAnswer): Promise<TermsOutcome>;
  declineByLink(answer: TermsAnswer): Promise<TermsOutcome>;
};
